"""Brings a learner's copies up to date with the course that is here now, answers kept."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tbxlab.course.manifest import Course, Lab
from tbxlab.notebooks import copies, make
from tbxlab.notebooks.files import keep
from tbxlab.notebooks.read import BadNotebook, lab_of, read_submission
from tbxlab.notebooks.renew import renew

State = Literal["made", "current", "updated", "unreadable", "beside"]


@dataclass(frozen=True)
class Update:
    """What was done with one copy.

    "made" from the course, "current" as it was, "updated" with its answers kept, "unreadable" and left alone,
    or "beside" a copy that holds work of its own. ``kept`` is the file as it was before, ``why`` what is unreadable.
    """

    lab: Lab
    state: State
    answers: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    kept: Path | None = None
    why: str = ""


def update(lab: Lab) -> Update:
    """Bring the copy in ``work/`` up to date; make it where there is none. Raises OSError, and nothing is lost then.

    What somebody has worked on in labs/, as earlier courses told them to, becomes the copy.
    """
    kept = copies.rescue(lab)
    result = take(lab, kept, kept=kept) if kept else _renewed(lab)
    if kept:
        make.write(copies.given(lab), copies.built_path(lab))  # git finds it as it was, and can pull
    return result


def begin(lab: Lab) -> Update:
    """Make the copy where there is none, from labs/ where somebody has worked there; a copy that is there stays.

    Raises OSError.
    """
    if copies.path_of(lab).exists() or not copies.built_path(lab).exists():
        return Update(lab, "made" if copies.begin(lab) else "current")
    return update(lab)


def take(lab: Lab, source: Path, *, kept: Path | None = None) -> Update:
    """Make the copy of a lab from a notebook that is elsewhere; ``kept`` is where that file is safe already.

    A copy that somebody has worked in stays, and the notebook is put beside it.
    """
    own = copies.path_of(lab)
    try:
        mine = read_submission(source)
    except BadNotebook as error:
        copies.begin(lab)
        return Update(lab, "unreadable", kept=kept, why=str(error))
    if own.exists() and not _is_untouched(lab):
        if kept is None:
            kept = copies.store(source, own)
        return Update(lab, "beside", kept=kept)
    fresh = copies.given(lab)
    renewed = renew(mine, None, fresh)
    copies.note_begun(lab, fresh)
    make.write(renewed.notebook, own, validate=False)
    return Update(lab, "updated", renewed.answers, renewed.notes, kept)


def take_folder(folder: Path, of: Course) -> list[Update]:
    """Take over every lab in a folder of notebooks, or the one notebook that is named. Raises OSError."""
    paths = [folder]
    if folder.is_dir():
        paths = sorted(path for path in folder.glob("*.ipynb") if ".mine-" not in path.name)
    found = []
    for path in paths:
        try:
            lab = lab_of(path, read_submission(path), of)
        except BadNotebook:
            named = [lab for lab in of.labs if lab.name == path.stem]
            if not named:
                continue
            (lab,) = named
        found.append(take(lab, path))
    return found


def _renewed(lab: Lab) -> Update:
    if copies.begin(lab):
        return Update(lab, "made")
    path, fresh = copies.path_of(lab), copies.given(lab)
    try:
        mine = read_submission(path)
    except BadNotebook as error:
        return Update(lab, "unreadable", why=str(error))
    renewed = renew(mine, copies.begun(lab), fresh)
    if copies.text_of(renewed.notebook) == copies.text_of(mine):
        copies.note_begun(lab, fresh)
        return Update(lab, "current")
    kept = None if _is_untouched(lab) else keep(path)
    make.write(renewed.notebook, path, validate=False)
    copies.note_begun(lab, fresh)  # last: where this breaks off, the copy is up to date, and its base is found so
    return Update(lab, "updated", renewed.answers, renewed.notes, kept)


def _is_untouched(lab: Lab) -> bool:
    """Return whether the copy holds nothing but what the course gave; what was only run counts as untouched."""
    base = copies.begun(lab)
    try:
        mine = read_submission(copies.path_of(lab))
    except BadNotebook:
        return False
    return base is not None and copies.text_of(mine) == copies.text_of(base)
