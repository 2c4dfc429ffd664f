"""Builds a lab's two notebooks from its source: the solution, and the lab that a learner opens.

Both carry nbgrader's metadata, so the solution is a valid nbgrader source. Cell ids come from the lab and
the position: two builds of one source are the same.
"""

import copy
import re
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from tbxlab.course import cell_ids
from tbxlab.course.manifest import Lab
from tbxlab.notebooks.cut import BadSource, starter

CHECKED = "nbval-check-output"
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def solution_notebook(source: str, lab: Lab) -> NotebookNode:
    """Return the unexecuted solution of ``source`` (percent format). Raises BadSource.

    Every exercise of the manifest must have its cell, which begins with ``# Exercise N.N``, followed at
    once by its check cell.
    """
    import jupytext  # it brings a Jupyter server's modules, which reading a notebook must not wait for

    notebook = jupytext.reads(source, fmt="py:percent")
    notebook.metadata = NotebookNode(
        {"kernelspec": KERNEL, "language_info": {"name": "python"}, "tbxlab": {"lab": lab.name}}
    )
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    _check_order(notebook, lab)
    for position, cell in enumerate(notebook.cells):
        exercise_id, check_id = cell.metadata.get("exercise"), cell.metadata.get("check")
        cell.metadata = NotebookNode(_metadata(lab, position, exercise_id, check_id))
        cell.id = cell_id(lab, position, exercise_id, check_id)
    return notebook


def lab_notebook(solution: NotebookNode) -> NotebookNode:
    """Return what the learner opens: solutions cut, nothing executed. Raises BadSource."""
    lab = copy.deepcopy(solution)
    for cell in lab.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
            if cell.metadata.get("nbgrader", {}).get("solution"):
                cell.source = starter(cell.source)
    return lab


def cell_id(lab: Lab, position: int, exercise_id: str | None, check_id: str | None) -> str:
    """Return the id of a cell: letters, digits and dashes only, as nbformat 4.5 allows."""
    if exercise_id:
        return cell_ids.exercise_cell(exercise_id)
    if check_id:
        return cell_ids.check_cell(check_id)
    return f"lab{lab.number}-{position:03d}"


def _metadata(lab: Lab, position: int, exercise_id: str | None, check_id: str | None) -> dict[str, Any]:
    grader = {
        "grade": False,
        "grade_id": cell_id(lab, position, exercise_id, check_id),
        "locked": True,
        "schema_version": 3,
        "solution": False,
        "task": False,
    }
    if exercise_id:
        return {"nbgrader": grader | {"locked": False, "solution": True}}
    if check_id:
        points = lab.exercise(check_id).points
        return {
            "nbgrader": grader | {"grade": True, "points": points},
            "editable": False,
            "deletable": False,
            "tags": [CHECKED],
        }
    return {"nbgrader": grader}


def _check_order(notebook: NotebookNode, lab: Lab) -> None:
    cells = notebook.cells
    found: list[str] = []
    for cell, following in zip(cells, [*cells[1:], None], strict=True):
        exercise_id = cell.metadata.get("exercise")
        if cell.metadata.get("check") and (not found or found[-1] != cell.metadata["check"]):
            raise BadSource(f"check {cell.metadata['check']} does not follow its exercise")
        if not exercise_id:
            continue
        found.append(exercise_id)
        if not re.match(rf"# Exercise {re.escape(exercise_id)}\b", cell.source):
            raise BadSource(f"the cell of exercise {exercise_id} must begin with '# Exercise {exercise_id}'")
        if following is None or following.metadata.get("check") != exercise_id:
            raise BadSource(f"exercise {exercise_id} is not followed by its check cell")
    wanted = [exercise.id for exercise in lab.exercises]
    if found != wanted:
        raise BadSource(f"{lab.name}: lab.toml has the exercises {wanted}, the source {found}")


def read(path: Path) -> NotebookNode:
    """Read a built notebook."""
    return nbformat.read(path, as_version=4)


def write(notebook: NotebookNode, path: Path, *, validate: bool = True) -> None:
    """Write a notebook with the same bytes on every platform; where that fails, ``path`` is as it was."""
    if validate:
        nbformat.validate(notebook)
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.new")
    try:
        new.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def same(one: NotebookNode, other: NotebookNode) -> bool:
    """Return whether two notebooks agree in sources and metadata; outputs and counts are not compared."""
    return _essence(one) == _essence(other)


def _essence(notebook: NotebookNode) -> Any:
    cells = [(cell.id, cell.cell_type, cell.source, cell.metadata) for cell in notebook.cells]
    return cells, notebook.metadata, notebook.nbformat, notebook.nbformat_minor
