"""What comes out of the walls: evidence is walked without following anything, and sent through a pipe.

``gather`` runs inside, when all of the learner's processes have ended; ``receive`` outside believes nothing of it.
Only the standard library is used here, and nothing that a learner's code could have changed.
"""

import json
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

MOST_FILES, MOST_BYTES = 500, 16 << 20
"""Of one exercise in one draw: a flood in one costs the others nothing."""
DEEPEST = 8
MOST_REFUSED = 20
"""That are listed by name."""
LONGEST_HEADER = 8 << 20


class Damaged(Exception):
    """What came through the pipe is not what ``send`` writes."""


@dataclass
class Gathered:
    """The files that are taken, and what was refused, each with why."""

    files: list[tuple[str, bytes]] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


def gather(root: str, folders: Sequence[str]) -> Gathered:
    """Return what is in some ``folders`` below ``root``, such as "0/2.1". Other folders are not looked at."""
    found = Gathered()
    for name in folders:
        parts = [root, *name.split("/")]
        try:
            at = _open_folder(parts[0], None)
            for part in parts[1:]:
                below = _open_folder(part, at)
                os.close(at)
                at = below
        except FileNotFoundError:
            continue
        except OSError as error:
            found.refused.append((name, error.strerror or "unreadable"))
            continue
        try:
            _Walk(found, name).walk(at, name, 0)
        finally:
            os.close(at)
    return found


def _open_folder(name: str, within: int | None) -> int:
    return os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=within)


class _Walk:
    """One exercise's folder."""

    def __init__(self, found: Gathered, top: str) -> None:
        self._found, self._top = found, top
        self._files = self._bytes = self._refused = 0

    def walk(self, at: int, prefix: str, depth: int) -> None:
        with os.scandir(at) as entries:
            names = sorted(entry.name for entry in entries)
        for name in names:
            whole = f"{prefix}/{name}"
            try:
                why = self._take(at, name, whole, depth)
            except OSError as error:
                why = error.strerror or "unreadable"
            if why:
                self._refused += 1
                self._found.refused.append((ascii(whole)[1:-1], why))
            if self._refused > 10 * MOST_REFUSED:
                return  # nobody reads more of this exercise's, and a flood has millions

    def _take(self, at: int, name: str, whole: str, depth: int) -> str:
        """Take one entry; return why it is refused, "" where it is taken."""
        if not name.isprintable() or not name.isascii() or "\\" in name:
            return "odd name"
        kind = os.stat(name, dir_fd=at, follow_symlinks=False)
        if stat.S_ISDIR(kind.st_mode):
            if depth >= DEEPEST:
                return "too deep"
            below = _open_folder(name, at)
            try:
                self.walk(below, whole, depth + 1)
            finally:
                os.close(below)
            return ""
        if not stat.S_ISREG(kind.st_mode):
            return "no plain file"
        if kind.st_nlink > 1:
            return "linked"
        if self._files >= MOST_FILES or self._bytes + kind.st_size > MOST_BYTES:
            return "too much"
        file = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=at)
        try:
            content = b"".join(_read(file, kind.st_size))
        finally:
            os.close(file)
        self._files += 1
        self._bytes += len(content)
        self._found.files.append((whole, content))
        return ""


def _read(file: int, size: int) -> Iterator[bytes]:
    while size > 0 and (block := os.read(file, min(size, 1 << 20))):
        size -= len(block)
        yield block


def tail(path: str, most: int) -> str:
    """Return the beginning of a plain file, "" where it is none."""
    try:
        file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            content = b"".join(_read(file, most)) if stat.S_ISREG(os.fstat(file).st_mode) else b""
        finally:
            os.close(file)
    except OSError:
        return ""
    return content.decode("utf-8", "replace")


def send(stream: BinaryIO, head: dict[str, Any], gathered: Gathered) -> None:
    """Write ``head``, the list of files, and the files."""
    refused = gathered.refused
    listed = [[name, len(content)] for name, content in gathered.files]
    whole = head | {"files": listed, "refused": refused[:MOST_REFUSED], "refused_count": len(refused)}
    stream.write(json.dumps(whole).encode() + b"\n")
    for _, content in gathered.files:
        stream.write(content)
    stream.flush()


def receive(stream: BinaryIO, target: Path, folders: Sequence[str]) -> dict[str, Any]:
    """Write the files into ``target``, as far as they are in one of ``folders``; return the head. Raises Damaged."""
    try:
        head = json.loads(stream.readline(LONGEST_HEADER))
        listed = [(str(name), int(size)) for name, size in head["files"]]
        refused = [(str(name), str(why)) for name, why in head["refused"]]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Damaged(str(error)) from error
    left = dict.fromkeys(folders, (MOST_FILES, MOST_BYTES))
    for name, size in listed:
        top = "/".join(name.split("/")[:2])
        files, room = left.get(top, (0, 0))
        if not _is_below(name, top) or files < 1 or not 0 <= size <= room:
            raise Damaged(f"{name!a} of {size} bytes")
        left[top] = files - 1, room - size
        content = stream.read(size)
        if len(content) != size:
            raise Damaged(f"{name!a} is cut")
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return head | {"refused": refused}


def _is_below(name: str, top: str) -> bool:
    """Return whether a name is one of a plain file in the folder ``top``."""
    parts = name.split("/")
    plain = name.isprintable() and name.isascii() and "\\" not in name
    return plain and len(parts) > 2 and not {"", ".", ".."} & set(parts) and str(PurePosixPath(name)).startswith(top)
