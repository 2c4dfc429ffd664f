"""Where the course is running now: a note that `tbxlab learn` leaves while it runs, for other commands to read."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from tbxlab.course import folders

FILE = "addresses.json"


@contextmanager
def noted(addresses: Mapping[str, str]) -> Iterator[None]:
    """Keep the note while the block lasts: name -> address, as `running` returns it.

    The addresses hold the token that opens JupyterLab, so the file is the user's alone to read.
    """
    path = _path()
    _write(path, {"pid": os.getpid(), "started": psutil.Process().create_time(), "addresses": dict(addresses)})
    try:
        yield
    finally:
        if _read(path).get("pid") == os.getpid():  # another course may have started since
            path.unlink(missing_ok=True)


def running() -> dict[str, str]:
    """Return the addresses of the course that runs on this folder ("site", "lab", "board"), {} where none does."""
    note = _read(_path())
    try:
        alive = psutil.Process(note["pid"]).create_time() == note["started"]
        return dict(note["addresses"]) if alive else {}
    except (psutil.Error, KeyError, TypeError, ValueError):
        return {}


def _path() -> Path:
    return folders.state_dir() / FILE


def _write(path: Path, note: Mapping[str, object]) -> None:
    path.unlink(missing_ok=True)
    with suppress(OSError):
        path.touch(mode=0o600)  # readable to nobody else before the first byte is in it: addresses hold tokens
        path.write_text(json.dumps(note), encoding="utf-8")


def _read(path: Path) -> dict:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
