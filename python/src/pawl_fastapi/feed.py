"""Listens to the issuer: which sessions have ended, at once."""

import asyncio
import logging
import random
import threading
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Literal

from .background import Background
from .check_url import check_url
from .claims import SessionClaims
from .credential import Credential, checked_credential
from .errors import UnavailableError
from .event_stream import ServerSentEvent
from .feed_state import FeedState
from .feed_stream import FeedRefusedError, read_feed
from .steps import begun

_first_retry_seconds, _longest_retry_seconds = 1.0, 30.0
_lasting_seconds = 10.0
"""A connection that was there for so long worked."""
_least_after_seconds = 10.0
_patience_seconds = 5.0
"""For how long the first token waits for the first answer."""

_log = logging.getLogger("pawl_fastapi")


@dataclass(frozen=True)
class FeedEvent:
    """What happens between a verifier and the feed; for a log or a count. Holds no credential."""

    type: Literal["feed_connected", "feed_lost"]
    stale_seconds: float
    resumed: bool = False
    """It went on where the last connection was cut."""
    retry_in_seconds: float = 0.0
    error: Exception | None = None


class RevocationFeed:
    """Listens to ``GET /revocations`` in a thread of its own, so that no endpoint can hold it up.

    It connects at :meth:`start`, or when the first token comes; comes back by itself, with full
    jitter, and goes on where it was cut.

    Guarantees that nothing heard is forgotten while a token of it may live, that a message which
    cannot be read is never skipped but everything asked for again, and that it knows how stale it
    may be: :attr:`stale_seconds` is the time since the issuer last said that the list was complete.

    :param url: the issuer's feed, ``<issuer>/revocations``.
    :param credential: the verifier credential, or what gives it at each connection.
    :param fail: what to do when nothing was heard for ``after_seconds``. ``closed``: no token is
        taken until it is heard again, 503. ``open``: tokens are taken by what was heard last.
    :param after_seconds: 10 at least; the feed gives a sign of life every 5 seconds.
    :param on_event: told what happens, in the feed's thread; what it raises is ignored.
    :param clock: milliseconds since the epoch.
    :param monotonic: seconds, of a clock that only goes forward.
    :param jitter: a number in [0, 1), for the waits between connections; no secret is made of it.
    """

    def __init__(
        self,
        url: str,
        credential: Credential,
        *,
        fail: Literal["open", "closed"] = "closed",
        after_seconds: float = 30,
        on_event: Callable[[FeedEvent], None] | None = None,
        clock: Callable[[], float] = lambda: time.time() * 1000,
        monotonic: Callable[[], float] = time.monotonic,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        if fail not in ("open", "closed"):
            raise ValueError('fail must be "open" or "closed"')
        if after_seconds < _least_after_seconds:
            raise ValueError("after_seconds must be 10 at least; leave it out for 30")
        self._credential = checked_credential(credential)
        self._url = check_url("url", url)
        self._fails_closed = fail == "closed"
        self._after_seconds = after_seconds
        self._on_event = on_event
        self._monotonic = monotonic
        self._jitter = jitter
        self._state = FeedState(clock, monotonic)
        self._lock = threading.Lock()
        self._settled: Future[None] = begun()
        self._background: Background | None = None
        self._is_closed = False

    @property
    def stale_seconds(self) -> float:
        """How old what is known may be; infinite before anything was heard. For a metric."""
        return self._state.stale_seconds()

    def start(self) -> None:
        """Connects, unless it has already. In the process that serves: a fork takes no thread along."""
        with self._lock:
            self._is_closed = False
            self._start()

    def close(self) -> None:
        """Ends the connection; what was heard stays in force, and grows stale."""
        with self._lock:
            self._is_closed = True
            background, self._background = self._background, None
        if background is not None:
            background.stop()
        self._settle()

    @asynccontextmanager
    async def lifespan(self, _app: object = None) -> AsyncIterator[None]:
        """The feed for as long as the application runs: ``FastAPI(lifespan=feed.lifespan)``."""
        self.start()
        try:
            yield
        finally:
            await asyncio.get_running_loop().run_in_executor(None, self.close)

    def settle(self) -> "Future[None] | None":
        """What must be waited for before it can be asked; ``None`` nearly always. Never fails."""
        background = self._background
        if background is None or not background.is_alive:
            with self._lock:
                if not self._is_closed:
                    self._start()
        return None if self._settled.done() else self._settled

    def is_revoked(self, claims: SessionClaims) -> bool:
        """Whether the session is known to have ended. Does no I/O.

        :raises UnavailableError: if it is to fail closed, and was not heard of for too long.
        """
        if self._fails_closed and self.stale_seconds > self._after_seconds:
            raise UnavailableError("revocations have not been heard of for too long", 5)
        revocations = self._state.revocations
        return revocations is not None and revocations.has(claims)

    def _start(self) -> None:
        if self._background is None or not self._background.is_alive:
            self._background = Background("pawl-revocations", self._listen)

    async def _listen(self) -> None:
        asyncio.get_running_loop().call_later(_patience_seconds, self._settle)
        failures = 0
        while True:
            opened_at = self._monotonic()
            asked_seconds = 0.0
            error: Exception
            try:
                await self._follow()
                error = ConnectionError("the feed of revocations ended")
            except FeedRefusedError as refused:
                error, asked_seconds = refused, refused.retry_after_seconds
            except Exception as broken:
                error = broken
            self._settle()
            # Cut at once, each time: that is a failure like any other.
            failures = 0 if self._monotonic() - opened_at > _lasting_seconds else failures
            longest = min(_longest_retry_seconds, _first_retry_seconds * 2.0**failures)
            wait_seconds = asked_seconds + self._jitter() * longest
            failures = min(failures + 1, 10)
            self._tell("feed_lost", retry_in_seconds=wait_seconds, error=error)
            await asyncio.sleep(wait_seconds)

    async def _follow(self) -> None:
        credential = self._credential()
        is_first = True

        def heard(event: ServerSentEvent) -> None:
            nonlocal is_first
            self._state.take(event)
            self._settle()
            if is_first:
                self._tell("feed_connected", resumed=event.type != "snapshot")
            is_first = False

        await read_feed(self._url, credential, self._state.begin(), heard)

    def _settle(self) -> None:
        with self._lock:
            if not self._settled.done():
                self._settled.set_result(None)

    def _tell(self, what: Literal["feed_connected", "feed_lost"], **facts: Any) -> None:
        event = FeedEvent(what, self.stale_seconds, **facts)
        if what == "feed_lost":
            _log.warning("revocations cannot be heard: %s", event.error or "")
        else:
            _log.info("revocations are heard")
        try:
            if self._on_event is not None:
                self._on_event(event)
        except Exception:
            _log.exception("on_event failed")
