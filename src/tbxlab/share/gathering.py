"""The points of a run that TensorBoard would show: scalars as numbers, of everything else which values it keeps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from tensorboard.compat.proto import event_pb2

from tbxlab.compat.tensorboard_private import scalar_metadata
from tbxlab.events.bulk import Batch
from tbxlab.share import protos, reading
from tbxlab.share.privacy import Scrubber
from tbxlab.share.runs import Series, SurveyedRun
from tbxlab.share.sampling import Reservoir


@dataclass(frozen=True)
class ScalarSeries:
    """One tag of one run, sampled as TensorBoard does it."""

    points: np.ndarray
    """float64[n, 3]: step, wall time, value. Steps above 2**53 lose digits, as they do in the browser."""
    metadata: Any
    """The SummaryMetadata that TensorBoard keeps of it, scrubbed."""


class Gatherer:
    """Is shown the values of a run in the order of its files, block after block."""

    def __init__(self, run: SurveyedRun, reservoirs: dict[str, Reservoir]):
        self._run = run
        self._own = run.own_scalars()
        self._kept: dict[str, set[int]] = {}
        for tag, series in run.series.items() if run.is_plain else ():
            sample = reservoirs.get(series.shown_under)
            if sample and tag not in self._own and series.is_uniform and series.count > sample.size:
                self._kept[tag] = set(sample.kept(series.count).tolist())
        self._scalars = reservoirs["scalars"]
        self._count = dict.fromkeys(run.series, 0)
        self._begun: set[str] = set()
        self._block: dict[str, list[tuple]] = {}
        self._parts: dict[str, list[np.ndarray]] = {tag: [] for tag in self._own}
        self._new: dict[str, list[np.ndarray]] = {}

    def begin(self) -> None:
        """A file begins."""
        self._new = {}

    def keep(self) -> None:
        """The file was what it should be."""
        for tag, parts in self._new.items():
            self._parts[tag] += parts

    def forget(self) -> None:
        """It was not: nothing of it counts. The places of the points behind it stay what they were to be."""
        self._new = {}

    def take_batch(self, value: Any, batch: Batch) -> bool:
        """Take many points of one tag; False where its series is left to TensorBoard's loader."""
        tag = protos.tag_of(value)
        if tag not in self._own:
            return False
        rows = np.column_stack([batch.steps, batch.wall_times, batch.values])
        self._block.setdefault(tag, []).append((batch.records, rows))
        return True

    def take_event(self, record: int, event: Any) -> bool:
        """Take the scalars out of an event, and what is not kept; return whether anything is left of it."""
        if not event.HasField("summary"):
            return True
        left = []
        for value in event.summary.value:
            tag = protos.tag_of(value)
            if tag in self._own:
                row = (event.step, event.wall_time, reading.number(value))
                self._block.setdefault(tag, []).append((record, row))
            elif self._is_kept(tag, value):
                left.append(value)
        if len(left) != len(event.summary.value):
            copies = [type(value).FromString(value.SerializeToString()) for value in left]
            del event.summary.value[:]
            event.summary.value.extend(copies)
        return bool(left)

    def end_block(self) -> None:
        """Bring the points of a block into order, and choose."""
        for tag, parts in self._block.items():
            if all(isinstance(record, int) for record, _ in parts):
                rows = np.array([row for _, row in parts], dtype=np.float64)
            else:
                records = np.concatenate([np.atleast_1d(record) for record, _ in parts])
                rows = np.concatenate([np.atleast_2d(row) for _, row in parts])
                rows = rows[np.argsort(records, kind="stable")]  # values of one record keep their order
            low = self._count[tag]
            high = self._count[tag] = low + len(rows)
            kept = self._scalars.kept(self._own[tag].count)
            chosen = kept[np.searchsorted(kept, low) : np.searchsorted(kept, high)] - low
            if len(chosen):
                self._new.setdefault(tag, []).append(rows[chosen] if len(chosen) < len(rows) else rows)
        self._block.clear()

    def series(self, scrubber: Scrubber) -> dict[str, ScalarSeries]:
        """Every series that was taken, in the order of their first points."""
        found: dict[str, ScalarSeries] = {}
        for tag, series in self._own.items():
            if parts := self._parts[tag]:
                points = np.concatenate(parts) if len(parts) > 1 else parts[0]
                shown = scrubber.tag(tag)
                if shown in found:  # two tags have become one: TensorBoard would put them together, too
                    points = np.concatenate([found[shown].points, points])
                found[shown] = ScalarSeries(points, _metadata(tag, series, scrubber))
        return found

    def _is_kept(self, tag: str, value: Any) -> bool:
        place, self._count[tag] = self._count[tag], self._count[tag] + 1
        if tag not in self._kept:
            return True
        if place not in self._kept[tag]:
            return False
        if tag not in self._begun:  # only the first value of a series tells what it is
            self._begun.add(tag)
            value.ClearField("metadata")
            if (metadata := self._run.series[tag].metadata) is not None:
                value.metadata.CopyFrom(metadata)
        return True


def _metadata(tag: str, series: Series, scrubber: Scrubber) -> Any:
    """What TensorBoard's loader would keep of the series' first value."""
    event = event_pb2.Event()
    value = event.summary.value.add(tag=tag)
    if series.metadata is not None:
        value.metadata.CopyFrom(series.metadata)
    protos.walk_event(event, {}, scrubber)
    return scalar_metadata(value) if series.form == reading.SIMPLE else value.metadata
