"""Facts about the files of a run, and what their writers declared."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class EventFile:
    """One event file. Steps and wall times are those of its summaries, of any kind; None where it has none."""

    path: Path
    size: int
    """Bytes there were when it was read."""
    records: int
    """Whole, sound records."""
    version: str
    """`brain.Event:2` from all present writers; empty where the file does not say."""
    writer: str
    """What wrote it, where the file says so (torch and TensorFlow do, tensorboardX does not)."""
    first_step: int | None
    last_step: int | None
    """Steps of the first and the last summary in file order: not the smallest and the largest."""
    first_wall_time: float | None
    last_wall_time: float | None


@dataclass(frozen=True)
class Purge:
    """A writer said: what was logged from `step` on, before this point, counts no longer.

    This is what `SummaryWriter(purge_step=step)` writes (a SessionLog.START). The points are kept all the same.
    """

    step: int
    wall_time: float
    file: int
    """Index into `Run.files`."""
    record: int
    """Its place in that file, counted in records."""
