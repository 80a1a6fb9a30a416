"""The guard of a route."""

import re

from fastapi import Depends, Request
from fastapi.security import HTTPBearer

from .bearer import bearer_token
from .claims import SessionClaims
from .errors import SessionError, UnavailableError
from .problems import Refusal
from .verifier import PawlVerifier, RevocationCheck

_list_text = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*")
"""RFC 6749 §3.3: no quote and no backslash, so that it can stand in a challenge as it is."""

# Puts the scheme into the OpenAPI document. What it reads is not used: it takes the first of two headers.
_documented = HTTPBearer(
    scheme_name="Pawl",
    bearerFormat="JWT",
    description="An access token of Pawl's.",
    auto_error=False,
)


class RequireSession:
    """A dependency that gives the session of a request, or refuses it."""

    def __init__(
        self,
        verifier: PawlVerifier,
        scope: str | None,
        max_auth_age_seconds: float | None,
        acr_values: str | None,
        revocation: RevocationCheck,
    ) -> None:
        self._verifier = verifier
        self._scope = scope
        self._max_auth_age_seconds = max_auth_age_seconds
        self._acr_values = acr_values
        self._revocation = revocation

    async def __call__(self, request: Request, _credentials: object = Depends(_documented)) -> SessionClaims:
        try:
            token = bearer_token(request.headers.getlist("authorization"))
            session = await self._verifier.verify_async(token, revocation=self._revocation)
            self._check(session)
        except (SessionError, UnavailableError) as error:
            raise Refusal(error) from None
        return session

    def _check(self, session: SessionClaims) -> None:
        if self._scope is not None and not session.scopes.issuperset(self._scope.split(" ")):
            raise SessionError("insufficient_scope", challenge={"scope": self._scope})
        limit, classes = self._max_auth_age_seconds, self._acr_values
        age_ms = self._verifier.now_ms() - session.auth_time * 1000
        is_too_old = limit is not None and age_ms > limit * 1000
        is_of_another_class = classes is not None and session.claims.get("acr") not in classes.split(" ")
        if is_too_old or is_of_another_class:
            # All that the route asks for, so that one new login is enough (RFC 9470 §3).
            asked = {} if classes is None else {"acr_values": classes}
            if limit is not None:
                asked["max_age"] = str(int(limit))
            raise SessionError("insufficient_user_authentication", challenge=asked)


def require_session(
    verifier: PawlVerifier,
    *,
    scope: str | None = None,
    max_auth_age_seconds: float | None = None,
    acr_values: str | None = None,
    revocation: RevocationCheck | None = None,
) -> RequireSession:
    """Guards a route: it runs with the session of the request's access token, or not at all.

    Works for sync and async endpoints. The token is read from ``Authorization`` and nowhere else.

    .. code-block:: python

        Session = Annotated[SessionClaims, Depends(require_session(verifier))]

        @app.get("/notes")
        def notes(session: Session) -> list[Note]: ...

    Answers 401 with a challenge, which has ``error="invalid_token"`` if refreshing may help; 400 for
    two ``Authorization`` headers; 503 if nobody can say. Does not ask whether the user still exists.

    :param scope: scopes that the token must all have, with a space between; else 403
        ``insufficient_scope``.
    :param max_auth_age_seconds: how long ago the user may have logged in, refreshing aside; else 401
        ``insufficient_user_authentication`` (RFC 9470), upon which the client asks for a new login.
    :param acr_values: classes of authentication, with a space between, of which the token's ``acr`` must
        be one; else the same. Which there are is for your identity to say, in its claims.
    :param revocation: how it is looked at; ``strict`` asks the issuer at each request. Default: what the
        verifier does by itself.
    """
    if scope is not None and _list_text.fullmatch(scope) is None:
        raise ValueError("scope must be scopes with one space between, such as notes:read notes:write")
    if acr_values is not None and _list_text.fullmatch(acr_values) is None:
        raise ValueError("acr_values must be values of acr with one space between, such as urn:example:mfa")
    if max_auth_age_seconds is not None and max_auth_age_seconds < 1:
        raise ValueError("max_auth_age_seconds must be 1 at least, such as 300")
    checked = verifier.checked_revocation(revocation)
    return RequireSession(verifier, scope, max_auth_age_seconds, acr_values, checked)
