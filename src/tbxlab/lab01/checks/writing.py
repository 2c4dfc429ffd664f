"""Checks of lab 01, writing: a first run, a directory for each, nothing lost when a training ends badly."""

import math
import random
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from tbxlab.events import Run
from tbxlab.grading import expect
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.verdict import Wrong
from tbxlab.lab01 import logdirs

LOSS = "train/loss"


def as_left(evidence: Evidence, run: str, write: Callable[..., Any], *arguments: Any) -> None:
    """Let ``write`` log into a directory, and keep as ``run`` what is on disk at the moment when it returns.

    A writer that was left open would fill its file later, when it flushes or the process ends. The learner's
    next line of code, and a TensorBoard beside it, see what is kept here.
    """
    live = evidence.path / "live" / run
    try:
        write(live, *arguments)
    finally:
        if live.is_dir():
            shutil.copytree(live, evidence.logdir(run), dirs_exist_ok=True)


def points_of(run: Run, tag: str) -> list[int]:
    """Return the steps that ``tag`` has a point at; none where the tag is not there."""
    return run.scalars[tag].steps.tolist() if tag in run.scalars else []


@dataclass(frozen=True)
class Curve:
    """A wave on a slope, at so many steps."""

    height: float
    period: float
    slope: float
    steps: int

    def __call__(self, step: int) -> float:
        """Return the value at a step."""
        return self.height * math.sin(step / self.period) + self.slope * step


@exercise("1.1")
class FirstRun:
    """Is every value of a known function in the file, at its step, when the function returns?"""

    def case(self, seed):
        """Draw a curve whose values no formula gives by chance."""
        draw = random.Random(seed)
        return Curve(draw.uniform(1, 3), draw.uniform(10, 40), draw.uniform(-0.02, 0.02), draw.randint(200, 300))

    def drive(self, log_curve, curve, evidence):
        """Let the learner's function write the run."""
        as_left(evidence, ".", log_curve, curve, curve.steps)

    def verify(self, evidence, curve):
        """Expect each step once, with the curve's value."""
        if run := evidence.runs.get("."):
            found = points_of(run, "y")
            # A buffer that was not written out takes the end of the run with it. One missing point is rather
            # a range that ends too early, and gets the message about steps.
            if found == list(range(len(found))) and (run.damage or 0 < len(found) < curve.steps - 1):
                raise Wrong("first-run-unclosed", found=len(found), expected=curve.steps)
        series = evidence.scalars("y")
        expect.expect_steps(series, range(curve.steps), "y")
        expect.expect_values(series, [curve(step) for step in range(curve.steps)], "y")


@dataclass(frozen=True)
class Experiment:
    """One name for several runs, which log different numbers of points."""

    name: str
    points: tuple[int, ...]
    seed: int


@exercise("1.2")
class OwnDirectory:
    """Does every run keep its data, also when runs begin within one second?"""

    def case(self, seed):
        """Draw a name and the number of points of four runs."""
        draw = random.Random(seed)
        return Experiment(f"lr-0.{draw.randint(1, 99):02d}", tuple(draw.sample(range(40, 80), 4)), seed)

    def drive(self, own_directory, case, evidence):
        """Start three runs at once beside older ones, delete the first of them, then start a fourth."""
        base = evidence.logdir()
        # Somebody worked here before, in a process that has ended: its runs have the names that the function
        # gives out, up to some that it would give out next if it went on counting in memory.
        rehearsed = [_ask(own_directory, evidence.path / "rehearsal", case) for _ in range(3)]
        older = sorted({*rehearsed, *(_later(rehearsed[-1], number) for number in range(1, 8))})
        for name in older:
            _log_into([base / name], (1,))
        logdirs.start_of_a_second()
        given = [_ask(own_directory, base, case) for _ in range(3)]
        _log_into([base / name for name in given], case.points[:3])
        shutil.rmtree(base / given[0], ignore_errors=True)
        given.append(_ask(own_directory, base, case))
        _log_into([base / given[3]], case.points[3:])
        evidence.note(directories=given, older=older)

    def verify(self, evidence, case):
        """Expect three names that differ, a fourth that is free, and every point of what was not deleted."""
        given, older = evidence.answers["directories"], evidence.answers["older"]
        for name in given:
            if not any(part.startswith(case.name) for part in Path(name).parts):
                raise Wrong("directory-name", name=case.name, found=name)
        if len(set(given[:3])) < 3:
            shared = next(name for name in given if given[:3].count(name) > 1)
            raise Wrong("directory-shared", found=shared)
        for name in given:
            if name in older:
                raise Wrong("directory-older", found=name)
        if given[3] in given[1:3]:
            raise Wrong("directory-taken", found=given[3])
        for name in (*older, *given[1:]):
            if name not in evidence.runs:
                raise Wrong("directory-gone", found=name)
        for name, points in zip(given[1:], case.points[1:], strict=True):
            expect.expect_steps(evidence.scalars("y", run=name), range(points), "y")


