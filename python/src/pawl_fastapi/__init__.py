"""Sessions of Pawl in FastAPI: access tokens checked without I/O, refused once their session ended."""

from .claims import SessionClaims
from .codes import Code
from .errors import SessionError, UnavailableError
from .feed import FeedEvent, RevocationFeed
from .identity_request import Credentials
from .introspection import Introspection
from .models import Problem, RefreshRequest, SessionPayload, TokenResponse
from .problems import Refusal, install_problems
from .require_identity_request import RequireIdentityRequest, require_identity_request
from .require_session import RequireSession, require_session
from .verifier import Introspector, PawlVerifier, RevocationCheck, RevocationSource

__all__ = [
    "Code",
    "Credentials",
    "FeedEvent",
    "Introspection",
    "Introspector",
    "PawlVerifier",
    "Problem",
    "RefreshRequest",
    "Refusal",
    "RequireIdentityRequest",
    "RequireSession",
    "RevocationCheck",
    "RevocationFeed",
    "RevocationSource",
    "SessionClaims",
    "SessionError",
    "SessionPayload",
    "TokenResponse",
    "UnavailableError",
    "install_problems",
    "require_identity_request",
    "require_session",
]
