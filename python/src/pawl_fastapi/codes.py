"""The failures that a guarded route can answer with: rows of Pawl's one table of codes."""

from dataclasses import dataclass
from typing import Literal

Code = Literal[
    "invalid_request",
    "access_token_missing",
    "access_token_invalid",
    "insufficient_scope",
    "insufficient_user_authentication",
    "verifier_unavailable",
]
"""The name of a failure, the same in every language; see docs/errors.md."""


@dataclass(frozen=True)
class CodeFacts:
    """What a failure is on the wire."""

    status: int
    title: str
    challenge: str | None = None
    """The parameters of ``WWW-Authenticate: Bearer``, if there is one."""


def _refused(status: int, title: str, error: str) -> CodeFacts:
    return CodeFacts(status, title, f'realm="pawl", error="{error}", error_description="{title}"')


codes: dict[Code, CodeFacts] = {
    "invalid_request": CodeFacts(400, "The request is malformed."),
    # Without a credential there is nothing to call an error (RFC 6750 §3.1).
    "access_token_missing": CodeFacts(401, "This route needs an access token.", challenge='realm="pawl"'),
    "access_token_invalid": _refused(
        401, "The access token is expired, revoked or not valid here.", "invalid_token"
    ),
    "insufficient_scope": _refused(
        403, "The access token lacks a scope that this route needs.", "insufficient_scope"
    ),
    "insufficient_user_authentication": _refused(
        401,
        "The login was too long ago or not strong enough for this route; the user has to log in again.",
        "insufficient_user_authentication",
    ),
    "verifier_unavailable": CodeFacts(
        503, "The access token could not be checked; nothing about the session was decided."
    ),
}
