"""Puts a lab, or one exercise of it, back to its beginning and keeps the learner's copy beside it."""

from dataclasses import dataclass
from pathlib import Path

import nbformat

from tbxlab.course import progress
from tbxlab.course.manifest import Exercise, Lab
from tbxlab.course.words import words
from tbxlab.notebooks import copies, make
from tbxlab.notebooks.files import keep, write_new
from tbxlab.notebooks.merge import exercise_of
from tbxlab.notebooks.read import BadNotebook, read_submission


@dataclass(frozen=True)
class Reset:
    """What was done: ``changed`` is False where all was as it was given; ``kept`` is the learner's file before."""

    changed: bool
    kept: Path | None = None


def reset(lab: Lab, path: Path | None = None) -> Reset:
    """Write the lab as it was given to ``path``, by default the learner's copy in work/.

    Nothing is written, and no copy made, where nobody has written into it. Raises OSError where the system refuses;
    the learner's file is then where it was. The beginning is derived from the built solution, so it needs neither git
    nor a second copy of the lab.
    """
    path, own = path or copies.path_of(lab), path is None or path == copies.path_of(lab)
    given = copies.given(lab)
    if not path.exists():
        write_new(path, nbformat.writes(given) + "\n")
        done = Reset(True)
    elif _is_as_given(path, given):
        return Reset(False)
    else:
        done = Reset(True, keep(path))
        make.write(given, path)
    if own:
        copies.note_begun(lab, given)
    progress.put_back(exercise.id for exercise in lab.exercises)
    return done


def reset_exercise(lab: Lab, exercise: Exercise, path: Path | None = None) -> Reset:
    """Put one exercise's cell back to its starter; everything else stays.

    Raises BadNotebook where the notebook cannot be read or has no such cell, and OSError.
    """
    path = path or copies.path_of(lab)
    notebook = read_submission(path)
    starter = next(cell for cell in copies.given(lab).cells if exercise_of(cell) == exercise.id)
    own = [cell for cell in notebook.cells if exercise_of(cell) == exercise.id]
    if not own:
        raise BadNotebook(
            words("notebook-no-exercise", {"name": path.name, "exercise": exercise.id, "lab": lab.number})
        )
    if all(cell.source == starter.source for cell in own):
        return Reset(False)
    for cell in own:
        cell.source, cell.outputs, cell.execution_count = starter.source, [], None
    kept = keep(path)
    make.write(notebook, path, validate=False)  # what else is odd in it is not this command's to refuse
    progress.put_back([exercise.id])
    return Reset(True, kept)


def _is_as_given(path: Path, given: nbformat.NotebookNode) -> bool:
    try:
        return copies.text_of(read_submission(path)) == copies.text_of(given)
    except BadNotebook:
        return False
