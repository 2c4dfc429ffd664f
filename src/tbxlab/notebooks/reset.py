"""Puts a lab, or one exercise of it, back to its beginning and keeps the learner's copy beside it."""

import shutil
from itertools import count
from pathlib import Path

from tbxlab.course.manifest import Exercise, Lab
from tbxlab.course.words import words
from tbxlab.notebooks import build, make
from tbxlab.notebooks.merge import exercise_of
from tbxlab.notebooks.read import BadNotebook, read_submission


def reset(lab: Lab, path: Path | None = None) -> Path | None:
    """Write the lab as it was given to ``path``, by default where the course has it.

    Returns where the learner's copy is, None where there was none to keep. Raises OSError where the system
    refuses; the learner's file is then where it was. The beginning is derived from the built solution, so it
    needs neither git nor a second copy of the lab.
    """
    path = path or build.lab_path(lab)
    given = make.lab_notebook(make.read(build.solution_path(lab)))
    kept = _keep(path) if path.exists() else None
    make.write(given, path)
    return kept


def reset_exercise(lab: Lab, exercise: Exercise, path: Path | None = None) -> Path:
    """Put one exercise's cell back to its starter; everything else stays. Returns where the copy is.

    Raises BadNotebook where the notebook cannot be read or has no such cell, and OSError.
    """
    path = path or build.lab_path(lab)
    notebook = read_submission(path)
    given = make.lab_notebook(make.read(build.solution_path(lab)))
    starter = next(cell for cell in given.cells if exercise_of(cell) == exercise.id)
    own = [cell for cell in notebook.cells if exercise_of(cell) == exercise.id]
    if not own:
        raise BadNotebook(
            words("notebook-no-exercise", {"name": path.name, "exercise": exercise.id, "lab": lab.number})
        )
    for cell in own:
        cell.source, cell.outputs, cell.execution_count = starter.source, [], None
    kept = _keep(path)
    make.write(notebook, path, validate=False)  # what else is odd in it is not this command's to refuse
    return kept


def _keep(path: Path) -> Path:
    """Copy the learner's file to a name that is free; it stays where it is until it is written over."""
    kept = next(name for number in count(1) if not (name := path.with_stem(f"{path.stem}.mine-{number}")).exists())
    shutil.copy2(path, kept)
    return kept
