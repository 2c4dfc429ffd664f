"""Hyperparameters: what one trial was given, and what the experiment measures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tbxlab.events.kinds import Kind, Points, Undecodable

Value = float | str | bool
"""A hyperparameter. Whole numbers are stored as float: 64 comes back as 64.0."""


@dataclass(frozen=True)
class HParams:
    """What one run says for the HParams dashboard.

    Three records belong to it: the experiment (which hyperparameters and metrics there are), the beginning of a session
    (the values) and its end. add_hparams writes all three into one run, below the one where the metrics were logged;
    tensorboard.plugins.hparams.api writes the first into the log directory and the others into each run.
    Of a record that is written again TensorBoard takes the first, and so do the fields here; `sessions` has them all.
    """

    values: dict[str, Value]
    """Each hyperparameter that was stored, by name, sorted: the file holds no order. Writers drop None and, without a
    word, what they do not know (lists, numpy's float32); see `declared`."""
    declared: dict[str, str]
    """Each hyperparameter that the experiment names, in order, with its type: `float64`, `string`, `bool`, `unset`."""
    metrics: tuple[str, ...]
    """The tags that the experiment measures, in order; a column each. Their values are scalars of these runs."""
    status: str | None
    """`success`, `failure`, `running` or `unknown`; None where no end was written: the trial was stopped, or runs."""
    group: str
    """The session group: runs of one group are one row of the table. Empty where each run is its own."""
    started: float | None
    """Seconds since 1970, None where the writer did not say (tensorboardX, torch)."""
    ended: float | None
    sessions: tuple[dict[str, Value], ...]
    """The values of every beginning of a session in this run, in file order."""

    @property
    def dropped(self) -> tuple[str, ...]:
        """Hyperparameters that the experiment names and that have no value here, in order."""
        return tuple(name for name in self.declared if name not in self.values)


def _decode(value: Any) -> Any:
    from google.protobuf.message import DecodeError
    from tensorboard.plugins.hparams import plugin_data_pb2

    try:
        data = plugin_data_pb2.HParamsPluginData.FromString(value.metadata.plugin_data.content)
    except DecodeError as error:
        raise Undecodable(f"hyperparameters that protobuf refuses: {error}, tag {value.tag!r}") from error
    if data.WhichOneof("data") is None:
        raise Undecodable(f"a record of hyperparameters that holds none of their three kinds, tag {value.tag!r}")
    return data


def _build(points: Points) -> list[tuple[int, int, Any]]:
    rows = zip(points.files, points.records, points.values, strict=True)
    return [(int(file), int(record), data) for file, record, data in rows]


def together(tags: dict[str, list[tuple[int, int, Any]]]) -> HParams | None:
    """One HParams from the records of all tags; None where there are none."""
    from tensorboard.plugins.hparams import api_pb2

    rows = sorted((row for rows in tags.values() for row in rows), key=lambda row: row[:2])
    if not rows:
        return None
    records = {kind: [getattr(data, kind) for _, _, data in rows if data.WhichOneof("data") == kind] for kind in KINDS}
    experiments, starts, ends = (records[kind] for kind in KINDS)
    sessions = tuple(_values(start) for start in starts)
    infos = experiments[0].hparam_infos if experiments else ()
    return HParams(
        values=sessions[0] if sessions else {},
        declared={info.name: _word(api_pb2.DataType, info.type, "DATA_TYPE_") for info in infos},
        metrics=tuple(info.name.tag for info in experiments[0].metric_infos) if experiments else (),
        status=_word(api_pb2.Status, ends[0].status, "STATUS_") if ends else None,
        group=starts[0].group_name if starts else "",
        started=starts[0].start_time_secs or None if starts else None,
        ended=ends[0].end_time_secs or None if ends else None,
        sessions=sessions,
    )


KINDS = ("experiment", "session_start_info", "session_end_info")


def _word(enum: Any, number: int, prefix: str) -> str:
    return enum.Name(number).removeprefix(prefix).lower() if number in enum.values() else "unknown"


def _values(start: Any) -> dict[str, Value]:
    found = {}
    for name in sorted(start.hparams):
        kind = start.hparams[name].WhichOneof("kind")
        if kind in ("number_value", "string_value", "bool_value"):
            found[name] = getattr(start.hparams[name], kind)
    return found


KIND = Kind("hparams", _decode, _build, bare=True)
