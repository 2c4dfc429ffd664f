"""What can be wrong with event files: part of a file is lost, or there is no event file at all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

UNREADABLE = "unreadable"
EMPTY = "empty"
NOT_EVENTS = "not-events"
UNFINISHED = "unfinished"
ZEROS = "zeros"
CHECKSUM = "checksum"
RECORD = "record"

_REASONS = {
    UNREADABLE: "it could not be read",
    EMPTY: "it is empty: its writer has not flushed yet, or ended before it could",
    NOT_EVENTS: "it does not begin with a record: this is no event file, or its beginning is damaged",
    UNFINISHED: "its last record is not whole: it is still being written, or the file was cut",
    ZEROS: "it ends in zeros: the system made room for bytes that never reached the disk",
    CHECKSUM: "a checksum is wrong: bytes were changed after they were written",
    RECORD: "one record is whole, but what it holds could not be understood; reading went on after it",
}
_CURES = {
    UNREADABLE: "look at the permissions, and at the disk or the network drive",
    EMPTY: "wait for the writer, or log again",
    NOT_EVENTS: "see what it is, and move it out of the run's directory",
    UNFINISHED: "wait where the training still runs, else copy the file again; all before it is here",
    ZEROS: "copy the file again if the original is sound; after a crash or a full disk, what is missing is gone",
    CHECKSUM: "copy the file again, in binary mode",
    RECORD: "look at what wrote that record; the others are here",
}


@dataclass(frozen=True)
class Damage:
    """One place where an event file could not be read as it should, or a directory that could not be listed.

    Everything before `offset` was read and is in the run. What comes behind the lost bytes was read too where
    `went_on` is true: there one record or a few are missing. Elsewhere nothing behind `offset` was.

    TensorBoard's slow loader ends at the first wrong checksum. Its fast loader does not compare the checksums of
    payloads: it draws the changed number. Both end where the checksum of a record's length is wrong, as this does.
    """

    file: Path
    kind: str
    """`unreadable`, `empty`, `not-events`, `unfinished`, `zeros`, `checksum` or `record`."""
    offset: int
    """The byte in the file where the first record that is lost begins."""
    records: int
    """Whole, sound records before that byte."""
    bytes_lost: int
    """Bytes that were not read, from `offset` on."""
    detail: str = ""
    """What the system or the decoder said, or what the file is instead, where that is known."""
    skipped: int = 0
    """How many records were left out, where reading went on behind them; else 0."""
    remedy: str = ""
    """What to do about this one, where that is known better than from its kind; see `cure`."""

    @property
    def went_on(self) -> bool:
        """Whether what follows the lost bytes was read."""
        return self.kind == RECORD or self.skipped > 0

    @property
    def why(self) -> str:
        """Why something was lost, in one clause."""
        return _REASONS[self.kind] + (f" ({self.detail})" if self.detail else "")

    @property
    def cure(self) -> str:
        """What to do about it, in one clause."""
        return self.remedy or _CURES[self.kind]

    def __str__(self) -> str:
        if self.kind == RECORD:
            return f"{self.file.name}: {self.why}. It is record {self.records}, at byte {self.offset}."
        if self.went_on:
            lost = "1 record was" if self.skipped == 1 else f"{self.skipped} records were"
            return f"{self.file.name}: {self.why}. {lost} left out, at byte {self.offset}; reading went on behind."
        return (
            f"{self.file.name}: {self.why}. {self.records} records were read, up to byte {self.offset}; "
            f"{self.bytes_lost} bytes were not."
        )


class NoEvents(Exception):
    """A directory holds no event file; the text says what is there instead.

    `path` is where was looked; `found` names what lies there (at most ten entries, directories with a trailing
    slash), `runs` the runs below it (at most ten), for a caller who meant `read_tree` or one of them; `unlisted`
    the directories below it that the system does not let us list (at most ten).
    """

    def __init__(
        self, path: Path, found: tuple[str, ...] = (), runs: tuple[str, ...] = (), unlisted: tuple[str, ...] = ()
    ):
        super().__init__(path, found, runs, unlisted)
        self.path, self.found, self.runs, self.unlisted = path, found, runs, unlisted
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
        if unlisted:
            self._text += f"; could not be listed: {', '.join(unlisted)}"

    def __str__(self) -> str:
        return self._text
