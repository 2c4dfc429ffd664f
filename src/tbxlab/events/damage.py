"""What can be wrong with event files: part of a file is lost, or there is no event file at all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

UNREADABLE = "unreadable"
EMPTY = "empty"
NOT_EVENTS = "not-events"
UNFINISHED = "unfinished"
CHECKSUM = "checksum"
RECORD = "record"

_REASONS = {
    UNREADABLE: "it could not be read",
    EMPTY: "it is empty: its writer has not flushed yet, or ended before it could",
    NOT_EVENTS: "it does not begin with a record: this is no event file, or its beginning is damaged",
    UNFINISHED: "its last record is not whole: it is still being written, or the file was cut",
    CHECKSUM: "a checksum is wrong: bytes were changed after they were written",
    RECORD: "one record is whole, but what it holds could not be understood; reading went on after it",
}


@dataclass(frozen=True)
class Damage:
    """One place where an event file could not be read as it should.

    Everything before `offset` was read and is in the run. After it nothing was, just as in TensorBoard,
    except for kind `record`, where one record is missing and the rest was read.
    """

    file: Path
    kind: str
    """`unreadable`, `empty`, `not-events`, `unfinished`, `checksum` or `record`."""
    offset: int
    """The byte in the file where the first record that is lost begins."""
    records: int
    """Whole, sound records before that byte."""
    bytes_lost: int
    """Bytes that were not read, from `offset` on."""
    detail: str = ""
    """What the system or the decoder said, where it said something."""

    @property
    def why(self) -> str:
        """Why the rest was lost, in one clause."""
        return _REASONS[self.kind] + (f" ({self.detail})" if self.detail else "")

    def __str__(self) -> str:
        if self.kind == RECORD:
            return f"{self.file.name}: {self.why}. It is record {self.records}, at byte {self.offset}."
        return (
            f"{self.file.name}: {self.why}. {self.records} records were read, up to byte {self.offset}; "
            f"{self.bytes_lost} bytes were not."
        )


class NoEvents(Exception):
    """A directory holds no event file; the text says what is there instead.

    `path` is where was looked; `found` names what lies there (at most ten entries, directories with a trailing
    slash), `runs` the runs below it (at most ten), for a caller who meant `read_tree` or one of them.
    """

    def __init__(self, path: Path, found: tuple[str, ...] = (), runs: tuple[str, ...] = ()):
        super().__init__(path, found, runs)
        self.path, self.found, self.runs = path, found, runs
        if not path.exists():
            self._text = f"there is no {path}"
        elif not path.is_dir():
            self._text = f"{path} is a file whose name does not hold 'tfevents', so it is no event file"
        elif runs:
            self._text = f"{path} holds no event file itself; these runs are below it: {', '.join(runs)}"
        elif found:
            self._text = f"{path} holds no event file, only: {', '.join(found)}"
        else:
            self._text = f"{path} is empty: nothing was written there"

    def __str__(self) -> str:
        return self._text
