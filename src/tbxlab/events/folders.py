"""Which directories are runs, and which files in them are event files, as TensorBoard decides it."""

from __future__ import annotations

import os
import re
from pathlib import Path

from tbxlab.events.damage import NoEvents

NAMED = 10
"""How many entries an exception names."""


def is_event_file(name: str) -> bool:
    """TensorBoard's rule: the name holds `tfevents`, whatever else it says."""
    return "tfevents" in name


def event_files(directory: Path) -> list[Path]:
    """The event files in a directory, sorted by name, which is the order in which TensorBoard reads them."""
    found = (entry for entry in directory.iterdir() if is_event_file(entry.name) and not entry.is_dir())
    return sorted(found, key=lambda entry: entry.name)


def run_directories(logdir: Path) -> dict[str, Path]:
    """Name and path of each run at or below `logdir`, in natural order.

    The name is the path below `logdir`, with slashes on every system; `logdir` itself is ".". Links to
    directories are followed, but no directory is entered twice. Raises OSError where one cannot be listed.
    """
    found, seen = {}, set()
    for folder, below, names in os.walk(logdir, followlinks=True, onerror=_raise):
        real = os.path.realpath(folder)
        if real in seen:
            below.clear()
            continue
        seen.add(real)
        if any(map(is_event_file, names)):
            found[Path(folder).relative_to(logdir).as_posix()] = Path(folder)
    return dict(sorted(found.items(), key=lambda item: natural_key(item[0])))


def _raise(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):  # a run may be deleted while the tree is walked
        raise error


def natural_key(name: str) -> list:
    """Sorts names as a reader would: part by part between slashes, and `lr-2` before `lr-10`."""
    return [
        [(0, int(piece), piece) if piece.isdecimal() else (1, 0, piece) for piece in re.split(r"(\d+)", part) if piece]
        for part in name.split("/")
    ]


def no_events(path: Path) -> NoEvents:
    """The exception for a path without event files, with what is there instead."""
    if not path.is_dir():
        return NoEvents(path)
    entries = sorted(entry.name + "/" * entry.is_dir() for entry in path.iterdir())
    return NoEvents(path, tuple(entries[:NAMED]), tuple(run_directories(path))[:NAMED])
