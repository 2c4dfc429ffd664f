"""What an author has still to write: the skeleton of a new lab marks each such place with ✎.

`tbxlab verify` lists these places and doesn't hold while there is one; `tbxlab site` doesn't publish them.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from tbxlab.course import folders
from tbxlab.course.manifest import Lab

MARK = "✎"


def files_of(lab: Lab) -> Iterator[Path]:
    """Yield the texts and programs that an author writes for a lab, wherever they are."""
    yield folders.solutions_dir() / f"{lab.name}.py"
    room = folders.rooms_dir() / f"lab{lab.number}"
    yield from sorted(path for path in room.rglob("*") if path.suffix in (".py", ".toml"))
    yield from sorted((folders.answers_dir() / lab.name).rglob("*.py"))
    yield folders.root() / "chapters" / lab.chapter


def places(files: Iterable[Path]) -> Iterator[str]:
    """Yield one line for each file that has something unwritten, with the numbers of its lines."""
    for path in files:
        if not path.is_file():
            continue
        lines = path.read_text(encoding="utf-8").splitlines()
        if due := [str(number) for number, line in enumerate(lines, 1) if MARK in line]:
            where = path.relative_to(folders.root()) if path.is_relative_to(folders.root()) else path
            yield f"{where.as_posix()}: not written yet ({MARK}), line{'s' * (len(due) > 1)} {', '.join(due)}"
