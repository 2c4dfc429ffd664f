"""A log as it grows: what stood in a run's directory at moments of its training.

An event file is only ever appended to, so an earlier state of a run is the beginning of its files, up to the end of
a record. Nothing of what came later is in it: no point, no file, no wall time, no count of records.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from tbxlab.events.folders import event_files
from tbxlab.events.records import FOOTER, RecordFile
from tbxlab.events.run import TAGGED, Run, read_run


@dataclass(frozen=True)
class Stage:
    """One moment: how many bytes each file has, in the order of the files; a file that has none is not there yet."""

    ends: tuple[int, ...]
    step: int
    """The step of the last record."""


def stages(folder: Path, most: int) -> list[Stage]:
    """Return at most ``most`` moments of the run in ``folder``, in order, the last of them its end.

    A moment is the end of a record behind which another step begins, so that what is logged at one step is there
    together. They are spread evenly over such moments. The files are taken to be written one after the other.
    """
    found: list[Stage] = []
    files = event_files(folder)
    for at, file in enumerate(files):
        before = tuple(each.stat().st_size for each in files[:at])
        after = (0,) * (len(files) - at - 1)
        ends = list(_ends(file))
        for i, (end, step) in enumerate(ends):
            if step is not None and (i + 1 == len(ends) or ends[i + 1][1] != step):
                found.append(Stage((*before, end, *after), step))
    picked = np.unique(np.linspace(0, len(found) - 1, min(most, len(found))).round().astype(int))
    return [found[i] for i in picked]


def _ends(file: Path) -> Iterator[tuple[int, int | None]]:
    """Yield where each record of a file ends, and the step it logs at, None where it logs nothing."""
    from tensorboard.compat.proto.event_pb2 import Event

    for block in RecordFile(file).blocks():
        for start, length in zip(block.starts.tolist(), block.lengths.tolist(), strict=True):
            event = Event.FromString(block.data[start : start + length])
            logs = event.WhichOneof("what") not in (None, "file_version", "session_log")
            yield block.offset + start + length + FOOTER, event.step if logs else None


class Growing:
    """The stages of one run, each read once: what an alarm is asked about, again and again."""

    def __init__(self, folder: Path, most: int) -> None:
        self.folder = folder
        self._bytes = {file.name: file.read_bytes() for file in event_files(folder)}
        self.stages = stages(folder, most)
        self._tags = _tags(read_run(folder))
        self._runs: list[Run] = []

    def grow(self, target: Path) -> Iterator[tuple[Stage, Run]]:
        """Let the run grow in ``target``, an empty directory, and yield each stage with what can be read there then.

        It begins where every tag of the run has been logged once. The directory holds that state until the next one
        is asked for.
        """
        target.mkdir(parents=True, exist_ok=True)
        reached = dict.fromkeys(self._bytes, 0)
        for at, stage in enumerate(self.stages):
            for (name, content), end in zip(self._bytes.items(), stage.ends, strict=True):
                if end > reached[name]:
                    with (target / name).open("ab") as file:
                        file.write(content[reached[name] : end])
                    reached[name] = end
            if at == len(self._runs):
                self._runs.append(read_run(target))
            if _tags(self._runs[at]) == self._tags:
                yield stage, moved(self._runs[at], target)


def _tags(run: Run) -> set[tuple[str, str]]:
    return {(kind, tag) for kind, tags in run.tags.items() for tag in tags}


def moved(run: Run, folder: Path) -> Run:
    """Return the run as it is read in ``folder``, with tables of its own: who is asked may change them."""
    files = [replace(file, path=folder / file.path.name) for file in run.files]
    tables: dict[str, Any] = {kind: dict(getattr(run, kind)) for kind in TAGGED}
    return replace(run, path=folder, files=tuple(files), **tables)
