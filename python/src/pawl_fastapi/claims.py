"""The claims of an access token, and the check that each has its type and bound."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

max_lifetime_seconds = 60 * 60
"""No access token lives longer, whatever its issuer's policy says."""

_largest_whole = 2**53 - 1
"""Above it, a number is not the same in every language."""


@dataclass(frozen=True)
class SessionClaims:
    """The claims of a verified access token (RFC 9068 §2.2). Times are in seconds since the epoch.

    One object is handed to every request that brings the token, so nothing in it can be changed.
    """

    iss: str
    sub: str
    """The user."""
    aud: str | tuple[str, ...]
    client_id: str
    iat: int
    exp: int
    jti: str
    sid: str
    """The session."""
    gen: int
    """The generation of the session when this token was made."""
    auth_time: int
    """When the user logged in; refreshing never moves it."""
    amr: tuple[str, ...]
    """How they did (RFC 8176)."""
    claims: Mapping[str, Any]
    """All claims, with those that the identity added. Lists are tuples here."""

    @property
    def scopes(self) -> frozenset[str]:
        """What ``scope`` lists (RFC 8693 §4.2); empty without one."""
        scope = self.claims.get("scope")
        return frozenset(scope.split(" ")) if isinstance(scope, str) else frozenset()

    def to_dict(self) -> dict[str, Any]:
        """All claims as plain values, in a copy of the caller's own."""
        plain: dict[str, Any] = _thawed(self.claims)
        return plain


@dataclass(frozen=True)
class ClaimExpectations:
    """What the verifier insists on."""

    issuer: str
    """Compared code point by code point."""
    audience: str
    """Must be the token's audience, or among its audiences."""
    clock_tolerance_ms: float
    """How far ``iat`` and ``nbf`` may lie ahead, and ``exp`` behind: other clocks differ."""


def check_claims(value: object, expected: ClaimExpectations, now_ms: float) -> SessionClaims | None:
    """The claims if every one has its type and bound (RFC 9068 §4, RFC 8725 §3.8-3.10)."""
    if not isinstance(value, dict):
        return None
    if value.get("iss") != expected.issuer or not _is_for(value.get("aud"), expected.audience):
        return None
    if not all(_is_short_text(value.get(name)) for name in ("sub", "client_id", "jti", "sid")):
        return None
    whole = {name: _whole(value.get(name)) for name in ("iat", "exp", "gen", "auth_time")}
    iat, exp, gen, auth_time = whole.values()
    if iat is None or exp is None or gen is None or auth_time is None:
        return None
    amr = value.get("amr")
    if not isinstance(amr, list) or not all(isinstance(method, str) for method in amr):
        return None

    latest_start_ms = now_ms + expected.clock_tolerance_ms
    if iat * 1000 > latest_start_ms:
        return None
    if "nbf" in value:
        nbf = _whole(value["nbf"])
        if nbf is None or nbf * 1000 > latest_start_ms:
            return None
    # The issuer rounds `iat` down and `exp` up to whole seconds: two more than the cap at most.
    if exp <= iat or exp - iat > max_lifetime_seconds + 2:
        return None
    if is_over(exp, expected, now_ms):
        return None
    frozen = _frozen({**value, **whole})
    names = ("iss", "sub", "aud", "client_id", "jti", "sid", "amr")
    texts = {name: frozen[name] for name in names}
    return SessionClaims(**texts, iat=iat, exp=exp, gen=gen, auth_time=auth_time, claims=frozen)


def is_over(exp: int, expected: ClaimExpectations, now_ms: float) -> bool:
    """Whether a token with this ``exp`` has expired, tolerance included."""
    return exp * 1000 <= now_ms - expected.clock_tolerance_ms


def _whole(value: object) -> int | None:
    """A whole number from 0 to 2^53 - 1. ``1.0`` is one, as in every language that has no integers."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if not 0 <= value <= _largest_whole or value != int(value):
        return None
    return int(value)


def _is_short_text(value: object) -> bool:
    # In UTF-16 units, so that verifiers in other languages count alike.
    return isinstance(value, str) and 0 < len(value.encode("utf-16-le", "surrogatepass")) <= 2 * 255


def _is_for(aud: object, audience: str) -> bool:
    if isinstance(aud, str):
        return aud == audience
    return isinstance(aud, list) and all(isinstance(one, str) for one in aud) and audience in aud


def _frozen(value: object) -> Any:
    if isinstance(value, dict):
        return MappingProxyType({name: _frozen(member) for name, member in value.items()})
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def _thawed(value: object) -> Any:
    if isinstance(value, Mapping):
        return {name: _thawed(member) for name, member in value.items()}
    return [_thawed(member) for member in value] if isinstance(value, tuple) else value
