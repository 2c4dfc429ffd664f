"""The mean of runs, written as runs that TensorBoard draws."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from tbxlab.events import Run
from tbxlab.tables import seeds
from tbxlab.tables.mean import STATISTICS, Curve, combine
from tbxlab.tables.seeds import NothingToAverage

MARK = "tbxlab-mean.json"
"""The file by which a folder is known as one that was made here, and may be made again."""
FILE = "events.out.tfevents.{second}.tbxlab-mean"


@dataclass
class Written:
    """What was written, and what was not."""

    out: Path
    groups: dict[str, list[str]] = field(default_factory=dict)
    """Group -> the runs that its mean is of."""
    curves: dict[str, list[Curve]] = field(default_factory=dict)
    """Group -> one curve for each tag."""
    notes: list[str] = field(default_factory=list)
    """What was left out or decided, a line each."""


def write_means(runs: Mapping[str, Run], out: str | Path, seed: str | None = None) -> Written:
    """Write the mean, minimum, maximum and standard deviation over seeds, each as a run of its own.

    The runs are called `GROUP/mean`, `GROUP/min`, `GROUP/max` and `GROUP/std` (without a group's name where there is
    one group) and have the tags of the runs that they are of. Which runs belong together is told in `seeds.group`;
    `seed` is its regular expression. Runs that lie in `out` are not averaged.

    Raises NothingToAverage, and FileExistsError where `out` holds something that was not made here.
    """
    out = Path(out)
    _check(out)
    own = out.resolve()
    sources = {name: run for name, run in runs.items() if own not in (run.path.resolve(), *run.path.resolve().parents)}
    sources, notes = seeds.distinct(sources)
    groups = seeds.group(sources, seed)
    written = Written(out, notes=notes + groups.notes)
    for of, names in groups.runs.items():
        curves = _curves(of, {name: sources[name] for name in names}, written.notes)
        if curves:
            written.groups[of], written.curves[of] = names, curves
    if not written.curves:
        raise NothingToAverage("; ".join(["there is nothing to average", *written.notes]))
    _write(written)
    return written


def _curves(of: str, runs: Mapping[str, Run], notes: list[str]) -> list[Curve]:
    """One curve for each tag that all these runs have at some common step."""
    curves = []
    for tag in dict.fromkeys(tag for run in runs.values() for tag in run.scalars):
        series = {name: run.scalars[tag] for name, run in runs.items() if tag in run.scalars}
        lacking = [name for name in runs if name not in series]
        if lacking:
            notes.append(f"{tag}: left out of {_name(of)}, {', '.join(lacking)} did not log it")
            continue
        curve, told = combine(series)
        notes += told
        if len(curve.steps):
            curves.append(curve)
        else:
            notes.append(f"{tag}: left out of {_name(of)}, no step is common to all its runs")
    return curves


def _name(of: str) -> str:
    return "the mean" if of == "." else of


def _check(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise FileExistsError(f"{out} is a file")
    if out.is_dir() and any(out.iterdir()) and not (out / MARK).is_file():
        raise FileExistsError(f"{out} is not empty, and was not made by `tbxlab mean`: name another folder")


def _write(written: Written) -> None:
    """Write all runs, in place of those of an earlier call."""
    for old in sorted(written.out.rglob(FILE.format(second="*"))):
        old.unlink()
        with contextlib.suppress(OSError):  # it is not empty: something was put beside it
            old.parent.rmdir()
    written.out.mkdir(parents=True, exist_ok=True)
    mark = written.out / MARK
    made = []
    name = FILE.format(second=int(time.time()))
    for of, curves in written.curves.items():
        for statistic in STATISTICS:
            run = statistic if of == "." else f"{of}/{statistic}"
            folder = written.out / run
            folder.mkdir(parents=True, exist_ok=True)
            _write_run(folder / name, curves, statistic)
            made.append(run)
    about = {"runs": made, "of": written.groups, "notes": written.notes}
    mark.write_text(json.dumps(about, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _write_run(path: Path, curves: list[Curve], statistic: str) -> None:
    """One event file with one statistic of each curve, in 32 bits as all writers of scalars store them."""
    from tensorboard.compat.proto.event_pb2 import Event
    from tensorboard.compat.proto.summary_pb2 import Summary
    from tensorboard.summary.writer.record_writer import RecordWriter

    with path.open("wb") as stream:
        writer = RecordWriter(stream)
        begin = min(float(curve.wall_times.min()) for curve in curves)
        writer.write(Event(wall_time=begin, file_version="brain.Event:2").SerializeToString())
        for curve in curves:
            with np.errstate(over="ignore"):
                values = getattr(curve, statistic).astype(np.float32)
            points = zip(curve.steps.tolist(), curve.wall_times.tolist(), values.tolist(), strict=True)
            for step, wall_time, value in points:
                summary = Summary(value=[Summary.Value(tag=curve.tag, simple_value=value)])
                writer.write(Event(wall_time=wall_time, step=step, summary=summary).SerializeToString())
