"""Asking an alarm about one run, as it is asked in a training: again and again about a log that grows.

What it reports first is what counts. The steps at which that is right are a Window.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from tbxlab.events import Run
from tbxlab.events.growing import Growing

Alarm = Callable[[Run], Any]
"""What a learner writes: a run, as read_run returns it, in; a step or None out."""


@dataclass(frozen=True)
class Window:
    """The steps at which an alarm is right; ``first`` and ``last`` are None where there is nothing to ring for."""

    first: int | None
    last: int | None

    def judge(self, reported: float | None) -> str:
        """Return "right", "missed", "false", "early" or "late" for the step that an alarm reported."""
        if self.first is None or self.last is None:
            return "right" if reported is None else "false"
        if reported is None:
            return "missed"
        return "early" if reported < self.first else "late" if reported > self.last else "right"

    def __str__(self) -> str:
        return "none" if self.first is None else f"{self.first} to {self.last}"


NONE = Window(None, None)
"""Of a healthy run: an alarm is right where it does not ring."""


class Ring(NamedTuple):
    """What an alarm first reported of one run."""

    said: Any
    """The step that it gave."""
    at: int
    """The last step in the log when it was asked."""
    before: int
    """The last step in the log when it was asked the time before and gave none; -1 where this was the first time."""


def ask(alarm: Alarm, growing: Growing, folder: Path) -> Ring | None:
    """Ask about a run that grows in ``folder``, until the alarm gives a step; None where it never does.

    The one interface between a cohort and an alarm: a run directory in, a step out, for each moment of the run.
    """
    before = -1
    for stage, run in growing.grow(folder):
        said = alarm(run)
        if said is not None:
            return Ring(said, stage.step, before)
        before = stage.step
    return None


def verdict_on(ring: Ring | None, window: Window) -> str:
    """Return "right", "missed", "false", "early" or "late".

    A step that the log had not reached is judged as the step it had reached: an alarm that rings rings then. An alarm
    is late where it was asked at the window's end or after it and gave no step then, whatever step it gives later.
    """
    if ring is None:
        return window.judge(None)
    verdict = window.judge(min(ring.said, ring.at))
    return "late" if verdict == "right" and window.last is not None and ring.before >= window.last else verdict
