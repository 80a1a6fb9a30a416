"""The guard of the endpoint that Pawl asks who somebody is."""

import time
from collections.abc import Callable, Sequence

from fastapi import HTTPException, Request

from .identity_request import (
    Credentials,
    IdentityRequestError,
    check_secrets,
    max_body_bytes,
    verify_identity_request,
)


class RequireIdentityRequest:
    """A dependency that gives the credentials that Pawl asks about, or refuses whoever is not Pawl."""

    def __init__(self, secrets: Sequence[bytes], clock: Callable[[], float]) -> None:
        self._secrets = secrets
        self._clock = clock

    async def __call__(self, request: Request) -> Credentials:
        try:
            return verify_identity_request(
                request.headers.getlist("pawl-signature"),
                await _body(request),
                secrets=self._secrets,
                now_seconds=self._clock(),
            )
        except IdentityRequestError:
            raise HTTPException(403, "Only Pawl may ask this.") from None


def require_identity_request(
    secret: str | Sequence[str], *, clock: Callable[[], float] = time.time
) -> RequireIdentityRequest:
    """Guards the endpoint of ``pawl serve --identity``: it runs for what Pawl has signed, or not at all.

    .. code-block:: python

        Asked = Annotated[Credentials, Depends(require_identity_request(secret))]

        @app.post("/auth/verify")
        def verify(asked: Asked) -> dict[str, str | None]:
            user = users.authenticate(asked.email, asked.password)
            return {"subject": None if user is None else str(user.id)}

    Everybody else is told 403, which Pawl takes for no answer. Does not limit attempts for one account,
    and does not make an unknown user cost what a wrong password does: both are the endpoint's.

    :param secret: that of ``PAWL_IDENTITY_SECRET``; several, while one is replaced.
    :param clock: seconds since the epoch.
    :raises ValueError: for a secret that is too short.
    """
    return RequireIdentityRequest(check_secrets(secret), clock)


async def _body(request: Request) -> bytes:
    """Not more of it than can be Pawl's, since nobody knows yet who sends it."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > max_body_bytes:
            raise IdentityRequestError
    return bytes(body)
