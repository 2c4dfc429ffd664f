"""Writes a learner's files so that no moment of it loses any: as a whole or not at all, and never over another's."""

import contextlib
import errno
import os
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path


def write_new(path: Path, text: str) -> bool:
    """Write ``text`` to ``path`` where there is no file yet; return whether it was written. Raises OSError.

    Two programs that do this at once leave one whole file.
    """
    if path.exists():
        return False
    with _whole(path, text) as temporary:
        try:
            path.hardlink_to(temporary)  # fails where another program was quicker; a rename would replace its file
        except OSError as error:
            if path.exists():
                return False
            if isinstance(error, FileExistsError):
                raise
            temporary.replace(path)  # a drive that knows no links
    return True


def replace(path: Path, text: str) -> None:
    """Put ``text`` in a file's place in one stroke. Raises OSError, and the file is then as it was."""
    with _whole(path, text) as temporary:
        temporary.replace(path)


@contextlib.contextmanager
def _whole(path: Path, text: str) -> Iterator[Path]:
    """Give a file beside ``path`` that holds all of ``text``, on disk; what is left of it afterwards is removed."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with temporary.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


def free_name(path: Path) -> Path:
    """Return the first name of ``NAME.mine-1``, ``-2`` and so on that no file beside ``path`` has."""
    return next(name for number in count(1) if not (name := path.with_stem(f"{path.stem}.mine-{number}")).exists())


def keep(path: Path) -> Path:
    """Copy a file to a free name beside it, ``NAME.mine-1``, ``-2`` and so on; return the copy. Raises OSError.

    A copy that broke off (a full disk) is removed again, so that a copy that is there is whole.
    """
    kept = free_name(path)
    try:
        shutil.copy2(path, kept)
    except OSError:
        kept.unlink(missing_ok=True)
        raise
    return kept


def move(source: Path, target: Path) -> bool:
    """Move a file or a folder to where nothing is yet; return whether it was moved. Raises OSError."""
    if not source.exists() or target.exists():
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        source.rename(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        shutil.move(source, target)  # work/ is on another drive
    return True
