"""What the feed has told so far, and how old that may be."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from .event_stream import ServerSentEvent
from .revocation_list import MalformedEntryError, RevocationList, whole

_prune_every_ms = 60_000


class FeedState:
    """Takes the events of ``GET /revocations`` one by one.

    Written by the feed's thread alone, and read by all.
    """

    def __init__(self, clock: Callable[[], float], monotonic: Callable[[], float]) -> None:
        """
        :param clock: milliseconds since the epoch, to be compared with the issuer's.
        :param monotonic: seconds, of a clock that only goes forward.
        """
        self._clock = clock
        self._monotonic = monotonic
        self.revocations: RevocationList | None = None
        self._last_id: str | None = None
        self._as_of: int | None = None
        """What the last sign of life on this connection said."""
        self._heard_at = float("-inf")
        self._pruned_at = float("-inf")

    def begin(self) -> str | None:
        """A new connection begins; gives where it is to go on, or ``None`` if all is to be sent."""
        self._as_of = None
        return self._last_id

    def take(self, event: ServerSentEvent) -> None:
        """Takes one event of the connection.

        :raises MalformedEntryError: for one that cannot be read. What was missed, nobody can say, so
            the next connection begins with everything.
        """
        try:
            self._take(event)
        except MalformedEntryError:
            self._last_id = None
            raise

    def stale_seconds(self) -> float:
        """The time since the list was known to be complete; infinite before it ever was."""
        return max(0.0, self._monotonic() - self._heard_at)

    def _take(self, event: ServerSentEvent) -> None:
        if event.type == "snapshot":
            snapshot = _parsed(event.data)
            self.revocations = RevocationList(snapshot)
            self._heard(whole(snapshot, "as_of"))
        elif self.revocations is None:
            raise MalformedEntryError("the feed began without a snapshot")
        elif event.type == "session":
            self.revocations.add_session(_parsed(event.data))
        elif event.type == "subject":
            self.revocations.add_subject(_parsed(event.data))
        elif event.type == "alive":
            as_of = whole(_parsed(event.data), "as_of")
            self._heard(as_of)
            self._as_of = as_of
        if event.id:
            self._last_id = event.id

    def _heard(self, as_of: int) -> None:
        if self._as_of is not None and as_of > self._as_of:
            # It moves on while we listen, so it was true a moment ago, whatever the two clocks say.
            age = 0.0
        else:
            # The first of a connection is taken at its word: the issuer may not have heard for long.
            age = max(0.0, self._clock() - as_of) / 1000
        self._heard_at = max(self._heard_at, self._monotonic() - age)
        if self.revocations is not None and abs(as_of - self._pruned_at) >= _prune_every_ms:
            self._pruned_at = as_of
            self.revocations.prune(as_of)


def _parsed(text: str) -> Mapping[str, Any]:
    try:
        value = json.loads(text)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise MalformedEntryError("an event is no JSON object")
    return value
