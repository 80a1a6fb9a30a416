"""What Pawl asks an application's identity endpoint, and the check that it is Pawl who asks."""

import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from .strict_json import NotStrictJsonError, parse_strict_json

max_body_bytes = 32 * 1024
"""Pawl sends half of that at most."""

_window_seconds = 60
_signature = re.compile(r"t=([0-9]{1,12}),v1=([0-9a-f]{64})", re.ASCII)


class IdentityRequestError(Exception):
    """Not a request of Pawl's; the message is the same for every reason, and has nothing of the request."""

    def __init__(self) -> None:
        super().__init__("not a request of Pawl's, signed with this secret within the last minute")


@dataclass(frozen=True)
class Credentials:
    """What somebody has typed into a login form."""

    email: str
    password: str = field(repr=False)


def check_secrets(secret: str | Sequence[str]) -> tuple[bytes, ...]:
    """
    :raises ValueError: that says what is wrong, and holds no secret.
    """
    secrets = tuple(one.encode() for one in ([secret] if isinstance(secret, str) else secret))
    if not secrets or any(len(one) < 32 for one in secrets):
        raise ValueError("secret must have 32 bytes or more, as Pawl's: openssl rand -base64 48")
    return secrets


def verify_identity_request(
    signature: Sequence[str], body: bytes, *, secrets: Sequence[bytes], now_seconds: float
) -> Credentials:
    """The credentials of a request that Pawl signed, with any of these secrets, a minute ago at most.

    Looks at nothing in the body before the signature is right, and compares that in constant time.
    Within its minute, a request that was overheard may be sent again.

    :param signature: all ``Pawl-Signature`` headers of the request; there must be one.
    :raises IdentityRequestError: the same for every reason.
    """
    parts = _signature.fullmatch(signature[0]) if len(signature) == 1 else None
    if parts is None or len(body) > max_body_bytes:
        raise IdentityRequestError
    signed_at, given = parts.groups()
    signed = signed_at.encode() + b"." + body
    # All of them, so that the time taken does not tell which.
    matches = [hmac.compare_digest(hmac.new(one, signed, "sha256").hexdigest(), given) for one in secrets]
    if not any(matches) or abs(now_seconds - int(signed_at)) > _window_seconds:
        raise IdentityRequestError
    try:
        asked = parse_strict_json(body, max_depth=1)
    except NotStrictJsonError:
        raise IdentityRequestError from None
    if not isinstance(asked, dict):
        raise IdentityRequestError
    email, password = asked.get("email"), asked.get("password")
    if not isinstance(email, str) or not isinstance(password, str):
        raise IdentityRequestError
    return Credentials(email, password)
