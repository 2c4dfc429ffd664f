"""A cohort: small training runs, healthy and sick ones, on which an alarm is tried.

A lab says who the members are, how they are trained and logged, and at which steps an alarm is right. Here they are
drawn, trained and logged once for each seed; logging ten runs takes several times as long as asking an alarm about
them.
"""

import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from tbxlab import events
from tbxlab.events.growing import Growing
from tbxlab.grading.asking import Alarm, Ring, Window, ask, verdict_on


class Member(Protocol):
    """One training run of a cohort; a lab's own class says what makes it healthy or sick."""

    @property
    def kind(self) -> str:
        """What it is to show, such as "healthy" or "overfitting"."""


MOMENTS = 48
"""How often an alarm is asked about a run while it grows: every twentieth step of 960."""

M = TypeVar("M", bound=Member)
C = TypeVar("C")


@dataclass(frozen=True)
class Cohort(Generic[M, C]):
    """What a lab gives: its members, their training, their logging, and when an alarm is right."""

    members: Callable[[int], Sequence[M]]
    """seed -> the members, in mixed order"""
    train: Callable[[tuple[M, ...]], Sequence[C]]
    """Trains all members at once and returns what was measured in each."""
    write: Callable[[M, C, Path], None]
    """Logs one member's training run into a directory, as its own loop would log it."""
    windows: Callable[[Sequence[M], Sequence[C], Sequence[Path]], Sequence[Window]]
    """(members, measurements, run directories) -> the steps at which an alarm is right, one window for each member"""

    def draw(self, seed: int) -> "Draw[M, C]":
        """Return the cohort of a seed. The last ones are kept: an alarm that is tried again meets the same runs."""
        return _draw(self, seed)


class Draw(Generic[M, C]):
    """The cohort of one seed. It is trained and logged when that is first needed."""

    def __init__(self, cohort: Cohort[M, C], seed: int) -> None:
        self._cohort = cohort
        self.members = tuple(cohort.members(seed))

    @cached_property
    def _curves(self) -> Sequence[C]:
        return self._cohort.train(self.members)

    @cached_property
    def _logged(self) -> "tempfile.TemporaryDirectory[str]":
        folder = tempfile.TemporaryDirectory(prefix="tbxlab-cohort-", ignore_cleanup_errors=True)
        for i, (member, curves) in enumerate(zip(self.members, self._curves, strict=True)):
            self._cohort.write(member, curves, Path(folder.name, f"run-{i}"))
        return folder

    @property
    def folders(self) -> list[Path]:
        """The run directories, in the members' order. They belong to this object: hand on copies only."""
        return [Path(self._logged.name, f"run-{i}") for i in range(len(self.members))]

    @cached_property
    def windows(self) -> Sequence[Window]:
        """The steps at which an alarm is right, in the members' order."""
        return self._cohort.windows(self.members, self._curves, self.folders)

    @cached_property
    def growing(self) -> list[Growing]:
        """The runs as they grow, each in MOMENTS stages, in the members' order."""
        return [Growing(folder, MOMENTS) for folder in self.folders]

    def ask(self, alarm: Alarm, folder: Path) -> list[Ring | None]:
        """Ask an alarm about each run while it grows below ``folder``; return what it reports first of each."""
        return [ask(alarm, run, folder / f"run-{i}") for i, run in enumerate(self.growing)]

    def run(self, i: int) -> events.Run:
        """Return the log of member ``i`` as it was written, whatever became of its copies."""
        return events.read_run(self.folders[i])


@lru_cache(maxsize=4)
def _draw(cohort: Cohort[M, C], seed: int) -> Draw[M, C]:
    return Draw(cohort, seed)


class Practice:
    """Runs below ``folder`` that say what they are: ``runs`` is {"healthy-1": run, …}, ``windows`` likewise."""

    cohort: Cohort[Any, Any]

    def __init__(self, folder: Path, seed: int = 2026) -> None:
        draw = self.cohort.draw(seed)
        self.runs: dict[str, events.Run] = {}
        self.windows: dict[str, Window] = {}
        self._growing: dict[str, Growing] = {}
        kinds = [member.kind.replace(" ", "-") for member in draw.members]
        for i in sorted(range(len(kinds)), key=lambda i: kinds[i].lower()):
            name = f"{kinds[i]}-{1 + sum(other.rpartition('-')[0] == kinds[i] for other in self.runs)}"
            shutil.copytree(draw.folders[i], folder / name)
            self.runs[name], self.windows[name] = events.read_run(folder / name), draw.windows[i]
            self._growing[name] = draw.growing[i]

    def table(self, alarm: Alarm) -> str:
        """Return one line for each run: the steps at which an alarm is right, what ``alarm`` reports first while the
        run grows, and how that is judged.
        """
        width = 2 + max(map(len, self.runs))
        lines = [f"{'run':{width}}{'right':>12}{'yours':>8}"]
        with tempfile.TemporaryDirectory(prefix="tbxlab-practice-", ignore_cleanup_errors=True) as folder:
            for name, growing in self._growing.items():
                ring, window = ask(alarm, growing, Path(folder, name)), self.windows[name]
                shown = "none" if ring is None else str(ring.said)
                lines.append(f"{name:{width}}{window!s:>12}{shown:>8}  {verdict_on(ring, window)}")
        return "\n".join(lines)
