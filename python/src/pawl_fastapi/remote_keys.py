"""The keys of an issuer that is somewhere else."""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future

import httpx

from .errors import UnavailableError
from .fetch_jwks import fetch_jwks
from .key_set import KeySet
from .steps import Steps, begun
from .verification_key import VerificationKey

_cool_down_seconds = 10.0
"""Between two fetches, whatever the reason: so many tokens with unknown keys cost one fetch (C45)."""
_longest_stale_seconds = 24 * 60 * 60.0
"""Keys that could not be fetched again are used for so long at most (RFC 5861 §4)."""

_log = logging.getLogger("pawl_fastapi")


class RemoteKeys:
    """Keys that are fetched when the first token comes, and again when older than their ``max-age``.

    One fetch at a time, in a thread of its own, however many threads and event loops wait for it.

    While the issuer answers, a key that it no longer shows is out of use after twice the ``max-age``,
    idle or not. While it does not answer, keys from before are used on, and nobody waits for it.
    """

    def __init__(
        self,
        url: str,
        transport: httpx.BaseTransport | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._url = url
        self._transport = transport
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._fetching: Future[None] | None = None
        self._keys: KeySet | None = None
        self._max_age = 0.0
        self._fetched_at = self._attempted_at = float("-inf")
        self._has_failed = False

    def settle(self) -> "Future[None] | None":
        age = self._monotonic() - self._fetched_at
        has_keys = self._usable() is not None
        if has_keys and age <= self._max_age:
            return None
        # Fetched ahead of the need; after a long idle time it is waited for. What failed last is not.
        in_the_background = has_keys and (self._has_failed or age <= 2 * self._max_age)
        fetching = self._may_fetch()
        return None if in_the_background else fetching

    def find(self, kid: str) -> Steps[VerificationKey | None]:
        fetching = self.settle()
        if fetching is not None:
            yield fetching
        keys = self._usable()
        key = None if keys is None else keys.find(kid)
        if key is not None:
            return key
        # It may be new.
        fetching = self._may_fetch()
        if fetching is not None:
            yield fetching
        keys = self._usable()
        key = None if keys is None else keys.find(kid)
        if keys is None or (key is None and self._has_failed):
            raise self._unavailable()
        return key

    def holds(self, key: VerificationKey) -> bool:
        keys = self._usable()
        return keys is not None and keys.find(key.kid) == key

    def _usable(self) -> KeySet | None:
        age = self._monotonic() - self._fetched_at
        return self._keys if age <= _longest_stale_seconds else None

    def _may_fetch(self) -> "Future[None] | None":
        """The fetch under way, or a new one if it may be made."""
        with self._lock:
            if self._fetching is not None:
                return self._fetching
            now = self._monotonic()
            if now - self._attempted_at < _cool_down_seconds:
                return None
            self._attempted_at = now
            fetching = self._fetching = begun()
        threading.Thread(target=self._fetch, args=(fetching,), name="pawl-jwks", daemon=True).start()
        return fetching

    def _fetch(self, fetching: "Future[None]") -> None:
        started_at = self._monotonic()
        try:
            keys, max_age = fetch_jwks(self._url, self._transport)
            self._keys, self._max_age, self._fetched_at = keys, max_age, started_at
            self._has_failed = False
            for error in keys.refused:
                _log.warning("a key in the JWKS is not used: %s", error)
        except Exception as error:
            self._has_failed = True
            _log.warning("the keys of the issuer cannot be fetched: %s", error)
        with self._lock:
            self._fetching = None
        fetching.set_result(None)

    def _unavailable(self) -> UnavailableError:
        wait = self._attempted_at + _cool_down_seconds - self._monotonic()
        bounded = min(_cool_down_seconds, max(1.0, wait))
        return UnavailableError("the keys of the issuer cannot be fetched", bounded)
