"""Event files made record by record, by TensorBoard's own record writer, which shares no code with the reader."""

from pathlib import Path

import pytest

NAME = "events.out.tfevents.1700000000.test"


@pytest.fixture
def log(tmp_path):
    """log(*events, to="run", name=…) -> the path of a file with these events (protobufs, or payloads as bytes)."""
    from tensorboard.compat.proto.event_pb2 import Event
    from tensorboard.summary.writer.record_writer import RecordWriter

    def write(*events, to: str = "run", name: str = NAME, header: bool = True) -> Path:
        path = tmp_path / to / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as stream:
            writer = RecordWriter(stream)
            for event in ([Event(wall_time=1.0, file_version="brain.Event:2")] if header else []) + list(events):
                writer.write(event if isinstance(event, bytes) else event.SerializeToString())
        return path

    return write


@pytest.fixture
def scalar():
    """scalar(tag, value, step, wall_time) -> an Event as tensorboardX and torch write it."""
    from tensorboard.compat.proto.event_pb2 import Event
    from tensorboard.compat.proto.summary_pb2 import Summary

    def event(tag: str, value: float, step: int = 0, wall_time: float = 100.0):
        values = [Summary.Value(tag=tag, simple_value=value)]
        return Event(wall_time=wall_time, step=step, summary=Summary(value=values))

    return event
