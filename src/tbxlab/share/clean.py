"""A run without names and paths: its scalars as numbers, and event files for what TensorBoard's loader answers."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import numpy as np
from crc32c import crc32c
from tensorboard.compat.proto import event_pb2

from tbxlab.events.damage import Damage
from tbxlab.events.records import FOOTER, HEADER, mask
from tbxlab.share import protos, reading
from tbxlab.share.gathering import Gatherer, ScalarSeries
from tbxlab.share.migrating import migrate
from tbxlab.share.privacy import Scrubber
from tbxlab.share.reading import Chunk
from tbxlab.share.runs import SurveyedRun
from tbxlab.share.sampling import Reservoir

_SECONDS = re.compile(r"tfevents\.(\d+)")


@dataclass
class CleanRun:
    """What was taken out of the event files of a run."""

    scalars: dict[str, ScalarSeries]
    """Tag, as the copy calls it -> its points, where they are not left to TensorBoard's loader."""
    has_rest: bool = False
    """Whether there is more, for TensorBoard's loader."""
    changed: list[Path] = field(default_factory=list)
    """Files that are no longer what was listed: nothing of them is here."""


def run_names(names: list[str], scrubber: Scrubber) -> dict[str, str]:
    """Name of each run -> its name in the copy; two that would become one get a number."""
    shown: dict[str, str] = {}
    for name in names:
        wanted = new = "/".join(scrubber.run(part) for part in name.split("/"))
        count = 2
        while new in shown.values():
            new, count = f"{wanted}-{count}", count + 1
        shown[name] = new
    return shown


def file_names(files: list[Path]) -> dict[Path, str]:
    """Each event file -> its name in the copy: in the same order, with no host in it."""
    names = {}
    for number, file in enumerate(files):
        seconds = _SECONDS.search(file.name)
        names[file] = f"events.out.tfevents.{seconds[1] if seconds else 0}.{number:04d}"
    return (
        names
        if sorted(names.values()) == list(names.values())
        else {file: f"events.out.tfevents.{number:010d}.shared" for number, file in enumerate(files)}
    )


class Cleaner:
    """Takes runs apart, one after the other. `reservoirs` say how many points TensorBoard keeps, by plugin."""

    def __init__(self, scrubber: Scrubber, reservoirs: dict[str, Reservoir], whole: bool = False):
        """`whole` is whether the event files are wanted with every point, too."""
        self._scrubber, self._reservoirs, self._whole = scrubber, reservoirs, whole

    def take(
        self, run: SurveyedRun, rest: Path, whole: Path, progress: Callable[[int], None] = lambda done: None
    ) -> CleanRun:
        """Read a run again, as far as the survey did.

        What TensorBoard's loader is to answer is written to `rest`, every record to `whole` if that is wanted.
        `progress` is called with the bytes that are done.
        """
        clean, done = CleanRun({}), 0
        gatherer = Gatherer(run, self._reservoirs)
        for file, name in file_names(run.files).items():
            surveyed = run.read[file]
            ignored: list[Damage] = []  # the survey has told what is damaged
            written = [folder / name for folder in ((rest, whole) if self._whole else (rest,))]
            part = _Part(run, self._scrubber, gatherer)
            gatherer.begin()
            digest = 0
            with ExitStack() as stack:
                streams = []
                for path in written:
                    path.parent.mkdir(parents=True, exist_ok=True)
                    streams.append(stack.enter_context(path.open("wb")))
                for chunk in reading.chunks(file, ignored, surveyed.end):
                    part.write(chunk, *streams)
                    digest = chunk.digest
                    progress(done + chunk.end)
            done += surveyed.end
            if digest != surveyed.digest:
                clean.changed.append(file)
                gatherer.forget()
                for path in written:
                    path.unlink()
            else:
                clean.has_rest |= part.has_rest
                gatherer.keep()
        clean.scalars = gatherer.series(self._scrubber)
        return clean


class _Part:
    """One file of a run, on its way into the copy."""

    def __init__(self, run: SurveyedRun, scrubber: Scrubber, gatherer: Gatherer):
        self._scrubber, self._gatherer = scrubber, gatherer
        self._plugins = dict(run.plugins)
        self.has_rest = False

    def write(self, chunk: Chunk, rest: BinaryIO, whole: BinaryIO | None = None) -> None:
        """Take the scalars of a block, and write the other records of it to `rest`, all of them to `whole`."""
        left: dict[int, bytes] = {}
        changed: dict[int, bytes] = {}
        for value, batch in chunk.numbers:
            own = self._gatherer.take_batch(value, batch)
            if own and whole is None:
                continue
            alike = self._is_same(value)
            for index in (batch.records - chunk.block.first_record).tolist():
                content = _content(chunk, index)
                if not alike:
                    content = changed[index] = self._scrubbed(event_pb2.Event.FromString(content))
                if not own:
                    left[index], self.has_rest = content, True
        known = np.ones(len(chunk.block.starts), bool)
        known[chunk.odd] = False
        for single in chunk.singles():
            index, event = single.place, single.event
            known[index] = True
            if whole is not None:
                changed[index] = self._scrubbed(event_pb2.Event.FromString(single.content))
            if self._gatherer.take_event(chunk.block.first_record + index, event):
                left[index] = self._scrubbed(event, migrating=True)
                self.has_rest |= not event.file_version
        self._gatherer.end_block()
        rest.writelines(frame(left[index]) for index in sorted(left))
        if whole is not None:
            _write_changed(chunk, known, changed, whole)

    def _is_same(self, value: event_pb2.Event) -> bool:
        """Whether nothing in a value would be changed."""
        event = event_pb2.Event()
        event.summary.value.add().CopyFrom(value)
        before = event.SerializeToString(deterministic=True)
        protos.walk_event(event, dict(self._plugins), self._scrubber)
        return event.SerializeToString(deterministic=True) == before

    def _scrubbed(self, event: event_pb2.Event, *, migrating: bool = False) -> bytes:
        protos.walk_event(event, self._plugins, self._scrubber)
        if migrating:
            migrate(event)
        return event.SerializeToString(deterministic=True)


def _content(chunk: Chunk, index: int) -> bytes:
    start, length = int(chunk.block.starts[index]), int(chunk.block.lengths[index])
    return chunk.block.data[start : start + length]


def _write_changed(chunk: Chunk, known: np.ndarray, changed: dict[int, bytes], stream: BinaryIO) -> None:
    """Write the records of a block that are `known`, those at the places of `changed` with other contents."""
    data, starts, lengths = memoryview(chunk.block.data), chunk.block.starts, chunk.block.lengths
    for index in np.flatnonzero(known).tolist():
        if index in changed and changed[index] != _content(chunk, index):
            stream.write(frame(changed[index]))
        else:
            start = int(starts[index])
            stream.write(data[start - HEADER : start + int(lengths[index]) + FOOTER])


def frame(content: bytes) -> bytes:
    """One record as it stands in an event file."""
    length = struct.pack("<Q", len(content))
    return length + struct.pack("<I", mask(crc32c(length))) + content + struct.pack("<I", mask(crc32c(content)))
