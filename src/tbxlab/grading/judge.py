"""Judges one notebook: merge, run through nbval in a process of its own, verify the evidence here."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from tbxlab import course
from tbxlab.authoring import build, notebooks
from tbxlab.checks import core
from tbxlab.checks.verdict import Verdict
from tbxlab.grading import plugin
from tbxlab.grading.merge import merge
from tbxlab.manifest import Exercise, Lab

SEED = 1  # any but 0, which every learner's own check cells use


@dataclass(frozen=True)
class Cell:
    """How nbval saw one cell end: ``outcome`` is passed or failed, ``why`` the last line of the failure."""

    grade_id: str | None
    outcome: str
    seconds: float
    why: str


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
    """A judged notebook: one result for each exercise, in the lab's order."""

    lab: Lab
    notebook: Path
    results: tuple[Result, ...]
    cells: tuple[Cell, ...]
    notes: tuple[str, ...]

    @property
    def points(self) -> int:
        """The points that were earned, of ``lab.points``."""
        return sum(result.points for result in self.results)

    @property
    def full(self) -> bool:
        """Whether every point was earned."""
        return self.points == self.lab.points

    @property
    def seconds(self) -> float:
        """The time that the notebook's cells took."""
        return sum(cell.seconds for cell in self.cells)


def judge(path: Path, lab: Lab, *, seed: int = SEED,
          progress: Callable[[int, int], None] | None = None) -> Report:
    """Judge the notebook at ``path`` as a submission of ``lab``. Raises grading.read's BadNotebook.

    ``progress`` is called with (finished cells, all cells). Only evidence decides: what the learner's
    kernel prints, and how nbval saw the check cell end, do not.
    """
    from tbxlab.grading.read import read_submission

    submission = read_submission(path)
    reference = notebooks.read(build.solution_path(lab))
    merged = merge(reference, submission, notebooks.read(build.lab_path(lab)))
    with tempfile.TemporaryDirectory(prefix="tbxlab-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        cells = tuple(_run(merged.notebook, lab, folder, path.parent.resolve(), seed, progress))
        results = tuple(Result(each, _verdict(each, seed, folder, cells)) for each in lab.exercises)
    return Report(lab, path, results, cells, merged.notes)


def _run(notebook: NotebookNode, lab: Lab, folder: Path, cwd: Path, seed: int,
         progress: Callable[[int, int], None] | None) -> Iterator[Cell]:
    """Run the merged notebook through nbval and yield its cells as they finish."""
    target, report = folder / f"{lab.name}.ipynb", folder / "cells.jsonl"
    notebooks.write(notebook, target)
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")  # nobody else's settings apply
    report.touch()
    command = [sys.executable, "-m", "pytest", "-q", "--color=no", "-p", "no:cacheprovider",
               "-p", plugin.__name__, "--nbval-lax", "--nbval-current-env",
               f"--nbval-cell-timeout={lab.seconds}", "-c", str(folder / "pytest.ini"), str(target)]
    env = os.environ | {core.EVIDENCE: str(folder / "evidence"), core.SEED: str(seed),
                        "TBXLAB_RUNS": str(folder / "runs"), "TBXLAB_COURSE": str(course.root()),
                        plugin.REPORT: str(report), plugin.KERNEL_CWD: str(cwd), "PYTHONUTF8": "1",
                        "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    expected = sum(cell.cell_type == "code" for cell in notebook.cells)
    log = folder / "pytest.log"
    with log.open("wb") as output, subprocess.Popen(command, cwd=folder, env=env, stdin=subprocess.DEVNULL,
                                                    stdout=output, stderr=subprocess.STDOUT) as process:
        finished = 0
        with report.open(encoding="utf-8") as lines:
            while True:
                ended = process.poll() is not None  # asked before reading: nothing is written after it
                for line in _whole_lines(lines):
                    finished += 1
                    if progress:
                        progress(finished, expected)
                    yield Cell(**json.loads(line))
                if ended:
                    break
                try:
                    process.wait(0.1)
                except subprocess.TimeoutExpired:
                    continue
    if finished == 0:
        raise RuntimeError("pytest ran no cell:\n" + log.read_text(encoding="utf-8", errors="replace")[-2000:])


def _whole_lines(lines: object) -> Iterator[str]:
    """Yield lines that are complete; a line that is still being written is left for the next look."""
    while True:
        start = lines.tell()
        line = lines.readline()
        if not line.endswith("\n"):
            lines.seek(start)
            return
        yield line


def _verdict(exercise: Exercise, seed: int, folder: Path, cells: tuple[Cell, ...]) -> Verdict:
    """Return the verdict on the evidence; where there is none, say which cell kept it from being made."""
    evidence = folder / "evidence" / exercise.id
    if (evidence / core.STATUS).is_file():
        return core.verify(exercise.id, seed, evidence)
    name = exercise.id.replace(".", "-")
    ended = {cell.grade_id: cell for cell in cells}
    for grade_id in (f"ex-{name}", f"check-{name}"):
        cell = ended.get(grade_id)
        if cell and cell.outcome == "failed":
            return Verdict(exercise.id, "raised", "cell-failed", {"why": cell.why})
    return Verdict(exercise.id, "wrong", "no-evidence")
