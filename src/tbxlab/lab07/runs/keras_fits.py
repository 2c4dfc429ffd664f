"""What Keras's callback writes, taken over into reference runs: a fit leaves two, train and validation.

A module ``runs_NN_topic.py`` fits once and makes both runs of it::

    @cache
    def healthy(seed):
        def fit(folder):
            model.fit(..., callbacks=[keras.callbacks.TensorBoard(folder)])
        return keras_fits.records(fit)

    @run("07_keras/healthy-{seed}/train", heavy=True, packages=keras_fits.PACKAGES)
    def healthy_train(writer, seed):
        keras_fits.relay(writer, healthy(seed)["train"])
"""

import tempfile
from collections.abc import Callable, Iterable
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from tbxlab.events.records import RecordFile


def _installed(*names: str) -> tuple[str, ...]:
    for name in names:
        try:
            return (distribution(name).name,)
        except PackageNotFoundError:
            continue
    return ()


PACKAGES = ("keras", *_installed("tensorflow-cpu", "tensorflow"))
"""For `reference_runs.run`: TensorFlow has two names, by platform."""

Records = tuple[bytes, ...]
"""Serialized events in the order in which they lie in a run's files, one file after the other."""


def records(fit: Callable[[str], None]) -> dict[str, Records]:
    """Let ``fit(folder)`` train with a callback that logs to ``folder``; return each run's events by its name."""
    with tempfile.TemporaryDirectory(prefix="tbxlab-fit-", ignore_cleanup_errors=True) as folder:
        fit(folder)
        files = sorted(Path(folder).rglob("*tfevents*"), key=lambda path: (path.parent, path.stat().st_mtime_ns))
        runs: dict[str, Records] = {}
        for path in files:
            name = path.parent.relative_to(folder).as_posix()
            runs[name] = runs.get(name, ()) + tuple(
                bytes(block.data[start : start + length])
                for block in RecordFile(path).blocks()
                for start, length in zip(block.starts, block.lengths, strict=True)
            )
    return runs


def relay(writer: Any, events: Iterable[bytes]) -> None:
    """Write events into the one file of ``writer`` (tensorboardX), but no second file version."""
    from tensorboardX.proto.event_pb2 import Event

    for record in events:
        event = Event.FromString(record)
        if event.WhichOneof("what") != "file_version":
            writer.file_writer.event_writer.add_event(event)
