"""Check of lab 03: how often histograms can be afforded, from measured times."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tbxlab.grading.case import Case
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.expect import is_number
from tbxlab.grading.verdict import Wrong

CALLS = 200


@dataclass(frozen=True)
class Times:
    """How long the calls of a training run take, and the share that logging may add."""

    budget: float
    steps: tuple[float, ...]
    logs: tuple[float, ...]


@dataclass(frozen=True)
class Typical:
    """The typical times, without the scatter: in seconds."""

    step: float
    log: float


class FakeClock:
    """A clock that goes on only where ``pass_by`` says so: what is measured with it does not depend on a machine."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.read = 0

    def __call__(self) -> float:
        """Return the time in seconds."""
        self.read += 1
        return self.now

    def call(self, seconds: tuple[float, ...], first: int) -> Callable[[], None]:
        """Return a function that takes so many seconds by this clock; the first call takes ``first`` times as long."""
        times = iter([first * seconds[0], *seconds[1:]])

        def pass_by() -> None:
            # An answer that calls more often than there are seconds drawn gets the typical one.
            self.now += next(times, sorted(seconds)[len(seconds) // 2])

        return pass_by


@exercise("3.6")
class ChooseAnInterval:
    """Is the interval taken from measured times, so that logging stays within its budget?"""

    tolerance = 0.12
    """The drawn times scatter by 5 %, step and histograms alike. Plus one for rounding up."""

    def case(self, seed: int) -> Case[list[Times], list[Typical]]:
        """Draw training runs whose histograms cost from a twentieth of a step to two hundred steps.

        In one, 1.45 steps would do: 1 is too few, 3 is too rare.
        """
        draw = random.Random(seed)
        given, true = [], []
        budgets = [0.25, *draw.sample([0.02, 0.05, 0.1, 0.2], 3), draw.choice([0.04, 0.15])]
        for times, budget in zip((0.05, 3, 30, 200, 1.45 * budgets[-1]), budgets, strict=True):
            step = draw.uniform(0.001, 0.1)
            log = step * times * (draw.uniform(0.8, 1.2) if times in (3, 30, 200) else 1)
            given.append(Times(budget, self.scattered(draw, step), self.scattered(draw, log)))
            true.append(Typical(step, log))
        return Case(given, true)

    def scattered(self, draw: random.Random, seconds: float) -> tuple[float, ...]:
        """Draw the times of many calls."""
        return tuple(seconds * draw.uniform(0.95, 1.05) for _ in range(CALLS))

    def drive(self, choose_interval: Any, given: list[Times], evidence: Evidence) -> None:
        """Let each be measured by a clock of its own."""
        reported, readings = [], []
        for times in given:
            clock = FakeClock()
            train_step, log = clock.call(times.steps, first=3), clock.call(times.logs, first=30)
            reported.append(choose_interval(train_step, log, times.budget, clock))
            readings.append(clock.read)
        evidence.note(reported=reported, readings=readings)

    def verify(self, evidence: Evidence, case: Case[list[Times], list[Typical]]) -> None:
        """Compare with what the typical times give; tell which way it is wrong."""
        answers = evidence.answers
        for times, typical, reported in zip(case.given, case.true, answers["reported"], strict=True):
            if not is_number(reported) or reported != int(reported) or reported < 1:
                raise Wrong("interval-no-whole-number", found=repr(reported)[:60])
            if not all(answers["readings"]):
                raise Wrong("interval-own-clock")
            expected = typical.log / (times.budget * typical.step)
            about = {
                "found": reported,
                "share": 100 * typical.log / (reported * typical.step),
                "budget": 100 * times.budget,
                "step": 1000 * typical.step,
                "log": 1000 * typical.log,
            }
            if reported < expected * (1 - self.tolerance) - 1e-9:
                raise Wrong("interval-over-budget", **about)
            if reported > max(expected, 1) * (1 + self.tolerance) + 1:
                raise Wrong("interval-too-rare", **about)
