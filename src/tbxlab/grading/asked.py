"""An alarm asked across a border: its process gets one run after the other as it grows, and gives what it says.

Which runs there are, what they are and at which step an alarm is right stays on the other side, with the record of
what was said and when. ``reply_to`` is that side; ``Asked`` stands where a Draw stands at the desk.
"""

import json
import os
import pickle
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from io import BufferedRWPair
from pathlib import Path
from typing import Any, BinaryIO

from tbxlab.events.growing import Growing, moved
from tbxlab.grading.asking import Alarm, Ring
from tbxlab.grading.evidence import plain

SOCKET = "TBXLAB_ASKED"
"""Names the socket that the questions come from."""
LONGEST = 10_000
"""Bytes of one answer; a step takes a few."""


Stream = BinaryIO | BufferedRWPair


class Strange(Exception):
    """What came from the learner's process is no answer."""


@dataclass(frozen=True)
class Asked:
    """The runs of one draw, seen from the learner's process."""

    exercise: str
    draw: int

    def ask(self, alarm: Alarm, folder: Path) -> list[Ring | None]:
        """Let the other side ask ``alarm``; what it reported is kept there, so nothing is returned."""
        with socket.socket(socket.AF_UNIX) as border:
            border.connect(os.environ[SOCKET])
            with border.makefile("rwb") as stream:
                _send(stream, {"exercise": self.exercise, "draw": self.draw})
                while size := json.loads(stream.readline())["size"]:
                    _send(stream, {"said": plain(alarm(pickle.loads(stream.read(size))), "step")})
        return []


def reply_to(stream: Stream, runs: Sequence[Growing], folder: Path, seen_as: Path) -> list[Ring | None]:
    """Ask what is at the other end of ``stream`` about each of the runs, which grow below ``folder``.

    The learner's process sees that folder as ``seen_as``. It gets each stage as it is read there: the whole class
    would read the same bytes again. Raises Strange, OSError.
    """
    return [_ask(stream, run, folder / str(i), seen_as / str(i)) for i, run in enumerate(runs)]


def _ask(stream: Stream, growing: Growing, folder: Path, seen_as: Path) -> Ring | None:
    before = -1
    for stage, run in growing.grow(folder):
        content = pickle.dumps(moved(run, seen_as))
        _send(stream, {"size": len(content)}, content)
        said = question(stream).get("said")
        if said is not None:
            return Ring(said, stage.step, before)
        before = stage.step
    return None


def end(stream: Stream) -> None:
    """Say that there are no more runs."""
    _send(stream, {"size": 0})


def question(stream: Stream) -> dict[str, Any]:
    """Return the next line of the learner's process. Raises Strange."""
    try:
        found = json.loads(stream.readline(LONGEST))
    except (ValueError, RecursionError) as error:
        raise Strange(str(error)) from error
    if not isinstance(found, dict):
        raise Strange("no table")
    return found


def _send(stream: Stream, line: dict[str, Any], content: bytes = b"") -> None:
    stream.write(json.dumps(line).encode() + b"\n" + content)
    stream.flush()
