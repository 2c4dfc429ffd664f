"""Notices that a file was saved, wherever it lies and whatever saves it."""

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

EVENT_MS = 50  # an editor writes and renames within it
LOOK_MS = 500  # between two looks at the file itself: WSL and network drives report no events, or not all


def saves(path: Path, stop: threading.Event, *, poll: bool = False) -> Iterator[None]:
    """Yield each time the file at ``path`` was changed or replaced since this call, until ``stop`` is set.

    Events make it quick. The file itself is looked at all the same, twice a second, so that nothing depends on
    events; with ``poll``, and where the system refuses to watch, that is all. A file that is gone for a moment
    (write, rename) is waited for.
    """
    return _changes(path, _stamp(path), _moments(path.parent, stop, poll=poll))


def _changes(path: Path, last: tuple[int, int, int] | None, moments: Iterator[None]) -> Iterator[None]:
    for _ in moments:
        now = _stamp(path)
        if now is not None and now != last:
            last = now
            yield


def _moments(folder: Path, stop: threading.Event, *, poll: bool) -> Iterator[None]:
    """Yield at each event in ``folder``, and every LOOK_MS."""
    if not poll:
        # Raises OSError and errors of its own: too many watches, a folder that went away, a drive it does not know.
        with contextlib.suppress(Exception):
            from watchfiles import watch

            for _ in watch(
                folder,
                watch_filter=None,
                stop_event=stop,
                recursive=False,
                step=EVENT_MS,
                debounce=10 * EVENT_MS,
                rust_timeout=LOOK_MS,
                yield_on_timeout=True,
                raise_interrupt=False,
            ):
                yield
    while not stop.wait(LOOK_MS / 1000):
        yield


def _stamp(path: Path) -> tuple[int, int, int] | None:
    """Return what no two saves share, None where there is no file."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
