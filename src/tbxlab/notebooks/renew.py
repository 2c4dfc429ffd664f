"""Merges a learner's notebook into a newer edition of its lab: the course's cells are the new ones, the rest is theirs.

Theirs are answers, predictions, cells that they added, and cells of the course that they changed and the course did
not. Cells get their ids by position, so an id says nothing across editions: cells are found by what is written in
them, exercises by their first line and by the names that they define.
"""

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass, field

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from tbxlab.course.words import words
from tbxlab.notebooks.merge import FIRST_LINE, exercise_of, guess_in
from tbxlab.watch.names import names_of


@dataclass(frozen=True)
class Renewed:
    """The notebook in its new edition, the exercises whose answers were kept, and what the learner should look at."""

    notebook: NotebookNode
    answers: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass
class _Theirs:
    """What is the learner's in a notebook, by the id of the new edition's cell that it belongs to or follows."""

    answers: dict[str, str] = field(default_factory=dict)  # exercise -> source
    sources: dict[str, str] = field(default_factory=dict)  # cell id -> predictions, and cells that they changed
    added: dict[str | None, list[NotebookNode]] = field(default_factory=dict)
    outputs: dict[str, NotebookNode] = field(default_factory=dict)  # source -> the cell that ran it
    notes: list[str] = field(default_factory=list)


def renew(mine: NotebookNode, base: NotebookNode | None, new: NotebookNode) -> Renewed:
    """Return ``new``, the lab as it is given now, with all that is the learner's in ``mine``.

    ``base`` is the lab as it was given when ``mine`` was begun, None where that is not known.
    """
    theirs = _Sorter(mine, base, new).sort()
    result = copy.deepcopy(new)
    result.metadata = NotebookNode({**mine.metadata, **new.metadata})
    if "kernelspec" in mine.metadata:  # an editor may have noted which environment runs it
        result.metadata["kernelspec"] = mine.metadata["kernelspec"]
    cells = [*theirs.added.get(None, [])]
    for cell in result.cells:
        exercise = exercise_of(cell)
        cell.source = theirs.answers.get(exercise or "", theirs.sources.get(cell.id, cell.source))
        ran = theirs.outputs.get(cell.source.rstrip())
        if cell.cell_type == "code" and ran is not None:
            cell.outputs, cell.execution_count = ran.outputs, ran.get("execution_count")
        cells += [cell, *theirs.added.get(cell.id, [])]
    result.cells = cells
    answers = sorted(theirs.answers, key=lambda exercise: [int(part) for part in exercise.split(".")])
    return Renewed(result, tuple(answers), tuple(theirs.notes))


