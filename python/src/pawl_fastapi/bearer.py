"""The access token of a request."""

import re
from collections.abc import Sequence

from .errors import SessionError

_scheme = re.compile(r"bearer(?:\s|$)", re.IGNORECASE)
_one_token = re.compile(r"bearer +([A-Za-z0-9\-._~+/]+=*)", re.IGNORECASE | re.ASCII)


def bearer_token(authorization: Sequence[str]) -> str:
    """The token of the ``Authorization`` headers of a request, of which there may be one.

    Never of the query or a body (RFC 6750 §2), where it would be logged and cached.

    :raises SessionError: ``access_token_missing`` without one; ``invalid_request`` for several, and
        for a header that is not one token.
    """
    if len(authorization) > 1:
        raise SessionError("invalid_request", "Authorization must be there once.")
    # Another scheme is somebody else's credential, so for us there is none.
    if not authorization or _scheme.match(authorization[0]) is None:
        raise SessionError("access_token_missing")
    token = _one_token.fullmatch(authorization[0])
    if token is None:
        raise SessionError("invalid_request", "Authorization must be one Bearer token.")
    return token[1]
