"""Reads a submitted notebook into the cells to run: the course's from the reference, the learner's in their places.

It is called where hostile content can do no harm: in a process that is forked for it, with limits.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from tbxlab.course import cell_ids
from tbxlab.course.manifest import Course, Lab
from tbxlab.notebooks import build, make
from tbxlab.notebooks.merge import merge
from tbxlab.notebooks.read import BadNotebook, lab_of, read_submission

LARGEST = 20 * 2**20
"""Bytes of a file: ours, executed, have 2 MB at most."""


@dataclass(frozen=True)
class CodeCell:
    """One cell to run; ``kind`` is course, exercise, check or added, ``grade_id`` "" for an added one."""

    source: str
    kind: str
    grade_id: str


@dataclass(frozen=True)
class Reference:
    """The lab that submissions are merged into."""

    lab: Lab
    course: Course
    solution: NotebookNode
    starters: NotebookNode


def reference_of(lab: Lab, course: Course) -> Reference:
    """Read the lab's built solution."""
    solution = make.read(build.solution_path(lab))
    return Reference(lab, course, solution, make.lab_notebook(solution))


def read(path: Path, reference: Reference) -> dict[str, Any]:
    """Return ``cells`` to run and ``notes`` on what was mended, or why there is nothing to run: ``bad``, ``of``.

    ``of`` is another lab's name, where the file is a submission of that.
    """
    if path.stat().st_size > LARGEST:
        size, most = path.stat().st_size // 2**20, LARGEST // 2**20
        return {"bad": f"{path.name} has {size} MB; at most {most} are read. Clear its outputs and save it again."}
    try:
        submission = read_submission(path)
    except BadNotebook as error:
        return {"bad": str(error)}
    try:
        of = lab_of(path, submission, reference.course).name
    except BadNotebook as error:
        return {"bad": str(error), "foreign": True}
    if of != reference.lab.name:
        return {"bad": f"{path.name} is a notebook of lab {of}", "of": of}
    merged = merge(reference.solution, submission, reference.starters)
    cells = [_code_cell(cell) for cell in merged.notebook.cells if cell.cell_type == "code"]
    return {"cells": [vars(cell) for cell in cells], "notes": list(merged.notes)}


def _code_cell(cell: NotebookNode) -> CodeCell:
    grader = cell.metadata.get("nbgrader", {})
    grade_id = grader.get("grade_id", "")
    if grader.get("solution"):
        return CodeCell(cell.source, "exercise", grade_id)
    return CodeCell(cell.source, "check" if grader.get("grade") else "course" if grader else "added", grade_id)


def positions(cells: list[CodeCell], exercise: str) -> list[int]:
    """Return where an exercise's own cell and its check are."""
    wanted = {cell_ids.exercise_cell(exercise), cell_ids.check_cell(exercise)}
    return [at for at, cell in enumerate(cells) if cell.grade_id in wanted]
