"""
Goal: a verifier that hears nothing knows for how long, says so, and does what it was told to do then.
Method: a scripted feed over real HTTP, clocks that stand still, and a verifier that asks what was heard.
"""

import pytest
from support.feed_server import FeedServer, event, snapshot
from support.listening import Listening, listen
from support.wait import until

from pawl_fastapi import UnavailableError


def test_staleness_counts_from_when_the_issuer_last_said_that_the_list_was_complete(
    server: FeedServer, opened: list[Listening]
) -> None:
    listening, connection = listen(server, opened)
    assert listening.feed.stale_seconds == float("inf")
    connection.send(snapshot(as_of=1000), event("alive", as_of=1000))
    until(lambda: listening.feed.stale_seconds == 0)
    listening.advance(7)
    assert listening.feed.stale_seconds == 7
    # The issuer is there, and hears nothing itself; an entry that comes does not say that none is missing.
    connection.send(event("alive", as_of=1000), event("session", "feed.1", sid="one", ended_at=1))
    until(lambda: not listening.accepts("one"))
    assert listening.feed.stale_seconds == 7
    connection.send(event("alive", as_of=6000))
    until(lambda: listening.feed.stale_seconds == 0)


def test_an_issuer_that_heard_nothing_for_long_says_so_at_once(
    server: FeedServer, opened: list[Listening]
) -> None:
    listening = Listening(server)
    opened.append(listening)
    listening.wall.now = 61_000
    listening.feed.start()
    server.next().send(snapshot(as_of=1000), event("alive", as_of=1000))
    until(lambda: listening.feed.stale_seconds == 60)
    with pytest.raises(UnavailableError):
        listening.accepts("one")


def test_an_issuer_whose_clock_is_behind_is_believed_once_its_word_moves_on(
    server: FeedServer, opened: list[Listening]
) -> None:
    listening = Listening(server)
    opened.append(listening)
    listening.wall.now = 61_000
    listening.feed.start()
    server.next().send(snapshot(as_of=1000), event("alive", as_of=1000), event("alive", as_of=1001))
    until(lambda: listening.feed.stale_seconds == 0)
    assert listening.accepts("one")


def test_closed_takes_no_token_when_nothing_was_heard_for_too_long(
    server: FeedServer, opened: list[Listening]
) -> None:
    listening, connection = listen(server, opened, after_seconds=20)
    connection.send(snapshot())
    assert listening.accepts("one")
    listening.advance(20)
    assert listening.accepts("one")
    listening.advance(1)
    with pytest.raises(UnavailableError):
        listening.accepts("one")
    connection.send(event("alive", as_of=1000), event("alive", as_of=2000))
    until(lambda: listening.feed.stale_seconds == 0)
    assert listening.accepts("one")


def test_open_goes_on_with_what_was_heard_last(server: FeedServer, opened: list[Listening]) -> None:
    listening, connection = listen(server, opened, fail="open")
    connection.send(snapshot(sessions=[{"sid": "one", "ended_at": 900}]))
    assert not listening.accepts("one")
    listening.advance(1_000_000)
    assert not listening.accepts("one")
    assert listening.accepts("two")


@pytest.mark.parametrize(("fail", "is_taken"), [("open", True), ("closed", False)])
def test_a_feed_that_was_never_heard_is_an_empty_list_only_to_those_who_fail_open(
    server: FeedServer, opened: list[Listening], fail: str, is_taken: bool
) -> None:
    server.refuse(503)
    listening, _ = listen(server, opened, fail=fail, jitter=lambda: 1)
    if is_taken:
        assert listening.accepts("one")
    else:
        with pytest.raises(UnavailableError):
            listening.accepts("one")
