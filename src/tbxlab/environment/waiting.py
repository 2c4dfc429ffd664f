"""Waiting for something to become true: asked again and again, never a fixed sleep."""

import time
from collections.abc import Callable

PAUSE = 0.1


class NotReady(TimeoutError):
    """The time is over, or what was waited for can no longer come."""


def wait_for(ready: Callable[[], bool], timeout: float, unless: Callable[[], bool] = lambda: False) -> None:
    """Return as soon as ``ready()`` holds. Raises NotReady after ``timeout`` seconds, or ``unless()``."""
    end = time.monotonic() + timeout
    while not ready():
        if unless():
            raise NotReady("it has ended")
        if time.monotonic() > end:
            raise NotReady(f"not ready after {timeout:.0f} seconds")
        time.sleep(PAUSE)
