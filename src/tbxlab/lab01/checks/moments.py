"""Moments that decide about a directory's name: a clock that stands still, another process that is a little faster."""

import contextlib
import datetime
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

PATIENCE = 1000
"""Readings of a clock that stands still. Then it goes on, a second with each: code that waits for it must not hang."""


class StillClock:
    """A clock that shows one moment. Who sleeps moves it."""

    def __init__(self) -> None:
        self._now = float(int(time.time()))
        self._readings = 0

    def now(self) -> float:
        """Return the time, in seconds since 1970."""
        self._readings += 1
        if self._readings > PATIENCE:
            self._now += 1
        return self._now

    def sleep(self, seconds: float) -> None:
        """Let the time pass at once."""
        self._now += seconds

    def nanoseconds(self) -> int:
        """Return the time as ``time.time_ns`` does."""
        return int(self.now() * 1e9)

    def datetime_class(self) -> type:
        """Return a datetime whose ``now`` asks this clock."""
        clock = self

        class StillDatetime(datetime.datetime):
            @classmethod
            def now(cls, tz: Any = None) -> "StillDatetime":
                return cls.fromtimestamp(clock.now(), tz)

            @classmethod
            def today(cls) -> "StillDatetime":
                return cls.fromtimestamp(clock.now())

            @classmethod
            def utcnow(cls) -> "StillDatetime":
                return cls.fromtimestamp(clock.now(), datetime.UTC).replace(tzinfo=None)

        return StillDatetime


@contextlib.contextmanager
def clock_stands_still(code: Callable[..., Any]) -> Iterator[None]:
    """Stop the clocks of ``time`` and ``datetime`` for this thread's code, and for the names that ``code`` has of them.

    A machine's clock may tick as rarely as 64 times a second: two calls in a row then see the same moment.
    """
    clock = StillClock()
    stopped = {
        time.time: clock.now,
        time.time_ns: clock.nanoseconds,
        time.monotonic: clock.now,
        time.perf_counter: clock.now,
        time.perf_counter_ns: clock.nanoseconds,
        time.monotonic_ns: clock.nanoseconds,
        time.sleep: clock.sleep,
        time.localtime: _at_a_time(time.localtime, clock),
        time.gmtime: _at_a_time(time.gmtime, clock),
        time.ctime: _at_a_time(time.ctime, clock),
        time.strftime: _strftime(time.strftime, time.localtime, clock),
        datetime.datetime: clock.datetime_class(),
    }
    names = getattr(code, "__globals__", {})
    with contextlib.ExitStack() as stack:
        for owner in (vars(time), vars(datetime), names):
            changed = {name: stopped[value] for name, value in owner.items() if _is_one_of(value, stopped)}
            stack.enter_context(mock.patch.dict(owner, changed))
        yield


def _at_a_time(convert: Callable[[float], Any], clock: StillClock) -> Callable[..., Any]:
    """Return one of ``time``'s functions, which take the present where they are given no time."""
    return lambda seconds=None: convert(clock.now() if seconds is None else seconds)


def _strftime(write: Callable[..., str], local: Callable[[float], Any], clock: StillClock) -> Callable[..., str]:
    return lambda form, at=None: write(form, local(clock.now()) if at is None else at)


def _is_one_of(value: Any, stopped: dict[Any, Any]) -> bool:
    try:
        return value in stopped
    except TypeError:  # it has no hash
        return False


@contextlib.contextmanager
def another_process_first(base: Path) -> Iterator[list[Path]]:
    """Let another process make the first directory that is made below ``base``, just before it is made here.

    Yields a list that then has that directory.
    """
    taken: list[Path] = []
    make = os.mkdir

    def mkdir(path: Any, mode: int = 0o777, **options: Any) -> None:
        below = Path(path).resolve()
        if not taken and below != base.resolve() and below.is_relative_to(base.resolve()) and not below.exists():
            make(path, mode, **options)
            taken.append(below)
        make(path, mode, **options)

    with mock.patch.object(os, "mkdir", mkdir):
        yield taken


def is_open_below(folder: Path) -> bool:
    """Return whether this process still has a file open below ``folder``."""
    import psutil

    if sys.platform == "win32":  # asking takes seconds there, and may hang
        return False
    return any(Path(file.path).is_relative_to(folder.resolve()) for file in psutil.Process().open_files())
