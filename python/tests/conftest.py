"""What more than one file of tests sets up."""

from collections.abc import Iterator

import pytest
from support.feed_server import FeedServer, feed_server
from support.listening import Listening


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with feed_server() as script:
        yield script


@pytest.fixture
def opened(server: FeedServer) -> Iterator[list[Listening]]:
    """Those that were opened are closed, whatever becomes of the test."""
    opened: list[Listening] = []
    yield opened
    for listening in opened:
        listening.feed.close()
