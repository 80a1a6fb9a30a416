"""Server-sent events, read as the HTML standard says (§9.2.6)."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class ServerSentEvent:
    """What stands between two blank lines."""

    type: str
    data: str
    id: str | None
    """The last event id so far: of this block, or of one before."""


class StreamTooLongError(ValueError):
    """One event is longer than the reader was told to take."""


class EventReader:
    """Takes the stream in pieces, wherever the network cuts them, and gives its events."""

    def __init__(self, max_characters: int) -> None:
        self._max_characters = max_characters
        # The decoder drops a byte order mark, too.
        self._decode = codecs.getincrementaldecoder("utf-8-sig")("replace").decode
        self._rest: list[str] = []
        self._size = 0
        self._is_after_return = False
        self._type = ""
        self._lines: list[str] = []
        self._id: str | None = None

    def read(self, content: bytes) -> Iterator[ServerSentEvent]:
        """The events that these bytes complete."""
        text = self._decode(content)
        self._size += len(text)
        # A CR ends its line at once; the LF that may follow in the next piece belongs to it.
        if self._is_after_return and text.startswith("\n"):
            text = text[1:]
        if not text:
            return
        self._is_after_return = text.endswith("\r")
        first, *others = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self._rest.append(first)
        for line in others:
            yield from self._line("".join(self._rest))
            self._rest = [line]
        if self._size > self._max_characters:
            raise StreamTooLongError("an event is too long")

    def _line(self, line: str) -> Iterator[ServerSentEvent]:
        if line:
            name, _, value = line.partition(":")
            self._field(name, value.removeprefix(" "))
            return
        if self._lines:
            yield ServerSentEvent(self._type or "message", "\n".join(self._lines), self._id)
        self._type, self._lines, self._size = "", [], 0

    def _field(self, name: str, value: str) -> None:
        if name == "data":
            self._lines.append(value)
        elif name == "event":
            self._type = value
        elif name == "id" and "\0" not in value:
            self._id = value
