"""What judging gives: how each cell ended, the verdict on each exercise, and the two together as a report."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tbxlab.course import cell_ids
from tbxlab.course.manifest import Exercise, Lab
from tbxlab.grading import core
from tbxlab.grading.verdict import Verdict


@dataclass(frozen=True)
class Cell:
    """How one cell ended: ``outcome`` is passed or failed, ``why`` the last line of the failure.

    ``died`` says whether the kernel was lost: "now" while this cell ran, "earlier" where it was found dead.
    """

    grade_id: str | None
    outcome: str
    seconds: float
    why: str
    died: str = ""


@dataclass(frozen=True)
class Result:
    """One judged exercise."""

    exercise: Exercise
    verdict: Verdict

    @property
    def points(self) -> int:
        """The points that the answer earned."""
        return self.exercise.points if self.verdict.passed else 0


@dataclass(frozen=True)
class Report:
    """A judged notebook: one result for each exercise, in the lab's order; only one where it is not ``whole``."""

    lab: Lab
    notebook: Path
    results: tuple[Result, ...]
    cells: tuple[Cell, ...]
    notes: tuple[str, ...]
    whole: bool = True

    @property
    def points(self) -> int:
        """The points that were earned, of ``of``."""
        return sum(result.points for result in self.results)

    @property
    def of(self) -> int:
        """The most that could be earned with what was judged."""
        return sum(result.exercise.points for result in self.results)

    @property
    def full(self) -> bool:
        """Whether every point was earned; where one exercise was judged, whether it is right."""
        return self.points == self.of if self.whole else all(each.verdict.passed for each in self.results)

    @property
    def seconds(self) -> float:
        """The time that the notebook's cells took."""
        return sum(cell.seconds for cell in self.cells)


def verdict_on(exercise: Exercise, seed: int, evidence: Path, cells: Iterable[Cell]) -> Verdict:
    """Return the verdict on what lies in ``evidence``, the folder of all exercises' evidence.

    Where there is none for this exercise, say which of its ``cells`` kept it from being made.
    """
    verdict = core.verify(exercise.id, seed, evidence / exercise.id)
    if verdict.message_id != "no-evidence":
        return verdict
    ended = {cell.grade_id: cell for cell in cells}
    for grade_id in (cell_ids.exercise_cell(exercise.id), cell_ids.check_cell(exercise.id)):
        cell = ended.get(grade_id)
        if cell and cell.outcome == "failed":
            why = cell.why.removeprefix(f"✗ {exercise.id} ")
            return Verdict(exercise.id, "raised", "cell-failed", {"why": why})
    return verdict
