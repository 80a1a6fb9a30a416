"""The sessions and subjects that ended within the longest life of an access token."""

from collections.abc import Iterable, Mapping
from typing import Any

from .claims import SessionClaims

_margin_ms = 62_000
"""A token is taken for so long after ``exp`` at most: the largest clock tolerance, and rounding."""


class MalformedEntryError(ValueError):
    """It is not what the feed sends. A list that was misread would let dead sessions in."""


class RevocationList:
    """Instants are the issuer's, in milliseconds since the epoch.

    Written by one thread and read by all without a lock: each change is of one dictionary entry.
    """

    def __init__(self, snapshot: Mapping[str, Any]) -> None:
        """
        :raises MalformedEntryError: with nothing in it of what was sent.
        """
        self._keep_ms = whole(snapshot, "keep_ms")
        self._end_by_sid: dict[str, int] = {}
        # Ends of all sessions of a subject but one, if one was kept: what each says is added up.
        self._ends_by_sub: dict[str, dict[str | None, int]] = {}
        for session in _entries(snapshot, "sessions"):
            self.add_session(session)
        for subject in _entries(snapshot, "subjects"):
            self.add_subject(subject)

    def add_session(self, entry: Mapping[str, Any]) -> None:
        """One session ended."""
        self._end_by_sid[_text(entry, "sid")] = whole(entry, "ended_at")

    def add_subject(self, entry: Mapping[str, Any]) -> None:
        """All sessions of a subject ended that began before, but for one, if it is named."""
        sub, ended_at = _text(entry, "sub"), whole(entry, "ended_at")
        kept = None if entry.get("except_sid") is None else _text(entry, "except_sid")
        known = self._ends_by_sub.get(sub, {})
        # A new one, since others may be reading the old one.
        self._ends_by_sub[sub] = {**known, kept: max(ended_at, known.get(kept, 0))}

    def has(self, claims: SessionClaims) -> bool:
        """Whether the session of this token is among them."""
        if claims.sid in self._end_by_sid:
            return True
        ends = self._ends_by_sub.get(claims.sub, {})
        # In whole seconds, as `auth_time` is; who logged in within that very second is listed by session.
        return any(
            claims.auth_time < ended_at // 1000 and claims.sid != kept for kept, ended_at in ends.items()
        )

    def prune(self, as_of: int) -> None:
        """Forgets what no living token can be of. ``as_of`` is now, by the issuer's clock."""
        oldest = as_of - self._keep_ms - _margin_ms
        for sid in [sid for sid, ended_at in self._end_by_sid.items() if ended_at < oldest]:
            del self._end_by_sid[sid]
        for sub, ends in list(self._ends_by_sub.items()):
            left = {kept: ended_at for kept, ended_at in ends.items() if ended_at >= oldest}
            if left:
                self._ends_by_sub[sub] = left
            else:
                del self._ends_by_sub[sub]

    def __len__(self) -> int:
        return len(self._end_by_sid) + sum(map(len, self._ends_by_sub.values()))


def whole(entry: Mapping[str, Any], name: str) -> int:
    """A member that is a whole number, 0 or more."""
    value = entry.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise MalformedEntryError(f"{name} is no whole number")
    return value


def _text(entry: Mapping[str, Any], name: str) -> str:
    value = entry.get(name)
    if not isinstance(value, str) or not value:
        raise MalformedEntryError(f"{name} is no text")
    return value


def _entries(snapshot: Mapping[str, Any], name: str) -> Iterable[Mapping[str, Any]]:
    value = snapshot.get(name)
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise MalformedEntryError(f"{name} is no list of entries")
    return value
