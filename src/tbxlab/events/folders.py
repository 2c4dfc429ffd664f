"""Which directories are runs, and which files in them are event files, as TensorBoard decides it."""

from __future__ import annotations

import os
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tbxlab.events.damage import UNREADABLE, Damage, NoEvents

NAMED = 10
"""How many entries an exception names."""
THROUGH_LINKS = 10_000
"""Directories that are entered a second time through links: directories that link to each other have endless paths."""


@dataclass
class Found:
    """What lies at or below a log directory."""

    runs: dict[str, Path] = field(default_factory=dict)
    """Name -> directory of each run, in natural order."""
    unlisted: list[Damage] = field(default_factory=list)
    """Directories that could not be listed; what they hold is not known."""


def is_event_file(name: str) -> bool:
    """TensorBoard's rule: the name holds `tfevents`, whatever else it says."""
    return "tfevents" in name


def event_files(directory: Path) -> list[Path]:
    """The event files in a directory, sorted by name, which is the order in which TensorBoard reads them.

    Directories with such a name are none. Raises OSError where `directory` cannot be listed.
    """
    with os.scandir(directory) as entries:
        found = [entry.name for entry in entries if is_event_file(entry.name) and not _is_directory(entry)]
    return [directory / name for name in sorted(found)]


def run_directories(logdir: Path) -> dict[str, Path]:
    """Name and path of each run at or below `logdir`, in natural order; see `walk`."""
    return walk(logdir).runs


def walk(logdir: Path) -> Found:
    """Every run at or below `logdir`. A run's name is the path below it, with slashes on every system, or ".".

    Links to directories are followed, and a run that is reached by two names has both, as in TensorBoard: `run_17`
    and `latest`. Only a link back to a directory that it lies in is not followed. A directory below `logdir` that
    cannot be listed costs itself: see `Found.unlisted`. Raises OSError where `logdir` itself cannot be listed.
    """
    found, again = Found(), 0
    seen: set[str] = set()
    links: deque[tuple[Path, frozenset[str]]] = deque([(logdir, frozenset())])
    while links:  # what is reached through fewer links comes first
        start, around = links.popleft()
        if again >= THROUGH_LINKS and os.path.realpath(start) in seen:
            continue
        for folder, inside, has_events, linked, error in _below(start, around):
            if error is not None:
                if folder == logdir:
                    raise error
                found.unlisted.append(Damage(folder, UNREADABLE, 0, 0, 0, error.strerror or str(error)))
                continue
            real = os.path.realpath(folder)
            again += real in seen
            seen.add(real)
            if has_events:
                found.runs[folder.relative_to(logdir).as_posix()] = folder
            links += [(link, inside) for link in linked if os.path.realpath(link) not in inside]
    found.runs = dict(sorted(found.runs.items(), key=lambda item: natural_key(item[0])))
    return found


_Folder = tuple[Path, frozenset[str], bool, list[Path], OSError | None]


def _below(start: Path, around: frozenset[str]) -> Iterator[_Folder]:
    """Each directory at or below `start`, links not followed.

    Its path, the real paths of all directories that it lies in (its own among them), whether it holds event files,
    its links to directories in the order of their names, and why it could not be listed.
    """
    folders = [(start, around)]
    while folders:
        folder, around = folders.pop()
        inside = around | {os.path.realpath(folder)}
        below, linked, has_events = [], [], False
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if not _is_directory(entry):
                        has_events |= is_event_file(entry.name)
                    elif entry.is_symlink():
                        linked.append(folder / entry.name)
                    else:
                        below.append(folder / entry.name)
        except FileNotFoundError as error:
            if folder == start and not around:
                yield folder, inside, False, [], error
            continue  # a run may be deleted while the tree is walked
        except OSError as error:
            yield folder, inside, False, [], error
            continue
        yield folder, inside, has_events, sorted(linked), None
        folders += [(path, inside) for path in sorted(below, reverse=True)]


def _is_directory(entry: os.DirEntry) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that may not be followed, or one that leads to itself
        return False


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
    found = walk(path)
    with os.scandir(path) as entries:
        names = sorted(entry.name + "/" * _is_directory(entry) for entry in entries)
    unlisted = tuple(each.file.relative_to(path).as_posix() for each in found.unlisted)
    return NoEvents(path, tuple(names[:NAMED]), tuple(found.runs)[:NAMED], unlisted[:NAMED])
