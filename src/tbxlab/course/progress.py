"""What the course remembers of this learner: attempts, verdicts, hints that were opened, time spent.

One small JSON file, ``work/.tbxlab/progress.json`` (TBXLAB_PROGRESS names another folder), never sent anywhere and
never needed for a mark: a folder that cannot be written costs nothing but memory. It is replaced as a whole, so that a
crash leaves the old one or the new one; two programs that change it at once wait for each other; what a later version
of the course has added is kept.
"""

import contextlib
import json
import os
import re
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import count
from pathlib import Path
from typing import Any, Protocol

from tbxlab.course import folders, manifest

FILE, LOCK = "progress.json", "progress.lock"
SCHEMA = 2
LOCK_SECONDS = 10  # whoever holds the file longer than this has hung
IDLE_SECONDS = 15 * 60  # a longer pause between two signs of life is a break, and no time spent learning


class Judged(Protocol):
    """A verdict, as far as it is remembered."""

    @property
    def exercise(self) -> str:
        """The exercise's id, such as "2.1"."""

    @property
    def outcome(self) -> str:
        """ "passed", "wrong", "raised" or "not-attempted"."""

    @property
    def passed(self) -> bool:
        """Whether the answer is right."""


Kept = dict[str, Any]  # schema, exercises: id -> {attempts, passed, now, hints}, labs: name -> {seconds, last}


def load() -> dict[str, dict[str, Any]]:
    """Return exercise id -> {attempts, passed, now, hints}; empty where nothing can be read.

    ``passed`` is whether it was ever right, ``now`` whether the last verdict on it was that.
    """
    return _read()["exercises"]


def labs() -> dict[str, dict[str, float]]:
    """Return lab name -> {seconds, last}: the time spent, and when the last sign of life came (Unix time).

    Signs of life are checks that ran and hints that were opened. The time is the sum of the pauses between them,
    across all labs, each counted for the lab of the later one; a pause over IDLE_SECONDS is a break and counts
    nothing. What was read before the first check is not seen, so it is a lower bound.
    """
    return _read()["labs"]


def record(verdicts: Iterable[Judged]) -> None:
    """Count each attempt; an exercise once passed stays passed, and ``now`` is what the last verdict said.

    What was not attempted is no attempt: it is a sign of life, and takes back that the exercise is right now.
    """
    judged = list(verdicts)

    def change(kept: Kept) -> None:
        for verdict in judged:
            _alive(kept, verdict.exercise)
            if verdict.outcome != "not-attempted":
                entry = kept["exercises"].setdefault(verdict.exercise, {})
                entry["attempts"] = entry.get("attempts", 0) + 1
                entry["passed"] = entry.get("passed", False) or verdict.passed
                entry["now"] = verdict.passed
            elif verdict.exercise in kept["exercises"]:
                kept["exercises"][verdict.exercise]["now"] = False

    if judged:
        _change(change)


def put_back(exercise_ids: Iterable[str]) -> None:
    """Remember that exercises are as they were given again: whatever they were, they are not right now."""
    wanted = list(exercise_ids)

    def change(kept: Kept) -> None:
        for exercise_id in wanted:
            if exercise_id in kept["exercises"]:
                kept["exercises"][exercise_id]["now"] = False

    _change(change)


def open_hint(exercise_id: str, number: int) -> None:
    """Remember that hints up to ``number`` (counted from 1) were read."""

    def change(kept: Kept) -> None:
        _alive(kept, exercise_id)
        entry = kept["exercises"].setdefault(exercise_id, {})
        entry["hints"] = max(entry.get("hints", 0), number)

    _change(change)


def _folder() -> Path:
    named = os.environ.get("TBXLAB_PROGRESS")
    if not named:
        return folders.memory_dir()
    Path(named).mkdir(parents=True, exist_ok=True)
    return Path(named)


def _alive(kept: Kept, exercise_id: str) -> None:
    """Add the pause since the last sign of life to the exercise's lab."""
    try:
        name = manifest.load().lab_of(exercise_id).name
    except (KeyError, folders.NoCourse, manifest.BadManifest):
        return
    now = time.time()
    entry = kept["labs"].setdefault(name, {})
    pause = now - max((each.get("last", 0) for each in kept["labs"].values()), default=0)
    if 0 < pause <= IDLE_SECONDS:
        entry["seconds"] = entry.get("seconds", 0) + pause
    entry["last"] = now


def _change(change: Callable[[Kept], None]) -> None:
    with contextlib.suppress(OSError):  # a read-only course folder, a full disk: nothing to remember with
        folder = _folder()
        with _alone(folder):
            kept = _read()
            change(kept)
            if _broken(folder / FILE):
                _set_aside(folder / FILE)
            _replace(folder / FILE, json.dumps(kept, indent=1, sort_keys=True))


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Wait until no other program changes the file. Where the drive knows no locks, nobody waits."""
    from filelock import FileLock, Timeout

    lock = FileLock(folder / LOCK, timeout=LOCK_SECONDS)
    with contextlib.suppress(Timeout, OSError, NotImplementedError):
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def _read() -> Kept:
    """Return what is kept, in the form of SCHEMA; keys that this version does not know stay in it."""
    try:
        kept = json.loads((_folder() / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        kept = {}
    if not _sound(kept):
        kept = {}
    if "schema" not in kept:  # the first form had the exercises at the top
        exercises = {key: value for key, value in kept.items() if re.fullmatch(r"\d+\.\d+", key)}
        kept = {key: value for key, value in kept.items() if key not in exercises} | {"exercises": exercises}
    return {"labs": {}, "exercises": {}} | kept | {"schema": max(SCHEMA, kept.get("schema", SCHEMA))}


def _sound(kept: Any) -> bool:
    """Return whether what was read has the form that this version relies on."""
    if not isinstance(kept, dict) or not isinstance(kept.get("schema", 1), int):
        return False
    tables = [kept.get("exercises", {}), kept.get("labs", {})]
    return all(isinstance(table, dict) and all(isinstance(entry, dict) for entry in table.values()) for table in tables)


def _broken(path: Path) -> bool:
    try:
        return not _sound(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return False
    except ValueError:
        return True


def _set_aside(path: Path) -> None:
    """Keep a file that cannot be understood under another name: somebody may still read it."""
    names = (path.with_stem(f"{path.stem}.broken-{number}") for number in count(1))
    path.replace(next(name for name in names if not name.exists()))


def _replace(path: Path, text: str) -> None:
    """Put ``text`` in the file's place in one stroke. Raises OSError."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=FILE)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        for attempt in count():
            try:
                Path(name).replace(path)
                return
            except PermissionError:  # Windows: somebody is reading it at this moment
                if attempt == 50:
                    raise
                time.sleep(0.02)
    finally:
        Path(name).unlink(missing_ok=True)
