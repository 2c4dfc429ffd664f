"""What the course remembers of this learner: attempts, best verdicts, hints that were opened.

One small JSON file, ``.tbxlab/progress.json``, replaced as a whole so that a crash leaves the old or the
new one. It is never needed for a mark, so a folder that cannot be written costs nothing but memory.
"""

import json
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tbxlab import course
from tbxlab.checks.verdict import Verdict

FILE = "progress.json"


def load() -> dict[str, dict[str, Any]]:
    """Return exercise id -> {attempts, passed, hints}; empty where nothing can be read."""
    try:
        return json.loads((course.state_dir() / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def record(verdicts: Iterable[Verdict]) -> None:
    """Count each attempt; an exercise once passed stays passed."""
    def change(kept: dict[str, dict[str, Any]]) -> None:
        for verdict in verdicts:
            if verdict.outcome != "not-attempted":
                entry = kept.setdefault(verdict.exercise, {})
                entry["attempts"] = entry.get("attempts", 0) + 1
                entry["passed"] = entry.get("passed", False) or verdict.passed

    _change(change)


def open_hint(exercise_id: str, number: int) -> None:
    """Remember that hints up to ``number`` (counted from 1) were read."""
    def change(kept: dict[str, dict[str, Any]]) -> None:
        entry = kept.setdefault(exercise_id, {})
        entry["hints"] = max(entry.get("hints", 0), number)

    _change(change)


def _change(change: Any) -> None:
    kept = load()
    change(kept)
    try:
        folder = course.state_dir()
        handle, name = tempfile.mkstemp(dir=folder, prefix=FILE)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(kept, file, indent=1, sort_keys=True)
        Path(name).replace(folder / FILE)
    except OSError:
        return  # a read-only course folder: nothing to remember with
