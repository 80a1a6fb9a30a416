"""A clock that stands still until it is told to go on."""


class Clock:
    """Called, it gives the time, in whatever unit the test counts."""

    def __init__(self, now: float) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now
