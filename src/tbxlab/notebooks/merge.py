"""Restores a submission: the course's cells from the reference, the exercise cells from the learner.

A submission's own stored outputs and locked cells would become what nbval compares with, so nothing is run
before it went through here. Cells are found by nbgrader's metadata, by their id, else (Colab and VS Code
may drop both) by their source or an exercise's first line.
"""

import ast
import copy
import re
from dataclasses import dataclass

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from tbxlab.course import cell_ids
from tbxlab.course.words import words

FIRST_LINE = re.compile(r"\s*# Exercise (\d+\.\d+)\b")

_PLAIN = (
    ast.Constant
    | ast.Tuple
    | ast.List
    | ast.Set
    | ast.Dict
    | ast.UnaryOp
    | ast.BinOp
    | ast.unaryop
    | ast.operator
    | ast.Load
)


@dataclass(frozen=True)
class Merged:
    """The notebook to run, and what had to be mended, in words for the learner."""

    notebook: NotebookNode
    notes: tuple[str, ...]


def merge(reference: NotebookNode, submission: NotebookNode, starters: NotebookNode) -> Merged:
    """Return the reference with the learner's exercise cells and added cells in it.

    ``reference`` is the executed solution, ``starters`` the lab as it was given: an exercise whose cell is
    gone gets its starter and so counts as not attempted. Cells that the learner added stay behind the
    course's cell that they followed.
    """
    notes: list[str] = []
    answers, added = _sort(reference, submission, starters, notes)
    given = {_grade_id(cell): cell.source for cell in starters.cells}
    merged = copy.deepcopy(reference)
    cells = _code(added.get(None, []))
    for cell in merged.cells:
        grade_id = _grade_id(cell)
        if grade_id is not None and _is_exercise(cell):
            if grade_id not in answers:
                text = any(_is_turned(each, grade_id) for each in submission.cells)
                exercise = cell_ids.exercise_named(grade_id)
                notes.append(words("note-no-code" if text else "note-missing", {"exercise": exercise}))
            cell.source = answers.get(grade_id, given[grade_id])
            cell.outputs = []
        cells.append(cell)
        cells += _code(added.get(grade_id, []))
    merged.cells = cells
    return Merged(merged, tuple(notes))


def up_to(merged: Merged, exercise: str) -> Merged:
    """Return what comes before an exercise's check, and the check itself, of a notebook that ``merge`` gave."""
    notebook = copy.deepcopy(merged.notebook)
    ids = [_grade_id(cell) for cell in notebook.cells]
    notebook.cells = notebook.cells[: ids.index(cell_ids.check_cell(exercise)) + 1]
    return Merged(notebook, merged.notes)


def _sort(
    reference: NotebookNode, submission: NotebookNode, starters: NotebookNode, notes: list[str]
) -> tuple[dict[str, str], dict[str | None, list[str]]]:
    """Return the exercises' sources by grade id, and the added cells by the grade id of the cell before."""
    known = {name: cell for cell in reference.cells if (name := _grade_id(cell)) is not None}
    by_source = {cell.source.strip(): name for name, cell in known.items() if not _is_exercise(cell)}
    given = {_grade_id(cell): cell.source for cell in starters.cells}
    answers: dict[str, str] = {}
    added: dict[str | None, list[str]] = {}
    behind: str | None = None
    for cell in submission.cells:
        grade_id = _recognize(cell, known, by_source)
        if grade_id is None:
            if cell.cell_type == "code" and cell.source.strip():
                added.setdefault(behind, []).append(cell.source)
            continue
        behind = grade_id
        if not _is_exercise(known[grade_id]):
            if cell.cell_type == "code" and not _is_as_given(cell.source, known[grade_id].source):
                first = known[grade_id].source.strip().splitlines()[0][:60]
                notes.append(words("note-changed", {"first": repr(first)}))
        elif grade_id in answers and cell.source.strip() == given[grade_id].strip():
            continue  # a second copy that is still the starter says nothing
        else:
            if grade_id in answers and answers[grade_id].strip() != given[grade_id].strip():
                notes.append(words("note-twice", {"exercise": cell_ids.exercise_named(grade_id)}))
            answers[grade_id] = cell.source
    return answers, added


def guess_in(source: str) -> str | None:
    """Return the name of a cell that is a prediction: one assignment of a literal, ``...`` as long as it is open.

    Arithmetic on numbers counts as a literal. None is returned for any other cell.
    """
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError):
        return None
    if len(body) != 1 or not isinstance(body[0], ast.Assign) or len(body[0].targets) != 1:
        return None
    (target,) = body[0].targets
    plain = all(isinstance(node, _PLAIN) for node in ast.walk(body[0].value))
    return target.id if isinstance(target, ast.Name) and plain else None


def _is_as_given(source: str, given: str) -> bool:
    """Return whether a cell of the course says what it said; filling in a prediction changes nothing."""
    if source.strip() == given.strip():
        return True
    guess = guess_in(given)
    return guess is not None and guess_in(source) == guess and _is_open(given)


def _is_open(guess: str) -> bool:
    statement = ast.parse(guess).body[0]
    if not isinstance(statement, ast.Assign):
        return False
    value = statement.value
    return isinstance(value, ast.Constant) and value.value is ...


def exercise_of(cell: NotebookNode) -> str | None:
    """Return the id of the exercise whose cell this is, as its first line, its metadata or its id tell."""
    if cell.cell_type != "code":
        return None
    if first := FIRST_LINE.match(cell.source):
        return first[1]
    cell_id = _grade_id(cell) or cell.get("id", "")
    named = cell_ids.exercise_named(cell_id)
    return named if named and cell_id == cell_ids.exercise_cell(named) else None


def _recognize(cell: NotebookNode, known: dict[str, NotebookNode], by_source: dict[str, str]) -> str | None:
    """Return the grade id of the course's cell that this one is, None for one the learner added."""
    first = FIRST_LINE.match(cell.source) if cell.cell_type == "code" else None
    written = cell_ids.exercise_cell(first[1]) if first else None
    if written in known:
        return written
    ids = (each for each in (_grade_id(cell), cell.get("id")) if each in known)
    named = next((each for each in ids if known[each].cell_type == cell.cell_type), None)
    if named and known[named].source.strip() == cell.source.strip():
        return named
    # Ids are positions: in a copy that was begun with another edition of the course, what is written tells more.
    return by_source.get(cell.source.strip()) or named


def _code(sources: list[str]) -> list[NotebookNode]:
    """Return added cells as nbval runs them; they are judged by nothing."""
    return [new_code_cell(source, metadata={"tags": ["raises-exception"]}) for source in sources]


def _grade_id(cell: NotebookNode) -> str | None:
    return cell.metadata.get("nbgrader", {}).get("grade_id")


def _is_exercise(cell: NotebookNode) -> bool:
    return bool(cell.metadata.get("nbgrader", {}).get("solution"))


def _is_turned(cell: NotebookNode, grade_id: str) -> bool:
    """Return whether this is the exercise's cell, turned into text: one key does it in Jupyter."""
    first = FIRST_LINE.match(cell.source)
    return cell.cell_type != "code" and first is not None and cell_ids.exercise_cell(first[1]) == grade_id
