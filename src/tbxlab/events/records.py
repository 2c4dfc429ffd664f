"""The frame around each record of an event file, and its checksums.

A file is a row of records: length (8 bytes), checksum of the length (4), payload, checksum of the payload (4),
all little-endian. The checksums are CRC-32C, rotated and offset ("masked").

Speed decides the shape of this module. The walk from record to record is the only loop that Python has to run
for each record; checksums are collected in it and compared all at once.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np
from crc32c import crc32c

from tbxlab.events import damage, strangers
from tbxlab.events.damage import Damage

HEADER = 12
FOOTER = 4
CHUNK = 1 << 24
"""Bytes read at once. A file of many gigabytes must not be held in memory whole."""
ZEROS = 8
"""Zeros in a row that no writer leaves at the end of a record: its length is never 0, its checksum hardly ever."""
LARGEST = 1 << 31
"""No message of protobuf is longer than this: a length beyond it is not the length of an event."""


class Block(NamedTuple):
    """Sound records in one piece of memory, each directly behind the one before: between them lies nothing else."""

    data: bytes
    starts: np.ndarray
    """int64[n]: where each payload begins in `data`."""
    lengths: np.ndarray
    """int64[n]: bytes of each payload; its checksum, 4 bytes, follows it."""
    first_record: int
    """How many records of the file come before this block."""
    offset: int
    """Where `data` begins in the file."""


def mask(crc: Any) -> Any:
    """TFRecord's masked form of a CRC-32C: an int, or a uint32 array (which wraps as it must)."""
    if isinstance(crc, int):
        return (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF
    return ((crc >> np.uint32(15)) | (crc << np.uint32(17))) + np.uint32(0xA282EAD8)


def gather(data: np.ndarray, starts: np.ndarray, width: int) -> np.ndarray:
    """The `width` bytes at each of `starts`: uint8[n, width], a copy."""
    return np.lib.stride_tricks.sliding_window_view(data, width)[starts]


class Lost(NamedTuple):
    """Records in a row whose payloads have wrong checksums, while it is open whether a sound length follows."""

    offset: int
    """Where the first begins in the file."""
    records: int
    """Sound records before it."""
    end: int
    """Where the last ends in the file."""
    records_lost: int
    zeros_from_here: bool
    """Whether it is one record, and ends in zeros: so does a file whose end never reached the disk."""


class RecordFile:
    """Walks through one file. After `blocks` is used up, the other attributes say how it went."""

    def __init__(self, path: Path):
        self.path = path
        self.records = 0
        self.offset = 0
        """The byte up to which the file was walked through, record by record."""
        self.size = 0
        self.damages: list[Damage] = []
        """Everything that is wrong, in the order of the file."""
        self._held = 0
        """Bytes the file had when it was opened."""
        self._lost: Lost | None = None

    @property
    def damage(self) -> Damage | None:
        """The first of `damages`, or None."""
        return self.damages[0] if self.damages else None

    def blocks(self) -> Iterator[Block]:
        """Yield the sound records in order.

        A record whose payload was changed is left out where the length of the record behind it is sound. A length
        that was changed ends the reading: nothing tells where the next record begins.
        """
        try:
            if self.path.exists() and not (self.path.is_file() or self.path.is_dir()):
                raise OSError("it is a pipe or a device")  # to open it might mean to wait forever
            with self.path.open("rb") as stream:
                self._held = os.fstat(stream.fileno()).st_size
                yield from self._blocks(stream)
        except OSError as error:
            self._go_on()
            self._end(damage.UNREADABLE, detail=error.strerror or str(error))

    def _blocks(self, stream: BinaryIO) -> Iterator[Block]:
        known: dict[bytes, int] = {}
        data, wanted = b"", CHUNK
        while True:
            more = stream.read(wanted)
            self.size += len(more)
            data += more
            starts, end, sound = _walk(data, known)
            begins, lengths = starts[:-1], np.diff(starts) - HEADER - FOOTER
            wrong = _wrong_payloads(data, starts)
            if len(wrong):
                self._leave_out(data, starts, wrong)
            elif len(begins):
                self._go_on()
            for before, behind in pairwise([-1, *wrong.tolist(), len(begins)]):
                if before + 1 < behind:
                    here = slice(before + 1, behind)
                    block = Block(data, begins[here], lengths[here], self.records, self.offset)
                    self.records += behind - before - 1
                    yield block
            self.offset += end
            data = data[end:]
            if not sound:
                return self._broken(data, stream)
            if not more:
                return self._finished(data, known.get(data[:HEADER], 0))
            # A record larger than a chunk is fetched in one go, rather than copied chunk by chunk. Its length is a
            # claim: no more is asked for than the file holds.
            claimed = known.get(data[:HEADER], 0) + HEADER + FOOTER - len(data)
            wanted = max(CHUNK, min(claimed, self._held - self.size))

    def _leave_out(self, data: bytes, starts: np.ndarray, wrong: np.ndarray) -> None:
        """Note the records at these indices as lost; the last of them stays open, where it ends the block."""
        for row in np.split(wrong, np.flatnonzero(np.diff(wrong) > 1) + 1):
            first, behind = int(row[0]), int(row[-1]) + 1
            if first:
                self._go_on()
            end = int(starts[behind]) - HEADER
            before = self.records + first - int(np.searchsorted(wrong, first))
            zeros = len(row) == 1 and data.endswith(bytes(ZEROS), 0, end)
            lost = Lost(self.offset + int(starts[first]) - HEADER, before, self.offset + end, len(row), zeros)
            if self._lost:
                count = self._lost.records_lost + lost.records_lost
                lost = self._lost._replace(end=lost.end, records_lost=count, zeros_from_here=False)
            self._lost = lost
            if behind < len(starts) - 1:
                self._go_on()

    def _go_on(self) -> None:
        """Tell of the records that were left out, now that a sound length follows them."""
        lost, self._lost = self._lost, None
        if lost:
            size = lost.end - lost.offset
            skipped = lost.records_lost
            self.damages.append(Damage(self.path, damage.CHECKSUM, lost.offset, lost.records, size, skipped=skipped))

    def _broken(self, data: bytes, stream: BinaryIO) -> None:
        """End at a length that cannot be trusted; `data` begins with it."""
        zeros = self._lost.zeros_from_here if self._lost else True
        tail, rest = data, data if self._lost else data[HEADER:]
        while True:
            zeros = zeros and not rest.strip(b"\0")
            rest = stream.read(CHUNK)
            if not rest:
                break
            self.size += len(rest)
            tail = (tail + rest)[-ZEROS:]
        zeros = zeros and tail.endswith(bytes(ZEROS))
        if not self.records and not self._lost:
            self._end(damage.NOT_EVENTS, *strangers.name(self.path))
        elif zeros:
            self._end(damage.ZEROS)
        else:
            self._end(damage.CHECKSUM, *strangers.spoiled(self.path))

    def _finished(self, data: bytes, claimed: int) -> None:
        """End at the end of the file, where `data` is the beginning of one more record or nothing."""
        if not self.size:
            return self._end(damage.EMPTY)
        if self._lost and self._lost.zeros_from_here and not data.strip(b"\0"):
            return self._end(damage.ZEROS)
        self._go_on()
        if len(data) >= ZEROS and not data.strip(b"\0"):
            return self._end(damage.ZEROS)
        if data:
            size = f"it claims to be {claimed:,} bytes long" if claimed > LARGEST else ""
            return self._end(damage.UNFINISHED, size)
        return None

    def _end(self, kind: str, detail: str = "", remedy: str = "") -> None:
        """Tell that nothing more is read, from the first of the open lost records on, or else from here on."""
        lost, self._lost = self._lost, None
        offset, records = (lost.offset, lost.records) if lost else (self.offset, self.records)
        self.damages.append(Damage(self.path, kind, offset, records, self.size - offset, detail=detail, remedy=remedy))


def _walk(data: bytes, known: dict[bytes, int]) -> tuple[np.ndarray, int, bool]:
    """Step from length to length.

    Returns the payload starts, with one more where the next would begin; the end of the last whole record;
    and False where a length is damaged. `known` remembers the headers whose checksum was right: most records
    of a file have one of a few lengths, so most headers cost one look-up.
    """
    starts: list[int] = []
    add, get, size = starts.append, known.get, len(data)
    position, sound = HEADER, True
    while True:
        header = data[position - HEADER : position]
        length = get(header)
        if length is None:
            if len(header) < HEADER:
                break
            if mask(crc32c(header[:8])) != int.from_bytes(header[8:], "little"):
                sound = False
                break
            length = known[header] = int.from_bytes(header[:8], "little")
        after = position + length + FOOTER
        if after > size:
            break
        add(position)
        position = after + HEADER
    add(position)
    return np.array(starts, dtype=np.int64), position - HEADER, sound


def _wrong_payloads(data: bytes, starts: np.ndarray) -> np.ndarray:
    """Indices (int64, ascending) of the payloads that do not have the checksum which is stored after them."""
    if len(starts) < 2:
        return np.empty(0, np.int64)
    begins = starts[:-1]
    ends = starts[1:] - HEADER - FOOTER
    pairs = zip(begins.tolist(), ends.tolist(), strict=True)
    found = np.fromiter((crc32c(data[a:b]) for a, b in pairs), dtype=np.uint32, count=len(begins))
    stored = gather(np.frombuffer(data, np.uint8), ends, FOOTER).view("<u4")[:, 0]
    return np.flatnonzero(mask(found) != stored)
