"""What a function meets that is called in one process after another, all within one second, without starting any."""

import copy
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FunctionType, ModuleType
from typing import Any
from unittest.mock import patch


class Clock:
    """A clock that stands still but for what is slept: a slow machine cannot move it past a second."""

    def __init__(self) -> None:
        self.now, self.asked = float(int(time.time())) + 0.25, 0

    def time(self) -> float:
        """Return the seconds since 1970."""
        return self.now

    def time_ns(self) -> int:
        """Return the nanoseconds since 1970; no two are the same."""
        self.asked += 1
        return int(self.now * 1e9) + self.asked

    def sleep(self, seconds: float) -> None:
        """Let time pass, without waiting for it."""
        self.now += seconds


@contextmanager
def as_new_processes(answer: Any) -> Iterator[Callable[[], None]]:
    """Yield what to call before each process: it puts back what the answer's module holds, such as a counter.

    In the block the answer and its writers see a Clock.
    """
    clock, real = Clock(), {time.time: "time", time.time_ns: "time_ns", time.sleep: "sleep"}
    space = answer.__globals__ if isinstance(answer, FunctionType) else {}
    names = [name for name in getattr(getattr(answer, "__code__", None), "co_names", ()) if name in space]
    before = {name: space[name] for name in names}
    for name, value in before.items():
        if callable(value) and value in real:
            space[name] = getattr(clock, real[value])
    plain = {name: _copied(value) for name, value in before.items() if _is_state(value)}

    def begin() -> None:
        space.update({name: _copied(value) for name, value in plain.items()})

    try:
        with patch.multiple(time, time=clock.time, time_ns=clock.time_ns, sleep=clock.sleep):
            yield begin
    finally:
        space.update(before)


def _is_state(value: Any) -> bool:
    return not callable(value) and not isinstance(value, ModuleType)


def _copied(value: Any) -> Any:
    """Return a copy, or the thing itself where it has none."""
    try:
        return copy.deepcopy(value)
    except (TypeError, ValueError, RecursionError, AttributeError):
        return value
