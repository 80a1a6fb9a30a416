"""One connection to the feed."""

from collections.abc import Callable

import httpx

from .event_stream import EventReader, ServerSentEvent

_timeout = httpx.Timeout(5.0, read=15.0)
"""Three signs of life that did not come: the connection is dead, whatever TCP believes."""
_longest_event = 32 * 1024 * 1024
"""In characters: a snapshot of some hundred thousand sessions."""
_longest_retry_after_seconds = 300.0


class FeedRefusedError(Exception):
    """The feed was answered, but not with a stream."""

    def __init__(self, status: int, retry_after_seconds: float) -> None:
        super().__init__(f"the feed of revocations was answered with status {status}")
        self.retry_after_seconds = retry_after_seconds


async def read_feed(
    url: str,
    credential: str,
    last_id: str | None,
    on_event: Callable[[ServerSentEvent], None],
) -> None:
    """Opens the stream and hands over its events, until it ends, breaks or falls silent.

    Follows no redirect, so that the credential goes nowhere else.

    :param last_id: where the last stream was left; ``None`` asks for everything.
    :raises FeedRefusedError: and what httpx raises; returns at an orderly end.
    """
    headers = {
        "accept": "text/event-stream",
        # Events would wait in a compressor until it has a block of them.
        "accept-encoding": "identity",
        "authorization": f"Bearer {credential}",
    }
    if last_id is not None:
        headers["last-event-id"] = last_id
    reader = EventReader(_longest_event)
    async with (
        httpx.AsyncClient(timeout=_timeout) as client,
        client.stream("GET", url, headers=headers) as answer,
    ):
        is_stream = answer.headers.get("content-type", "").startswith("text/event-stream")
        if answer.status_code != 200 or not is_stream:
            raise FeedRefusedError(answer.status_code, _retry_after(answer))
        async for content in answer.aiter_bytes():
            for event in reader.read(content):
                on_event(event)


def _retry_after(answer: httpx.Response) -> float:
    said = answer.headers.get("retry-after", "")
    return min(float(said), _longest_retry_after_seconds) if said.isdecimal() else 0.0
