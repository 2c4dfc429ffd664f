"""Moves what an earlier course left in other places into ``work/``: alarms, runs, copies, and what it remembered."""

import re
from dataclasses import dataclass
from pathlib import Path

from tbxlab.course import folders
from tbxlab.notebooks.files import move, replace

ALARMS, EARLIER_ALARMS = "alarms.py", "watchdog.py"
_SECTION = re.compile(r"^# === (?P<name>.+?) ===\n.*?^# === end of (?P=name) ===\n", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Moved:
    """Something that was moved: where it was and where it is, seen from the course's folder."""

    was: str
    now: str


def move_all() -> list[Moved]:
    """Move everything that is found; nothing that is in ``work/`` already is replaced. Raises OSError."""
    root, work, labs = folders.root(), folders.work_dir(), folders.labs_dir()
    found = [
        *_moved(root / "runs", work / "runs"),
        *_moved(root / ".tbxlab" / "progress.json", folders.memory_dir() / "progress.json"),
    ]
    for path in sorted(labs.glob("*.mine-*.ipynb")):
        found += _moved(path, work / path.name)
    if take_alarms(labs / EARLIER_ALARMS):
        (labs / EARLIER_ALARMS).unlink()
        found.append(Moved(f"{labs.name}/{EARLIER_ALARMS}", f"{work.name}/{ALARMS}"))
    return found


def take_alarms(source: Path) -> bool:
    """Put the alarms of an earlier ``watchdog.py`` into ``work/alarms.py``; return whether there were any.

    An alarm that is there under the same name already stays.
    """
    if not source.is_file():
        return False
    target = folders.work_dir() / ALARMS
    text = source.read_text(encoding="utf-8")
    if target.is_file():
        own = target.read_text(encoding="utf-8")
        names = {found["name"] for found in _SECTION.finditer(own)}
        more = [found[0] for found in _SECTION.finditer(text) if found["name"] not in names]
        text = "\n\n".join([own.rstrip() + "\n", *more])
    replace(target, text)
    return True


def _moved(source: Path, target: Path) -> list[Moved]:
    """Move a file or a folder; of a folder that is there already, what it lacks."""
    if source.is_dir() and target.is_dir():
        found = [each for path in sorted(source.iterdir()) for each in _moved(path, target / path.name)]
        if not any(source.iterdir()):
            source.rmdir()
        return [Moved(_short(source), _short(target))] if found else []
    return [Moved(_short(source), _short(target))] if move(source, target) else []


def _short(path: Path) -> str:
    return path.relative_to(folders.root()).as_posix() if path.is_relative_to(folders.root()) else str(path)
