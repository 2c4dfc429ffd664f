"""Where the course's folders are, and the run directories that labs write to and read from.

The course is the folder that holds ``course.toml``: the one that ``TBXLAB_COURSE`` names, else the
nearest above the working directory, else the checkout that this package was installed from.

What a learner makes is in ``work/``, which git does not track: their copies of the labs, their runs and alarms.
``TBXLAB_WORK`` names another folder for all of it, ``TBXLAB_RUNS`` one for the runs alone.
"""

import os
import re
import shutil
from functools import cache
from itertools import count
from pathlib import Path

MANIFEST = "course.toml"
LAB_NAME = re.compile(r"\d\d_[a-z_]+")
ROOMS = Path(__file__).resolve().parents[1]
"""The package: what belongs to lab NN is in its folder ``labNN``."""


class NoCourse(Exception):
    """No ``course.toml`` was found; the message says where it was looked for."""


@cache
def _find_root(named: str | None, here: Path) -> Path:
    checkout = Path(__file__).resolve().parents[3]
    candidates = [Path(named).resolve()] if named else [here, *here.parents, checkout]
    for folder in candidates:
        if (folder / MANIFEST).is_file():
            return folder
    raise NoCourse(
        f"no {MANIFEST} in {named or here} or above it. Run this inside the course's folder, "
        "or set TBXLAB_COURSE to it."
    )


def root() -> Path:
    """Return the course's folder. Raises NoCourse where there is none."""
    return _find_root(os.environ.get("TBXLAB_COURSE"), Path.cwd().resolve())


def labs_dir() -> Path:
    """Return the folder with the labs as they were built, which learners' copies are made from."""
    return root() / "labs"


def rooms_dir() -> Path:
    """Return the folder with the labs' rooms: the course's own, where it brings some, else this package's."""
    own = root() / "src" / "tbxlab"
    return own if any(own.glob("lab[0-9][0-9]/lab.toml")) else ROOMS


def work_dir() -> Path:
    """Return the learner's own folder, ``TBXLAB_WORK`` or ``work/`` in the course; made when first used."""
    folder = Path(os.environ.get("TBXLAB_WORK") or root() / "work")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def solutions_dir() -> Path:
    """Return the folder with the labs' sources and the built solutions."""
    return root() / "solutions"


def answers_dir() -> Path:
    """Return the folder with the wrong and the other right answers."""
    return root() / "tests" / "answers"


def state_dir() -> Path:
    """Return the folder for what belongs to this machine: logs, and what the site was built from; made when used."""
    folder = root() / ".tbxlab"
    folder.mkdir(exist_ok=True)
    return folder


def memory_dir() -> Path:
    """Return the folder for what the course remembers about this learner, in ``work/``; made when first used."""
    folder = work_dir() / ".tbxlab"
    folder.mkdir(exist_ok=True)
    return folder


def runs_dir() -> Path:
    """Return the log directory that TensorBoard shows: ``TBXLAB_RUNS``, else ``runs/`` in the learner's folder."""
    folder = Path(os.environ.get("TBXLAB_RUNS") or work_dir() / "runs")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def files_dir() -> Path:
    """Return where labs put what TensorBoard shall not show: ``files/`` beside ``runs/``.

    Beside the folder that ``TBXLAB_RUNS`` names, it has that folder's name with "-files" behind it.
    """
    runs = os.environ.get("TBXLAB_RUNS")
    folder = Path(f"{Path(runs)}-files") if runs else work_dir() / "files"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def new_run(name: str) -> Path:
    """Make and return a fresh directory ``runs/<name>-001``, ``-002`` and so on.

    ``name`` is an exercise ("2.1") or any path below runs/. Every call gives another directory, so a
    cell that runs twice never writes into its first run.
    """
    return _numbered(runs_dir() / name)


def new_folder(name: str) -> Path:
    """Make and return a fresh directory ``files/<name>-001``, ``-002`` and so on, beside the runs.

    It is for what a lab makes and the learner did not log: example directories, training data, a cohort's runs.
    TensorBoard does not show it, so the list of runs stays the learner's.
    """
    return _numbered(files_dir() / name)


def _numbered(base: Path) -> Path:
    base.parent.mkdir(parents=True, exist_ok=True)
    for number in count(1):
        folder = base.with_name(f"{base.name}-{number:03d}")
        try:
            folder.mkdir()  # fails where another kernel was quicker: no two writers share a directory
        except FileExistsError:
            continue
        return folder
    raise AssertionError("count() does not end")


def exercise_id_of(lab: str) -> re.Pattern[str]:
    """Return the pattern of the ids of a lab's exercises: "2.1", "2.2" and so on for "02_scalars"."""
    return re.compile(rf"{int(lab[:2])}\.\d+")


def given_folder(name: str) -> Path:
    """Return where a run that comes with the course is kept: "02_scalars/a" or "02_chapter" in lab 02's room."""
    return ROOMS / f"lab{name[:2]}" / "given" / name


def given_runs() -> list[str]:
    """Return the names of all runs that come with the course, such as "02_scalars/a"."""
    files = ROOMS.glob("lab[0-9][0-9]/given/*/**/events.out.tfevents.*")
    return sorted({"/".join(path.parent.relative_to(ROOMS).parts[2:]) for path in files})


def given_run(name: str) -> Path:
    """Copy a run that comes with the course to ``runs/given/<name>`` and return that directory.

    It is among the runs that TensorBoard shows, since reading it is the exercise, and all of them are below one folder.

    ``name`` is "lab/run", such as "02_scalars/a". The copy is what TensorBoard shows; a copy that is
    already there is replaced, so it always holds what the exercise speaks of.
    """
    source = given_folder(name)
    if not source.is_dir():
        raise FileNotFoundError(f"no given run {name!r}; there are: {', '.join(given_runs())}")
    target = runs_dir() / "given" / name
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)
    return target
