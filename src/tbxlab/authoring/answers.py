"""The answers under tests/answers: wrong ones that must be caught, other right ones that must pass.

``tests/answers/NN_topic/E.N/wrong_<why>.py`` begins with ``# caught: <message id>``, or with several ids and a comma
between them where the message depends on the draw; ``right_<how>.py`` needs no such line. Each is a self-contained
module that defines the names its exercise's check cell uses.
"""

from __future__ import annotations

import ast
import re
import runpy
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tbxlab.course import folders
from tbxlab.course.manifest import Lab

if TYPE_CHECKING:
    from nbformat import NotebookNode

CAUGHT = re.compile(r"# caught: ([\w-]+(?:, [\w-]+)*)[ \t]*$", re.MULTILINE)


class BadAnswer(Exception):
    """An answer's file breaks the rules above; the message says which."""


@dataclass(frozen=True)
class Answer:
    """One answer's file; ``caught`` is what its first line says it must get, None where it must pass."""

    exercise: str
    path: Path
    caught: str | None

    @property
    def label(self) -> str:
        """How reports call it: "2.1/wrong_epoch_times_batch"."""
        return f"{self.exercise}/{self.path.stem}"

    @property
    def messages(self) -> tuple[str, ...]:
        """The ids of which it must get one under each seed; none where it must pass."""
        return tuple(self.caught.split(", ")) if self.caught else ()


def answers_of(lab: Lab) -> list[Answer]:
    """Return the answers of every exercise of a lab, sorted. Raises BadAnswer for a stray or unmarked file."""
    folder = folders.answers_dir() / lab.name
    known = {exercise.id for exercise in lab.exercises}
    found = []
    for path in sorted(folder.glob("*/*.py")):
        exercise = path.parent.name
        if exercise not in known:
            raise BadAnswer(f"{path.parent}: {lab.name} has no exercise {exercise}")
        if path.stem.startswith("right_"):
            found.append(Answer(exercise, path, None))
            continue
        first = CAUGHT.match(path.read_text(encoding="utf-8"))
        if not path.stem.startswith("wrong_") or not first:
            raise BadAnswer(
                f"{path}: name it wrong_<why>.py with '# caught: <message id>' as its first line, or right_<how>.py"
            )
        found.append(Answer(exercise, path, first[1]))
    return found


def load(path: Path, expression: str) -> Any:
    """Run an answer's file in a fresh namespace and evaluate what the check cell passes to ``check``."""
    return eval(expression, runpy.run_path(str(path)))


def check_arguments(notebook: NotebookNode) -> dict[str, str]:
    """Return exercise id -> the expression that its check cell judges, as it stands there. Raises BadAnswer."""
    found = {}
    for cell in notebook.cells:
        if not cell.metadata.get("nbgrader", {}).get("grade"):
            continue
        calls = [
            node
            for node in ast.walk(ast.parse(cell.source))
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "check"
        ]
        if len(calls) != 1 or len(calls[0].args) != 2:
            raise BadAnswer(f"a check cell calls check(id, answer) once: {cell.source!r}")
        found[ast.literal_eval(calls[0].args[0])] = ast.unparse(calls[0].args[1])
    return found
