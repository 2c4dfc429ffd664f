"""The learner's copy of each lab, in ``work/``: made once, never written over, and what it was begun from.

Beside each copy the lab is kept as it was given then (``work/.tbxlab/begun/``): what the learner changed since, and
what a newer course has changed, can be told apart (`tbxlab.notebooks.update`).
"""

import shutil
import stat
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from tbxlab.course import folders
from tbxlab.course.manifest import Course, Lab
from tbxlab.notebooks import make
from tbxlab.notebooks.files import free_name, write_new
from tbxlab.notebooks.read import BadNotebook, read_submission


def path_of(lab: Lab) -> Path:
    """Return where the learner's copy of a lab is, or will be."""
    return folders.work_dir() / f"{lab.name}.ipynb"


def built_path(lab: Lab) -> Path:
    """Return where the course has the lab as it was built, which nobody opens."""
    return folders.labs_dir() / f"{lab.name}.ipynb"


def given(lab: Lab) -> NotebookNode:
    """Return the lab as the course gives it now.

    It is cut from the built solution, so that it is right whatever became of the file in labs/. Raises OSError.
    """
    return make.lab_notebook(make.read(folders.solutions_dir() / f"{lab.name}.ipynb"))


def begin(lab: Lab) -> bool:
    """Make the learner's copy of a lab where there is none; return whether it was made. Raises OSError."""
    path = path_of(lab)
    if path.exists():
        return False
    fresh = given(lab)
    note_begun(lab, fresh)
    return write_new(path, nbformat.writes(fresh) + "\n")


def begin_all(of: Course) -> list[Lab]:
    """Make the copies that are not there yet; return their labs. Raises OSError."""
    return [lab for lab in of.labs if begin(lab)]


def begun(lab: Lab) -> NotebookNode | None:
    """Return the lab as it was given when the learner's copy was begun or last brought up to date, None if unknown."""
    try:
        return read_submission(_begun_path(lab))
    except BadNotebook:
        return None


def note_begun(lab: Lab, fresh: NotebookNode) -> None:
    """Remember the lab as it is given to the learner now. Raises OSError."""
    make.write(fresh, _begun_path(lab))


def is_older(lab: Lab) -> bool:
    """Return whether the learner's copy was begun with another course than the one that is here now."""
    base = begun(lab)
    return path_of(lab).exists() and base is not None and text_of(base) != text_of(given(lab))


def text_of(notebook: NotebookNode) -> list[tuple[str, str]]:
    """Return what is written in a notebook: the kind and the source of each cell."""
    return [(cell.cell_type, cell.source.rstrip()) for cell in notebook.cells]


def rescue(lab: Lab) -> Path | None:
    """Copy labs/NN to ``work/`` where somebody has worked in it, so that it can be built anew; return the copy.

    Labs of an earlier course were solved there. None is returned where the file is as the course gives it.
    """
    place = built_path(lab)
    if not place.exists() or not _is_worked_in(place, lab):
        return None
    return store(place, path_of(lab))


def store(source: Path, beside: Path) -> Path:
    """Copy a notebook from elsewhere to a free name beside a copy in ``work/``; return where. Raises OSError."""
    kept = free_name(beside)
    temporary = kept.with_name(f".{kept.name}.new")
    try:
        shutil.copy2(source, temporary)
        temporary.chmod(temporary.stat().st_mode | stat.S_IWUSR)  # labs/ may be read-only, the learner's copy is not
        temporary.replace(kept)
    finally:
        temporary.unlink(missing_ok=True)
    return kept


def _is_worked_in(place: Path, lab: Lab) -> bool:
    """Return whether a file in labs/ is anything but the lab as it was built: solved, run, or broken."""
    try:
        found = read_submission(place)
        fresh = given(lab)
    except (BadNotebook, OSError):
        return True
    ran = any(cell.get("outputs") or cell.get("execution_count") for cell in found.cells)
    return ran or text_of(found) != text_of(fresh)


def _begun_path(lab: Lab) -> Path:
    return folders.memory_dir() / "begun" / f"{lab.name}.ipynb"