class _Sorter:
    """Walks through a learner's notebook once and says of each cell whose it is."""

    def __init__(self, mine: NotebookNode, base: NotebookNode | None, new: NotebookNode) -> None:
        self._mine, self._new = mine, new
        self._exercises = {exercise: cell for cell in new.cells if (exercise := exercise_of(cell))}
        self._by_source = {cell.source.rstrip(): cell for cell in new.cells}
        self._guesses = dict(_guesses(new))
        self._base = base.cells if base else []
        self._base_by_id = {cell.get("id"): cell for cell in self._base}
        self._base_sources = {cell.source.rstrip() for cell in self._base}
        self._starters = {exercise: cell.source for cell in self._base if (exercise := exercise_of(cell))}
        self._theirs = _Theirs()
        self._behind: str | None = None

    def sort(self) -> _Theirs:
        own_guesses = {id(cell): key for key, cell in _guesses(self._mine)}
        for cell in self._mine.cells:
            if cell.cell_type == "code":
                self._theirs.outputs.setdefault(cell.source.rstrip(), cell)
            if exercise := exercise_of(cell):
                self._answer(exercise, cell)
            elif (same := self._by_source.get(cell.source.rstrip())) is not None:
                self._behind = same.id
            elif id(cell) in own_guesses and self._is_courses(cell):
                self._guess(own_guesses[id(cell)], cell)
            elif self._is_courses(cell):
                self._changed(cell)
            elif cell.source.strip():
                self._theirs.added.setdefault(self._behind, []).append(cell)
        return self._theirs

    def _answer(self, exercise: str, cell: NotebookNode) -> None:
        target = self._target(exercise, cell.source)
        if target is None:
            if not self._is_starter(exercise, cell.source, ""):
                text = words("update-gone", {"exercise": exercise, "source": cell.source.rstrip()})
                self._theirs.added.setdefault(self._behind, []).append(new_markdown_cell(text))
                self._theirs.notes.append(words("update-note-gone", {"exercise": exercise}))
            return
        self._behind = self._exercises[target].id
        if self._is_starter(exercise, cell.source, self._exercises[target].source):
            return
        if target in self._theirs.answers:
            self._theirs.notes.append(words("note-twice", {"exercise": target}))
        if target != exercise:
            self._theirs.notes.append(words("update-note-moved", {"was": exercise, "now": target}))
        source = FIRST_LINE.sub(lambda found: found[0].replace(exercise, target), cell.source, count=1)
        self._theirs.answers[target] = source
        self._theirs.outputs.setdefault(source.rstrip(), cell)

    def _target(self, exercise: str, source: str) -> str | None:
        """Return the exercise of the new edition that an answer belongs to: its starter, its id, or its names tell."""
        body = _below_first_line(self._starters.get(exercise, ""))
        for candidate, cell in self._exercises.items():
            if body and _below_first_line(cell.source) == body:
                return candidate
        mine = names_of(source).binds
        if exercise in self._exercises and (not mine or mine & names_of(self._exercises[exercise].source).binds):
            return exercise
        for candidate, cell in self._exercises.items():
            if mine and names_of(cell.source).binds and names_of(cell.source).binds <= mine:
                return candidate
        return None

    def _is_starter(self, exercise: str, source: str, new: str) -> bool:
        """Return whether nobody has written into an exercise's cell."""
        if exercise in self._starters:
            return source.strip() == self._starters[exercise].strip()
        return source.strip() == new.strip() or _is_blank(source, new)

    def _guess(self, key: tuple[str, str], cell: NotebookNode) -> None:
        target = self._guesses.get(key)
        alike = [found for (name, _), found in self._guesses.items() if name == key[0]]
        if target is None and len(alike) == 1:
            target = alike[0]
        if target is not None:
            self._behind = target.id
            self._theirs.sources[target.id] = cell.source

    def _changed(self, cell: NotebookNode) -> None:
        """A cell of the course that the new edition does not have like this: the course or the learner changed it."""
        before = self._base_by_id.get(cell.get("id"))
        if before is None or cell.source.rstrip() in self._base_sources:
            return
        target = self._by_source.get(before.source.rstrip())
        if target is not None and target.cell_type == cell.cell_type:
            self._behind = target.id
            if "check" not in target.id:
                self._theirs.sources[target.id] = cell.source
        elif cell.cell_type == "code":
            self._theirs.notes.append(words("update-note-both", {"first": cell.source.strip().splitlines()[0][:60]}))

    def _is_courses(self, cell: NotebookNode) -> bool:
        """Return whether a cell came with the course, in whatever state; some editors drop its metadata."""
        if "nbgrader" in cell.metadata:
            return True
        before = self._base_by_id.get(cell.get("id"))
        alike = before is not None and before.cell_type == cell.cell_type
        return alike or cell.source.rstrip() in self._base_sources or _is_check(cell)


def _is_check(cell: NotebookNode) -> bool:
    return cell.cell_type == "code" and cell.source.lstrip().startswith("check(")


def _guesses(notebook: NotebookNode) -> Iterator[tuple[tuple[str, str], NotebookNode]]:
    """Yield each cell with a prediction, under its name and the source of the code cell behind it.

    The names alone may repeat in a lab.
    """
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for cell, following in zip(code, [*code[1:], None], strict=True):
        if exercise_of(cell) is None and (guess := guess_in(cell.source)):
            yield (guess, following.source.rstrip() if following else ""), cell


def _below_first_line(source: str) -> str:
    return source.strip().partition("\n")[2].strip()


def _is_blank(source: str, new: str) -> bool:
    """Return whether an older edition's starter was left as it was, as far as can be told without that edition.

    Every function ends in NotImplementedError and every value is ``...``, or its line is in the new starter, too.
    """
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError):
        return False
    known = {line.strip() for line in new.splitlines()}
    return bool(body) and all(_is_open(node) or ast.unparse(node) in known for node in body)


def _is_open(node: ast.stmt) -> bool:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        rest = [each for each in node.body if not (isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant))]
        return len(rest) == 1 and isinstance(rest[0], ast.Raise) and "NotImplementedError" in ast.unparse(rest[0])
    if isinstance(node, ast.ClassDef):
        return all(_is_open(each) for each in node.body)
    if isinstance(node, ast.Assign):
        return isinstance(node.value, ast.Constant) and node.value.value is ...
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    return isinstance(node, ast.Import | ast.ImportFrom)
