"""A folder of submissions, as learning platforms name them: who handed in which file, and which counts.

Nobody is guessed from a name: ids come from the platforms' own patterns, or from a folder that a learner's files are
in. Every file is accounted for: handed in, or set aside with the reason.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

CANVAS = re.compile(r"(?P<who>[^\W_]+)(?P<late>_late)?_(?P<id>\d+)_(?P<order>\d+)_(?P<own>.+)")
MOODLE = re.compile(r"(?P<who>.+)_(?P<id>\d+)_assignsubmission_(?:file|onlinetext)_?(?P<own>.*)")
GRADESCOPE = re.compile(r"submission_(?P<id>\d+)")
METADATA = "submission_metadata.yml"
TIMESTAMP = "timestamp.txt"
HIDDEN = frozenset({"__MACOSX", "Thumbs.db", "desktop.ini"})
SIDE = frozenset({METADATA, TIMESTAMP})
"""Files of the platforms themselves."""


@dataclass(frozen=True)
class Learner:
    """Who handed in. ``id`` is the platform's, "" where nothing in a name tells it; ``name`` is what is shown."""

    platform: str
    id: str
    name: str
    email: str = ""

    @property
    def known(self) -> bool:
        """Whether a platform's own pattern told who it is."""
        return bool(self.id)


@dataclass(frozen=True)
class Handed:
    """One file that a learner handed in."""

    path: Path
    learner: Learner
    own: str
    """What its author called it."""
    late: bool
    when: float
    """When it came: the platform's number or time where there is one, else the file's time."""


@dataclass(frozen=True)
class Aside:
    """A file that is not marked, and why."""

    path: Path
    why: str


@dataclass
class Intake:
    """All files of a folder."""

    folder: Path
    handed: list[Handed] = field(default_factory=list)
    aside: list[Aside] = field(default_factory=list)

    def by_learner(self) -> dict[Learner, list[Handed]]:
        """Return each learner's files, the latest first."""
        found: dict[Learner, list[Handed]] = {}
        for each in sorted(self.handed, key=lambda one: (-one.when, str(one.path))):
            found.setdefault(each.learner, []).append(each)
        return dict(sorted(found.items(), key=lambda one: (one[0].name.casefold(), one[0].id)))


def read(folder: Path) -> Intake:
    """Return what is in a folder. Nothing is opened but the platforms' own small files, and no link is followed."""
    intake = Intake(folder)
    people = _gradescope(folder)
    for path in _files(folder, intake):
        if path.name in SIDE:
            intake.aside.append(Aside(path, "the platform's own file"))
        elif path.suffix.lower() == ".zip":
            intake.aside.append(Aside(path, "an archive: unpack it first"))
        elif path.suffix.lower() != ".ipynb":
            intake.aside.append(Aside(path, "no notebook"))
        else:
            intake.handed.append(_handed(path, folder, people))
    return intake


def _files(folder: Path, intake: Intake) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_symlink():
            intake.aside.append(Aside(path, "a link, which is not followed"))
        elif path.name.startswith(".") or path.name in HIDDEN:
            intake.aside.append(Aside(path, "hidden, or made by the system"))
        elif path.is_dir():
            yield from _files(path, intake)
        elif path.is_file():
            yield path
        else:
            intake.aside.append(Aside(path, "no plain file"))


def _handed(path: Path, folder: Path, people: dict[str, tuple[Learner, float]]) -> Handed:
    parts = path.relative_to(folder).parts
    changed = path.stat().st_mtime
    for part in parts:
        if part in people:
            learner, when = people[part]
            return Handed(path, learner, path.name, False, when or changed)
        if found := MOODLE.fullmatch(part):
            learner = Learner("moodle", found["id"], found["who"])
            return Handed(path, learner, path.name if part != path.name else found["own"], False, changed)
        if found := GRADESCOPE.fullmatch(part):
            return Handed(path, Learner("gradescope", found["id"], part), path.name, False, changed)
    if found := CANVAS.fullmatch(path.name):
        learner = Learner("canvas", found["id"], found["who"])
        return Handed(path, learner, found["own"], bool(found["late"]), float(found["order"]))
    if len(parts) == 3 and (path.parent / TIMESTAMP).is_file():
        return Handed(path, Learner("nbgrader", parts[0], parts[0]), path.name, False, _stamp(path, changed))
    if len(parts) > 1:
        return Handed(path, Learner("folder", parts[0], parts[0]), path.name, False, changed)
    return Handed(path, Learner("", "", path.stem), path.name, False, changed)


def _stamp(path: Path, otherwise: float) -> float:
    text = (path.parent / TIMESTAMP).read_text(encoding="utf-8", errors="replace")[:100].strip()
    return _time(text, otherwise)


def _time(text: str, otherwise: float) -> float:
    """Return seconds since 1970 of a date as nbgrader and Gradescope write it; without a zone it is UTC."""
    try:
        found = datetime.fromisoformat(text.removesuffix(" UTC").strip().strip("'\""))
    except ValueError:
        return otherwise
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


def _gradescope(folder: Path) -> dict[str, tuple[Learner, float]]:
    """Return the submitters of a Gradescope export by the folders they are in.

    Of its YAML only the lines are read that name them: nothing in such a file is to be run or built.
    """
    path = folder / METADATA
    if path.is_symlink() or not path.is_file():
        return {}
    people: dict[str, tuple[Learner, float]] = {}
    at, row = "", dict[str, str]()
    for line in [*path.read_text(encoding="utf-8", errors="replace").splitlines(), "submission_0:"]:
        if found := re.fullmatch(r"(submission_\d+):\s*", line):
            if at and row:
                learner = Learner("gradescope", row.get("sid") or at, row.get("name", at), row.get("email", ""))
                people[at] = learner, _time(row.get("created_at", ""), 0.0)
            at, row = found[1], {}
        elif found := re.fullmatch(r"\s*(?:- )?:(name|sid|email|created_at):\s*(.*)", line):
            row.setdefault(found[1], found[2].strip().strip("'\""))
    return people
