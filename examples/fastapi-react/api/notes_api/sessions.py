"""Who asks: the session of a request. This file is all that guards the API."""

from pawl_fastapi import PawlVerifier, RevocationFeed, require_session

from .settings import settings

# "closed": without word of what has ended, for half a minute, no token is taken, and everybody is told 503.
feed = RevocationFeed(f"{settings.pawl_url}/revocations", settings.verifier_credential, fail="closed")

verifier = PawlVerifier(
    issuer=settings.issuer,
    audience=settings.audience,
    jwks_url=f"{settings.pawl_url}/.well-known/jwks.json",
    revocations=feed,
)

# With FastAPI 0.95 or newer: Session = Annotated[SessionClaims, Depends(require_session(verifier))]
session_of = require_session(verifier)
recent_session_of = require_session(verifier, max_auth_age_seconds=settings.recent_login_seconds)
