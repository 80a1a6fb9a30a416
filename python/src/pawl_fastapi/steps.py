"""Work that now and then waits for a thread, written once for callers with and without an event loop."""

import asyncio
import concurrent.futures
from collections.abc import Generator
from concurrent.futures import Future
from typing import Any, TypeVar

from .errors import UnavailableError

Result = TypeVar("Result")

Steps = Generator["Future[Any]", None, Result]
"""Yields what must be waited for, and returns the result. What is waited for never fails."""

_patience_seconds = 7.0
"""Longer than whatever is waited for should take; a name server that never answers has no end of its own."""


def run(steps: Steps[Result]) -> Result:
    """Takes the steps in this thread."""
    try:
        while True:
            waited_for = next(steps)
            try:
                waited_for.result(_patience_seconds)
            except concurrent.futures.TimeoutError:
                # Nobody waits for it any more; what many wait for cannot be cancelled.
                waited_for.cancel()
                raise _too_slow() from None
    except StopIteration as done:
        result: Result = done.value
        return result


async def run_async(steps: Steps[Result]) -> Result:
    """Takes the steps and leaves the event loop free meanwhile. May be cancelled."""
    try:
        while True:
            waited_for = asyncio.wrap_future(next(steps))
            try:
                await asyncio.wait_for(waited_for, _patience_seconds)
            except asyncio.TimeoutError:
                raise _too_slow() from None
    except StopIteration as done:
        result: Result = done.value
        return result


def _too_slow() -> UnavailableError:
    return UnavailableError("what the check needs is too slow in coming")


def begun() -> "Future[None]":
    """A future to be waited for by many, which none of them can take away from the others."""
    future: Future[None] = Future()
    # Now that it runs, as far as it knows, cancelling has no effect on it.
    future.set_running_or_notify_cancel()
    return future
