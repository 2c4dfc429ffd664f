"""A run's files without names and paths: what TensorBoard is shown, and what may be downloaded."""

from __future__ import annotations

import re
import struct
from pathlib import Path
from typing import BinaryIO

from crc32c import crc32c

from tbxlab.events.damage import Damage
from tbxlab.events.records import FOOTER, HEADER, RecordFile, mask
from tbxlab.share import projector, protos
from tbxlab.share.privacy import Scrubber
from tbxlab.share.surveys import SurveyedRun, sound_events

_SECONDS = re.compile(r"tfevents\.(\d+)")


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


def write_run(run: SurveyedRun, target: Path, scrubber: Scrubber) -> list[str]:
    """Write a run's sound records and its projector files to `target`; return what is left out, a line each."""
    target.mkdir(parents=True, exist_ok=True)
    told = {tag for tag in run.plugins if scrubber.tag(tag) != tag}
    for file, name in file_names(run.files).items():
        with (target / name).open("wb") as stream:
            if told or file in run.looked_into:
                _write_changed(file, stream, told, scrubber)
            else:
                _write_same(file, stream)
    return projector.copy(run.path, target, scrubber)


def _write_same(file: Path, stream: BinaryIO) -> None:
    for block in RecordFile(file).blocks():
        begin = int(block.starts[0]) - HEADER
        end = int(block.starts[-1] + block.lengths[-1]) + FOOTER
        stream.write(memoryview(block.data)[begin:end])


def _write_changed(file: Path, stream: BinaryIO, told: set[str], scrubber: Scrubber) -> None:
    plugins: dict[str, str] = {}
    ignored: list[Damage] = []  # the survey has told it
    for content, event in sound_events(file, ignored):
        is_plain = protos.is_plain_scalar(event) and not any(value.tag in told for value in event.summary.value)
        if not is_plain and not event.file_version:
            protos.walk_event(event, plugins, scrubber)
            content = event.SerializeToString(deterministic=True)
        stream.write(frame(content))


def frame(content: bytes) -> bytes:
    """One record as it stands in an event file."""
    length = struct.pack("<Q", len(content))
    return length + struct.pack("<I", mask(crc32c(length))) + content + struct.pack("<I", mask(crc32c(content)))
