"""Runs the cells of one submission once, behind the walls, and has judged what they left."""

import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from tbxlab.classroom import harvest, walls
from tbxlab.classroom.examiner import SOCKET
from tbxlab.classroom.reading import CodeCell
from tbxlab.classroom.started import Started
from tbxlab.classroom.walls import Places
from tbxlab.classroom.workshop import Workshop
from tbxlab.grading import asked, core, judge
from tbxlab.grading.errors import leaves
from tbxlab.grading.result import Cell
from tbxlab.notebooks import make

NOTEBOOK, SETTINGS, GIVEN = "lab.ipynb", "pytest.ini", "given"
LEFT_OUT = (
    'raise RuntimeError("This cell ended its process ({why}), so that it was left out and the others ran again.")'
)
"""What stands in the place of a cell that takes its process with it."""
LONGEST_WHY = 500


class CannotRun(Exception):
    """The walls, or this machine, gave way; the submission has no part in it."""


@dataclass
class Done:
    """One run: how each cell ended, how the whole did, and what was judged."""

    ended: str
    cells: list[Cell]
    evidence: list[tuple[str, bytes]] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    verdicts: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def culprit(self, cells: Sequence[CodeCell]) -> int | None:
        """Return the position of the cell, of those that ran, that took the process with it; None where none did."""
        for at, cell in enumerate(self.cells[: len(cells)]):
            if cell.died:
                left = next((i for i in range(at, -1, -1) if leaves(cells[i].source)), None)
                return left if left is not None else at if cell.died == "now" or at == 0 else at - 1
        return len(self.cells) if len(self.cells) < len(cells) else None

    def why(self, at: int | None) -> str:
        """Return how the process came to its end."""
        limits = {"wall time": "the time of the whole notebook was up", "memory": "too much memory"}
        limits |= {"processes": "too many processes"}
        died = at is not None and at < len(self.cells) and self.cells[at].why
        plain = "".join(each for each in str(died or "") if each.isprintable() and each not in "\"'\\{}")
        return limits.get(self.ended) or plain[:120] or "killed"


def run(place: Workshop, cells: Sequence[CodeCell], cell_seconds: int, wall_seconds: int | None) -> Done:
    """Run the cells in order, and return what came of it. Raises CannotRun."""
    # Short names: a socket's whole path has 104 characters at most on some systems.
    with tempfile.TemporaryDirectory(prefix="r-", dir=place.folder, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        places = Places(folder / "job", folder / "asked")
        harvested = folder / "evidence"
        for each in (places.job, places.asked, harvested):
            each.mkdir()
        job = _job(place, places, cells, cell_seconds, wall_seconds)
        paths = place.walls.job_paths(places)
        with place.examiner.asking(places.asked, paths.asked) as rings:
            with place.walls.start(places) as started:
                head = _outcome(started, paths.complete(job, place.walls.limits()), harvested)
        done = Done(str(head.get("ended")), _cells(head), refused=head["refused"])
        done.verdicts = place.examiner.judge(harvested, [e.id for e in place.lab.exercises], done.cells, rings)
        done.evidence = [
            (path.relative_to(harvested).as_posix(), path.read_bytes())
            for path in sorted(harvested.rglob("*"))
            if path.is_file()
        ]
        return done


def _job(
    place: Workshop, places: Places, cells: Sequence[CodeCell], cell_seconds: int, wall_seconds: int | None
) -> dict[str, Any]:
    """Write what is read behind the walls; return what the first process is told."""
    paths = place.walls.job_paths(places)
    (places.job / NOTEBOOK).write_text(json.dumps(_notebook(cells)), encoding="utf-8")
    (places.job / SETTINGS).write_text("[pytest]\n", encoding="utf-8")
    walls.write_hosts(places.job)
    shutil.copytree(place.examiner.given, places.job / GIVEN)
    draws = range(len(place.seeds.values))
    tmp = paths.tmp
    return {
        "command": judge.pytest_command(paths.job / NOTEBOOK, paths.job / SETTINGS, cell_seconds),
        "folders": [f"{draw}/{exercise.id}" for draw in draws for exercise in place.lab.exercises],
        "wall": wall_seconds or 2 * cell_seconds + 60,
        "env": {
            core.EVIDENCE: str(tmp / "evidence"),
            core.GIVEN: str(paths.job / GIVEN),
            asked.SOCKET: str(paths.asked / SOCKET),
            judge.REPORT: str(tmp / "log" / "cells.jsonl"),
            judge.KERNEL_CWD: str(tmp / "work"),
        },
    }


def _notebook(cells: Sequence[CodeCell]) -> NotebookNode:
    """Return the notebook to run. No output is stored in it: nothing is compared, all is judged by its evidence."""
    found = []
    for at, cell in enumerate(cells):
        tags = ["raises-exception"] if cell.kind == "added" else []
        metadata = {"tags": tags} | ({"nbgrader": {"grade_id": cell.grade_id}} if cell.grade_id else {})
        found.append(new_code_cell(cell.source, metadata=metadata, id=f"cell-{at}"))
    return new_notebook(cells=found, metadata={"kernelspec": make.KERNEL})


def _outcome(started: Started, job: dict[str, Any], target: Path) -> dict[str, Any]:
    try:
        started.give(job)
        return harvest.receive(started.output, target, job["folders"])
    except (OSError, harvest.Damaged) as error:
        raise CannotRun(started.said() or str(error)) from error


def _cells(head: dict[str, Any]) -> list[Cell]:
    """Return how the cells ended. The file is in reach of learners' code, and decides no mark."""
    found = []
    for line in str(head.get("cells", "")).splitlines():
        try:
            read = json.loads(line)
            grade_id = read["grade_id"] if isinstance(read["grade_id"], str) else None
            why, died = str(read["why"])[:LONGEST_WHY], str(read.get("died", ""))
            found.append(Cell(grade_id, str(read["outcome"]), float(read["seconds"]), why, died))
        except (ValueError, KeyError, TypeError, RecursionError):
            continue
    return found
