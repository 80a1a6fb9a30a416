"""
Goal: what the issuer ends is refused at once, and nothing is missed when the connection breaks.
Method: a scripted feed over real HTTP, and a verifier that asks what was heard.
"""

import asyncio
from typing import Any

import pytest
from support.feed_server import FeedServer, credential, event, feed_server, snapshot
from support.issuer import now
from support.listening import Listening, listen
from support.wait import until

from pawl_fastapi import FeedEvent, RevocationFeed


def test_a_session_that_ends_is_refused_as_soon_as_it_is_told(
    server: FeedServer, opened: list[Listening]
) -> None:
    listening, connection = listen(server, opened)
    connection.send(snapshot(sessions=[{"sid": "early", "ended_at": 900}]))
    assert not listening.accepts("early")
    assert listening.accepts("late")
    connection.send(event("session", "feed.1", sid="late", ended_at=1100))
    until(lambda: not listening.accepts("late"))
    connection.send(event("subject", "feed.2", sub="usr_ada", ended_at=now * 1000, except_sid="kept"))
    until(lambda: not listening.accepts("other"))
    assert listening.accepts("kept")


def test_it_asks_with_its_credential_for_a_stream(server: FeedServer, opened: list[Listening]) -> None:
    _, connection = listen(server, opened)
    assert connection.headers["authorization"] == f"Bearer {credential}"
    assert connection.headers["accept"] == "text/event-stream"
    assert "last-event-id" not in connection.headers


def test_the_first_token_connects_it_and_waits_for_the_first_answer(
    server: FeedServer, opened: list[Listening]
) -> None:
    listening = Listening(server)
    opened.append(listening)

    async def ask() -> bool:
        asking = asyncio.get_running_loop().run_in_executor(None, listening.accepts, "early")
        connection = await asyncio.to_thread(server.next)
        connection.send(snapshot(sessions=[{"sid": "early", "ended_at": 900}]))
        return await asking

    assert not asyncio.run(ask())


def test_after_a_cut_it_goes_on_where_it_was(server: FeedServer, opened: list[Listening]) -> None:
    listening, first = listen(server, opened)
    first.send(snapshot(event_id="feed.7"), event("session", "feed.8", sid="one", ended_at=1100))
    until(lambda: not listening.accepts("one"))
    first.end()
    second = server.next()
    assert second.headers["last-event-id"] == "feed.8"
    second.send(event("session", "feed.9", sid="two", ended_at=1200))
    until(lambda: not listening.accepts("two"))
    assert not listening.accepts("one")
    assert [connected.resumed for connected in listening.happened("feed_connected")] == [False, True]


def test_a_snapshot_takes_the_place_of_what_was_known(server: FeedServer, opened: list[Listening]) -> None:
    listening, first = listen(server, opened)
    first.send(snapshot(sessions=[{"sid": "one", "ended_at": 900}]))
    assert not listening.accepts("one")
    first.end()
    server.next().send(snapshot(event_id="other.0", sessions=[{"sid": "two", "ended_at": 1200}]))
    until(lambda: not listening.accepts("two"))
    assert listening.accepts("one")


@pytest.mark.parametrize(
    "broken",
    [
        event("session", "feed.9", sid="two"),
        event("subject", "feed.9", sub="", ended_at=1),
        event("alive", None, as_of="now"),
        "event: session\nid: feed.9\ndata: {\n\n",
        "event: session\nid: feed.9\ndata: []\n\n",
        snapshot(event_id="feed.9", sessions=None),
    ],
)
def test_what_cannot_be_read_is_never_skipped_but_all_asked_for_again(
    server: FeedServer, opened: list[Listening], broken: str
) -> None:
    listening, first = listen(server, opened)
    first.send(snapshot(sessions=[{"sid": "one", "ended_at": 900}]), broken)
    second = server.next()
    assert "last-event-id" not in second.headers
    assert not listening.accepts("one")


def test_an_event_of_an_unknown_kind_does_no_harm(server: FeedServer, opened: list[Listening]) -> None:
    listening, connection = listen(server, opened)
    connection.send(snapshot(), event("news", None), event("session", "feed.1", sid="one", ended_at=1))
    until(lambda: not listening.accepts("one"))
    assert listening.happened("feed_lost") == []


def test_a_refusal_is_told_with_its_retry_after_and_without_the_credential(
    server: FeedServer, opened: list[Listening], caplog: pytest.LogCaptureFixture
) -> None:
    server.refuse(401, retry_after="40")
    listening, _ = listen(server, opened)
    (lost,) = until(lambda: listening.happened("feed_lost"))
    assert lost.retry_in_seconds == pytest.approx(40.01)
    assert "401" in str(lost.error)
    assert credential not in caplog.text + repr(lost)


def test_a_redirect_gets_no_credential(server: FeedServer, opened: list[Listening]) -> None:
    with feed_server() as elsewhere:
        server.refuse(302, location=elsewhere.url)
        listening, _ = listen(server, opened, jitter=lambda: 1)
        until(lambda: listening.happened("feed_lost"))
        assert elsewhere.connections.empty()


def test_it_waits_longer_each_time_and_never_longer_than_half_a_minute(
    server: FeedServer, opened: list[Listening], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pawl_fastapi.feed.asyncio.sleep", lambda _seconds: _no_time())
    for _ in range(8):
        server.refuse(500)
    listening, _ = listen(server, opened, jitter=lambda: 1.0)
    until(lambda: len(listening.happened("feed_lost")) >= 8)
    assert [one.retry_in_seconds for one in listening.happened("feed_lost")[:8]] == [
        1,
        2,
        4,
        8,
        16,
        30,
        30,
        30,
    ]


async def _no_time() -> None:
    """Instead of a pause."""


def test_a_credential_may_be_asked_for_at_each_connection(
    server: FeedServer, opened: list[Listening]
) -> None:
    credentials = iter(["first", "second", "third"])
    _, first = listen(server, opened, credential=lambda: next(credentials))
    first.end()
    assert server.next().headers["authorization"] == "Bearer second"


def test_closed_it_stays_closed_and_started_again_it_listens_again(
    server: FeedServer, opened: list[Listening]
) -> None:
    listening, connection = listen(server, opened, fail="open")
    connection.send(snapshot(sessions=[{"sid": "one", "ended_at": 900}]))
    assert not listening.accepts("one")
    listening.feed.close()
    assert not listening.accepts("one")
    assert server.connections.empty()
    listening.feed.start()
    assert server.next().headers["last-event-id"] == "feed.0"


def test_what_on_event_raises_ends_nothing(server: FeedServer, opened: list[Listening]) -> None:
    def fail(_event: FeedEvent) -> None:
        raise RuntimeError("the application's own affair")

    listening, connection = listen(server, opened, on_event=fail)
    connection.send(snapshot(), event("session", "feed.1", sid="one", ended_at=1))
    until(lambda: not listening.accepts("one"))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"url": "http://app.example/revocations"}, "url must use https"),
        ({"credential": "two words"}, "credential must be a bearer token"),
        ({"fail": "sometimes"}, 'fail must be "open" or "closed"'),
        ({"after_seconds": 9}, "after_seconds must be 10 at least"),
    ],
)
def test_a_wrong_option_is_named_with_its_fix(options: dict[str, Any], message: str) -> None:
    settings: dict[str, Any] = {"url": "https://app.example/revocations", "credential": credential}
    with pytest.raises(ValueError, match=message):
        RevocationFeed(**{**settings, **options})