def _ask(own_directory: Callable[[Path, str], Any], base: Path, case: Experiment) -> str:
    """Return the directory's name below ``base``. Raises Wrong where it is no directory below it."""
    # Training scripts seed their random numbers, so that two that start together draw the same ones.
    random.seed(case.seed)
    np.random.seed(case.seed)
    answer = own_directory(base, case.name)
    if not isinstance(answer, str | PathLike):
        raise Wrong("directory-no-path", kind=type(answer).__name__)
    below = Path(answer).resolve()
    if below == base.resolve() or not below.is_relative_to(base.resolve()):
        raise Wrong("directory-outside", found=str(answer), base=str(base))
    return below.relative_to(base.resolve()).as_posix()


def _later(name: str, by: int) -> str:
    """Return a name with its last number raised, the zeros before it kept: run-009 and 2 give run-011."""
    return re.sub(r"(\d+)(?=\D*$)", lambda number: f"{int(number[1]) + by:0{len(number[1])}d}", name)


def _log_into(directories: list[Path], points: tuple[int, ...]) -> None:
    """Open a writer on every directory before any of them logs: what is shared is then destroyed."""
    from tensorboardX import SummaryWriter

    writers = [SummaryWriter(str(directory)) for directory in directories]
    for writer, count in zip(writers, points, strict=True):
        for step in range(count):
            writer.add_scalar("y", step, step)
        writer.close()


ENDINGS = {"ended": None, "raised": FloatingPointError, "stopped": KeyboardInterrupt}


@exercise("1.3")
class NothingLost:
    """Are all points in the file when a training raises or is stopped, and does the caller hear of it?"""

    def case(self, seed):
        """Draw how many losses each training yields before it ends."""
        draw = random.Random(seed)
        return {ending: draw.randint(60, 120) for ending in ENDINGS}

    def drive(self, log_training, case, evidence):
        """Log a training that ends, one that raises and one that is stopped."""
        for ending, count in case.items():
            error = ENDINGS[ending] and ENDINGS[ending](f"made by the check at step {count}")
            as_left(evidence, ending, _expect_passed_on, log_training, _losses(count, error), error)

    def verify(self, evidence, case):
        """Expect every loss that was yielded."""
        for ending, count in case.items():
            if ending not in evidence.runs:
                raise Wrong("no-run", run=ending, found=", ".join(map(repr, evidence.runs)) or "none")
            run = evidence.runs[ending]
            found = points_of(run, LOSS)
            if run.damage or (len(found) < count and run.scalars.keys() <= {LOSS}):
                raise Wrong("training-lost", run=ending, found=len(found), expected=count)
            series = evidence.scalars(LOSS, run=ending)
            expect.expect_steps(series, range(count), LOSS)
            expect.expect_values(series, [_loss(step) for step in range(count)], LOSS)


def _loss(step: int) -> float:
    return 2 / (1 + step)


def _losses(count: int, error: BaseException | None) -> Iterator[float]:
    for step in range(count):
        yield _loss(step)
    if error is not None:
        raise error


def _expect_passed_on(
    logdir: Path, log_training: Callable[..., Any], losses: Iterator[float], error: BaseException | None
) -> None:
    """Call the learner's function. Raises Wrong where ``error`` does not come back out of it as it is."""
    try:
        log_training(logdir, losses)
    except BaseException as found:
        if found is error or (error is not None and type(found) is type(error)):
            return
        if error is not None and error in (found.__context__, found.__cause__):
            raise Wrong("training-other-error", expected=type(error).__name__, found=type(found).__name__) from None
        raise
    if error is not None:
        raise Wrong("training-swallowed", error=type(error).__name__)
