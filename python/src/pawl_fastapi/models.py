"""The payloads of Pawl's routes, as they travel: instants (``…_at``) in milliseconds since the epoch.

For Pydantic 1 and 2. Members that are added later are ignored.
"""

from typing import Literal

from pydantic import BaseModel, Field

longest_inactive_for = 34_560_000
"""400 days, in seconds."""


class SessionPayload(BaseModel):
    """A session, as its owner may see it."""

    sid: str
    subject: str
    generation: int
    amr: list[str]
    created_at: int
    last_active_at: int
    expires_at: int
    """The absolute end; refreshing never moves it."""
    inactivity_expires_at: int
    """The end by inactivity, if nothing happens until then."""
    user_agent: str | None = None


class TokenResponse(BaseModel):
    """Answer of ``POST /login`` and ``POST /refresh``. Its tokens do not show when it is printed."""

    access_token: str = Field(repr=False)
    token_type: Literal["Bearer"]
    expires_in: int
    """Lifetime of the access token in seconds, from ``issued_at``."""
    issued_at: int
    refresh_token: str | None = Field(default=None, repr=False)
    """Present only when it travels in the body."""
    rotation: Literal["rotated", "unchanged", "replayed", "recovered", "adopted"] | None = None
    """Present in answers of ``POST /refresh``."""
    revision: str
    """How far the session has come; to be stated as ``known_revision`` at the next refresh."""
    session: SessionPayload


class RefreshRequest(BaseModel):
    """Body of ``POST /refresh``. What was not set must stay out of it: dump with ``exclude_unset``."""

    refresh_token: str | None = Field(default=None, repr=False)
    """When it does not come by cookie."""
    known_revision: str | None = None
    """The newest ``revision`` that the sender was told of; ``None``, explicitly, if there was none."""
    inactive_for: int | None = Field(default=None, ge=0, le=longest_inactive_for)
    """How many whole seconds ago the user was last active. Not set, it means now."""


class Problem(BaseModel):
    """Every failure's body (RFC 9457)."""

    type: str
    title: str
    status: int
    code: str
    reason: str | None = None
    """Why the session ended, when the code says that it has."""
    revision: str | None = None
    detail: str | None = None
