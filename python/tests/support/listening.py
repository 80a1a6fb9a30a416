"""A verifier that listens to a scripted feed."""

from typing import Any

from pawl_fastapi import FeedEvent, PawlVerifier, RevocationFeed, SessionError
from support.clock import Clock
from support.feed_server import Connection, FeedServer, credential
from support.issuer import Key, audience, issuer_url, jwks, now

key = Key()


class Listening:
    """A feed and a verifier that asks it."""

    def __init__(self, server: FeedServer, **options: Any) -> None:
        self.clock, self.wall = Clock(0), Clock(1000)
        self.events: list[FeedEvent] = []
        settings: dict[str, Any] = {
            "credential": credential,
            "clock": self.wall,
            "monotonic": self.clock,
            "jitter": lambda: 0.01,
            "on_event": self.events.append,
        }
        self.feed = RevocationFeed(server.url, **{**settings, **options})
        self._verifier = PawlVerifier(
            issuer=issuer_url,
            audience=audience,
            jwks=jwks(key),
            revocations=self.feed,
            clock=lambda: now * 1000,
        )

    def accepts(self, sid: str) -> bool:
        try:
            self._verifier.verify(key.token(sid=sid))
        except SessionError:
            return False
        return True

    def advance(self, seconds: float) -> None:
        self.clock.now += seconds
        self.wall.now += seconds * 1000

    def happened(self, what: str) -> list[FeedEvent]:
        return [event for event in self.events if event.type == what]


def listen(server: FeedServer, opened: list[Listening], **options: Any) -> tuple[Listening, Connection]:
    listening = Listening(server, **options)
    opened.append(listening)
    listening.feed.start()
    return listening, server.next()
