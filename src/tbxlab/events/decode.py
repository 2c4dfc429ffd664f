"""From the records of a run's files to the points of its tags."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from tbxlab.events import damage
from tbxlab.events.bulk import Batch, split
from tbxlab.events.damage import Damage
from tbxlab.events.files import EventFile, Purge
from tbxlab.events.kinds import EVENT_FIELDS, FIELDS, Kind, Points, read_only
from tbxlab.events.records import FOOTER, HEADER, Block, RecordFile


class Column:
    """The points of one tag while they are gathered: single ones, and batches of numbers."""

    def __init__(self) -> None:
        self.singles: list[tuple[int, int, int, int, float, Any]] = []
        """file, record, place in the record, step, wall time, value"""
        self.batches: list[tuple[int, Batch]] = []

    def begin(self) -> tuple[int, int, int]:
        """File, record and place in the record of the first point."""
        firsts = [single[:3] for single in self.singles[:1]]
        return min(firsts + [(file, int(batch.records[0]), 0) for file, batch in self.batches])

    def points(self, tag: str, numbers: bool) -> Points:
        """All of them in file order. `numbers` says that the values are, and become an array."""
        single: list[tuple[Any, ...]] = list(zip(*self.singles, strict=True)) if self.singles else [()] * 6
        files, records, _, steps, walls, values = single
        if not numbers:  # batches hold numbers only: all came one by one
            at = read_only(walls, np.float64), read_only(files, np.int32), read_only(records, np.int64)
            return Points(tag, read_only(steps, np.int64), values, *at)
        parts: list[tuple[Any, ...]] = [(files, records, steps, walls, values)] if self.singles else []
        for file, batch in self.batches:
            parts.append((np.full(len(batch.steps), file), batch.records, batch.steps, batch.wall_times, batch.values))
        types = (np.int32, np.int64, np.int64, np.float64, np.float64)
        pairs = zip(zip(*parts, strict=True), types, strict=True)
        columns: list[np.ndarray] = [np.concatenate(each, dtype=kind, casting="same_kind") for each, kind in pairs]
        order = np.lexsort((columns[1], columns[0]))  # stable: values of one record keep their order
        file_of, record_of, step, wall, value = (read_only(column[order], column.dtype) for column in columns)
        return Points(tag, step, value, wall, file_of, record_of)


class RunReader:
    """Reads the files of one run, one after the other, and keeps what `kinds` asks for."""

    def __init__(self, kinds: Mapping[str, Kind]):
        self.kinds = kinds
        self.files: list[EventFile] = []
        self.damage: list[Damage] = []
        self.purges: list[Purge] = []
        self.unread: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        """Kind, as TensorBoard calls its plugin -> tag -> how many values were passed over."""
        self._columns: dict[tuple[str, str], Column] = defaultdict(Column)
        self._plugins: dict[str, str] = {}
        """Tag -> plugin, from the metadata of its first value that has some: later ones may leave it out."""
        self._tensors: list[tuple[str, int, Batch]] = []
        """Tag, file, numbers of tensors: whether these are scalars is known when all metadata are."""

    def read(self, path: Path) -> None:
        """Read one more file. What is wrong with it is added to `damage`; nothing is raised."""
        _FileReader(self, path, len(self.files)).read()

    def points(self) -> dict[tuple[str, str], Points]:
        """All points by plugin and tag, in the order in which the tags first appear."""
        for tag, file, batch in self._tensors:
            plugin = self._plugins.get(tag, "")
            if plugin == "scalars":
                self._columns[plugin, tag].batches.append((file, batch))
            else:
                self.unread[plugin or "tensor"][tag] += len(batch.steps)
        self._tensors.clear()
        columns = sorted(self._columns.items(), key=lambda item: item[1].begin())
        return {(plugin, tag): c.points(tag, numbers=plugin == "scalars") for (plugin, tag), c in columns}

    def add_batch(self, file: int, batch: Batch, value: Any) -> None:
        """Keep numbers of one tag; `value` is the first of them as protobuf reads it."""
        self._learn_plugin(value)
        tag = tag_of(value)
        if value.WhichOneof("value") == "tensor":
            self._tensors.append((tag, file, batch))
        else:
            self._columns["scalars", tag].batches.append((file, batch))

    def add_value(self, file: int, record: int, place: int, event: Any) -> None:
        """Keep one Summary.Value, at this place in the event of this record. Raises what its decoder raises."""
        value = event.summary.value[place]
        self._learn_plugin(value)
        tag, form = tag_of(value), value.WhichOneof("value")
        plugin = FIELDS.get(form) or self._plugins.get(tag) or form or "no value"
        kind = self.kinds.get(plugin)
        if kind is None or (form is None and not kind.bare):
            self.unread[plugin][tag] += 1
            return
        point = (file, record, place, event.step, event.wall_time, kind.decode(value))
        self._columns[plugin, tag].singles.append(point)

    def add_event(self, file: int, record: int, event: Any) -> None:
        """Keep what an Event holds in a field of its own. Raises what its decoder raises."""
        field = event.WhichOneof("what")
        kind = self.kinds.get(EVENT_FIELDS.get(field, ""))
        if kind is None:
            self.unread[field][""] += 1
            return
        point = (file, record, 0, event.step, event.wall_time, kind.decode(event))
        self._columns[kind.plugin, ""].singles.append(point)

    def _learn_plugin(self, value: Any) -> None:
        plugin = value.metadata.plugin_data.plugin_name
        if plugin:
            self._plugins.setdefault(tag_of(value), plugin)


def tag_of(value: Any) -> str:
    """The name of a Summary.Value: its tag, or where that is empty the node's name.

    tensorboardX 1.0 to 1.2 wrote a text's name there; TensorBoard's Text tab fails on it (`KeyError: ''`).
    """
    return value.tag or value.node_name


class _FileReader:
    """One file on its way into a RunReader."""

    def __init__(self, run: RunReader, path: Path, number: int):
        from google.protobuf.message import DecodeError
        from tensorboard.compat.proto import event_pb2

        self._run, self._path, self._number = run, path, number
        self._proto, self._refusal = event_pb2, DecodeError
        self._version = self._writer = ""
        self._ends: list[tuple[int, int, float]] = []
        """Record, step, wall time of summaries, the first and the last among them."""

    def read(self) -> None:
        file, noted = RecordFile(self._path), len(self._run.damage)
        for block in file.blocks():
            self._read_block(block)
        # Those of its records were noted on the way, block by block.
        self._run.damage[noted:] = sorted([*self._run.damage[noted:], *file.damages], key=lambda each: each.offset)
        _, first_step, first_wall_time = min(self._ends, default=(None, None, None))
        _, last_step, last_wall_time = max(self._ends, default=(None, None, None))
        self._run.files.append(
            EventFile(
                path=self._path,
                size=file.size,
                records=file.records,
                version=self._version,
                writer=self._writer,
                first_step=first_step,
                last_step=last_step,
                first_wall_time=first_wall_time,
                last_wall_time=last_wall_time,
            )
        )

    def _read_block(self, block: Block) -> None:
        batches, odd = split(block)
        for batch in batches:
            event = self._parse(batch.summary)
            if event is None:
                odd = np.union1d(odd, batch.records - block.first_record)
                continue
            self._run.add_batch(self._number, batch, event.summary.value[0])
            for i in (0, -1):
                self._ends.append((int(batch.records[i]), int(batch.steps[i]), float(batch.wall_times[i])))
        for index in odd.tolist():
            start, length = int(block.starts[index]), int(block.lengths[index])
            self._read_event(block, index, block.data[start : start + length])

    def _read_event(self, block: Block, index: int, payload: bytes) -> None:
        record = block.first_record + index
        event = self._parse(payload)
        if event is None:
            return self._not_understood(block, index, "protobuf refuses it")
        what = event.WhichOneof("what")
        if event.file_version:
            self._version = event.file_version
        self._writer = event.source_metadata.writer or self._writer
        if what == "session_log" and event.session_log.status == self._proto.SessionLog.START:
            self._run.purges.append(Purge(event.step, event.wall_time, self._number, record))
        elif what == "summary":
            self._ends.append((record, event.step, event.wall_time))
            for place in range(len(event.summary.value)):
                self._keep(block, index, self._run.add_value, self._number, record, place, event)
        elif what not in (None, "file_version"):
            self._keep(block, index, self._run.add_event, self._number, record, event)
        return None

    def _keep(self, block: Block, index: int, add: Callable, *what: Any) -> None:
        try:
            add(*what)
        except (TypeError, ValueError) as error:  # Undecodable, or TensorBoard's and numpy's own
            self._not_understood(block, index, str(error))

    def _parse(self, data: bytes) -> Any:
        """The Event in `data`, or None where protobuf refuses it."""
        try:
            return self._proto.Event.FromString(data)
        except self._refusal:
            return None

    def _not_understood(self, block: Block, index: int, detail: str) -> None:
        offset = block.offset + int(block.starts[index]) - HEADER
        size = HEADER + int(block.lengths[index]) + FOOTER
        record = block.first_record + index
        self._run.damage.append(Damage(self._path, damage.RECORD, offset, record, size, detail, skipped=1))
