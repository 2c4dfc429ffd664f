"""The files of a run, with what the projector has beside the event file."""

import hashlib
from pathlib import Path

from tbxlab.events.folders import is_event_file


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def beside(directory: Path) -> list[Path]:
    """Return the files of a run that are no event files, sorted: what add_embedding leaves for the projector."""
    return sorted(path for path in directory.rglob("*") if path.is_file() and not is_event_file(path.name))


def copy_beside(source: Path, target: Path) -> None:
    """Copy the files of a run that are no event files."""
    for path in beside(source):
        copy = target / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
