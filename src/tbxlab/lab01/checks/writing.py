"""Checks of lab 01, writing: a first run, a directory for each, nothing lost when a training run ends badly."""

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
from tbxlab.grading.case import Case
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.verdict import Wrong
from tbxlab.lab01 import logdirs
from tbxlab.lab01.checks import moments

LOSS = "train/loss"


def as_left(evidence: Evidence, run: str, write: Callable[..., Any], *arguments: Any) -> bool:
    """Let ``write`` log into a directory, and keep as ``run`` what is on disk at the moment when it returns.

    Returns whether a file of it is still open then.

    A writer that was left open would fill its file later, when it flushes or the process ends. The learner's
    next line of code, and a TensorBoard beside it, see what is kept here.
    """
    live = evidence.path / "live" / run
    try:
        write(live, *arguments)
    finally:
        if live.is_dir():
            shutil.copytree(live, evidence.logdir(run), dirs_exist_ok=True)
    return moments.is_open_below(live)


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

    def case(self, seed: int) -> Case[Curve, None]:
        """Draw a curve whose values no formula gives by chance."""
        draw = random.Random(seed)
        curve = Curve(draw.uniform(1, 3), draw.uniform(10, 40), draw.uniform(-0.02, 0.02), draw.randint(200, 290))
        return Case(given=curve, true=None)

    def drive(self, log_curve: Callable[..., Any], given: Curve, evidence: Evidence) -> None:
        """Let the learner's function write the run."""
        evidence.note(open=as_left(evidence, ".", log_curve, given, given.steps))

    def verify(self, evidence: Evidence, case: Case[Curve, None]) -> None:
        """Expect each step once, with the curve's value."""
        curve = case.given
        if run := evidence.runs.get("."):
            found, files = points_of(run, "y"), len(run.files)
            about = {"found": len(found), "expected": curve.steps}
            if evidence.answers["open"] and len(found) < curve.steps:
                raise Wrong("first-run-unclosed", **about)
            if 0 < len(found) == files < curve.steps:
                raise Wrong("first-run-reopened", files=files, **about)
            others = [name for name in evidence.runs if name != "."]
            if not found and others:
                raise Wrong("first-run-elsewhere", found=", ".join(map(repr, others)))
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

    def case(self, seed: int) -> Case[Experiment, None]:
        """Draw a name and the number of points of four runs."""
        draw = random.Random(seed)
        points = tuple(draw.sample(range(40, 80), 4))
        return Case(given=Experiment(f"lr-0.{draw.randint(1, 99):02d}", points, seed), true=None)

    def drive(self, own_directory: Callable[..., Any], given: Experiment, evidence: Evidence) -> None:
        """Start three runs at one moment beside older ones, delete the first, start a fourth, then one in a race."""
        base = evidence.logdir()
        # Somebody worked here before, in a process that has ended: its runs have the names that the function
        # gives out, up to some that it would give out next if it went on counting in memory.
        rehearsed = [_ask(own_directory, evidence.path / "rehearsal", given) for _ in range(3)]
        older = sorted({*rehearsed, *(_later(rehearsed[-1], number) for number in range(1, 8))})
        for name in older:
            _log_into([base / name], (1,))
        with moments.clock_stands_still(own_directory):
            names = [_ask(own_directory, base, given) for _ in range(3)]
        logdirs.start_of_a_second()
        _log_into([base / name for name in names], given.points[:3])
        shutil.rmtree(base / names[0], ignore_errors=True)
        names.append(_ask(own_directory, base, given))
        _log_into([base / names[3]], given.points[3:])
        evidence.note(directories=names, older=older, **_race(own_directory, base, given))

    def verify(self, evidence: Evidence, case: Case[Experiment, None]) -> None:
        """Expect three names that differ, a fourth that is free, and every point of what was not deleted."""
        names, older = evidence.answers["directories"], evidence.answers["older"]
        for name in names:
            if not any(part.startswith(case.given.name) for part in Path(name).parts):
                raise Wrong("directory-name", name=case.given.name, found=name)
        if len(set(names[:3])) < 3:
            shared = next(name for name in names if names[:3].count(name) > 1)
            raise Wrong("directory-shared", found=shared)
        for name in names:
            if name in older:
                raise Wrong("directory-older", found=name)
        if names[3] in names[1:3]:
            raise Wrong("directory-taken", found=names[3])
        for name in (*older, *names[1:]):
            if name not in evidence.runs:
                raise Wrong("directory-gone", found=name)
        for name, points in zip(names[1:], case.given.points[1:], strict=True):
            expect.expect_steps(evidence.scalars("y", run=name), range(points), "y")
        if evidence.answers["raced"] in evidence.answers["faster"]:
            raise Wrong("directory-race", found=evidence.answers["raced"])


def _race(own_directory: Callable[..., Any], base: Path, given: Experiment) -> dict[str, Any]:
    """Ask once more while another process makes the same directory; return what was given out, and what it made.

    An answer that raises FileExistsError then has lost nothing: whoever called sees that it has no directory.
    """
    with moments.another_process_first(base) as taken:
        try:
            raced: str | None = _ask(own_directory, base, given)
        except FileExistsError:
            raced = None
    return {"raced": raced, "faster": [path.relative_to(base.resolve()).as_posix() for path in taken]}


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
    """Are all points in the file when a training run raises or is stopped, and does the caller hear of it?"""

    def case(self, seed: int) -> Case[dict[str, int], None]:
        """Draw how many losses each training run yields before it ends."""
        draw = random.Random(seed)
        return Case(given={ending: draw.randint(60, 120) for ending in ENDINGS}, true=None)

    def drive(self, log_training: Callable[..., Any], given: dict[str, int], evidence: Evidence) -> None:
        """Log a training run that ends, one that raises and one that is stopped."""
        still_open = {}
        for ending, count in given.items():
            kind = ENDINGS[ending]
            error = kind and kind(f"made by the check at step {count}")
            log = _expect_passed_on
            still_open[ending] = as_left(evidence, ending, log, log_training, _losses(count, error), error)
        evidence.note(open=still_open)

    def verify(self, evidence: Evidence, case: Case[dict[str, int], None]) -> None:
        """Expect every loss that was yielded."""
        for ending, count in case.given.items():
            if ending not in evidence.runs:
                raise Wrong("no-run", run=ending, found=", ".join(map(repr, evidence.runs)) or "none")
            run = evidence.runs[ending]
            found = points_of(run, LOSS)
            if 0 < len(found) == len(run.files) < count:
                raise Wrong("first-run-reopened", files=len(run.files), found=len(found), expected=count)
            if run.damage or (len(found) < count and run.scalars.keys() <= {LOSS} and self.is_lost(evidence, ending)):
                raise Wrong("training-lost", run=ending, found=len(found), expected=count)
            series = evidence.scalars(LOSS, run=ending)
            expect.expect_steps(series, range(count), LOSS)
            expect.expect_values(series, [_loss(step) for step in range(count)], LOSS)

    def is_lost(self, evidence: Evidence, ending: str) -> bool:
        """Return whether points are missing because of how the training run ended."""
        return ending != "ended" or evidence.answers["open"][ending]


def _loss(step: int) -> float:
    """Return a loss that does not fall with every step, and is 0 once, which is a loss like any other."""
    return 0.0 if step == 4 else 2 / (1 + step) + 0.1 * (3 * step % 4)


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
