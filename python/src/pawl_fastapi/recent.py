"""A bounded map that forgets what was not asked for lately."""

import threading
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Recent(Generic[Value]):
    """Holds at most ``capacity`` entries, in two halves.

    What is asked for moves into the young one, and when that is full it becomes the old one, which is
    forgotten. Nearly "least recently used", without a lock at a hit.
    """

    def __init__(self, capacity: int) -> None:
        self._half = (capacity + 1) // 2
        self._lock = threading.Lock()
        self._young: dict[str, Value] = {}
        self._old: dict[str, Value] = {}

    def get(self, key: str) -> Value | None:
        value = self._young.get(key)
        if value is not None:
            return value
        older = self._old.get(key)
        if older is not None:
            self.set(key, older)
        return older

    def set(self, key: str, value: Value) -> None:
        with self._lock:
            if len(self._young) >= self._half:
                self._old, self._young = self._young, {}
            if self._half > 0:
                self._young[key] = value

    def delete(self, key: str) -> None:
        with self._lock:
            self._young.pop(key, None)
            self._old.pop(key, None)

    def __len__(self) -> int:
        return len(self._young) + len(self._old)
