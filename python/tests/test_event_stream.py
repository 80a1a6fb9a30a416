"""
Goal: events are read as the HTML standard says, wherever the network cuts them.
Method: one stream, read whole, byte by byte, and cut at every place.
"""

import pytest

from pawl_fastapi.event_stream import EventReader, ServerSentEvent, StreamTooLongError

stream = (
    "\ufeff: a comment\r\n\r\n"
    "event: session\nid: 1\ndata: {\ndata:  }\n\n"
    "data\r\rdata:é\r\n\r\n"
    "id\nevent: alive\n: nothing\ndata: x\n\n"
    "event: without data\n\n"
    "id: a\0b\nretry: 10\nunknown: y\ndata: z\n\n"
    "data: cut off"
).encode()

events = [
    ServerSentEvent("session", "{\n }", "1"),
    ServerSentEvent("message", "", "1"),
    ServerSentEvent("message", "é", "1"),
    ServerSentEvent("alive", "x", ""),
    ServerSentEvent("message", "z", ""),
]


def read(*pieces: bytes) -> list[ServerSentEvent]:
    reader = EventReader(1000)
    return [event for piece in pieces for event in reader.read(piece)]


def test_a_whole_stream_gives_its_events() -> None:
    assert read(stream) == events


def test_a_stream_in_single_bytes_gives_the_same() -> None:
    assert read(*(stream[at : at + 1] for at in range(len(stream)))) == events


def test_a_stream_cut_anywhere_gives_the_same() -> None:
    assert all(read(stream[:at], stream[at:]) == events for at in range(len(stream)))


def test_an_event_without_end_is_given_up() -> None:
    reader = EventReader(1000)
    with pytest.raises(StreamTooLongError):
        list(reader.read(b"data: 1\n" * 1000))
    with pytest.raises(StreamTooLongError):
        read(*([b"x" * 100] * 11))


def test_a_long_stream_of_short_events_is_not() -> None:
    reader = EventReader(1000)
    assert sum(len(list(reader.read(b"data: 12345\n\n"))) for _ in range(1000)) == 1000
