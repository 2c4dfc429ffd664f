"""The frame around each record of an event file, and its checksums.

A file is a row of records: length (8 bytes), checksum of the length (4), payload, checksum of the payload (4),
all little-endian. The checksums are CRC-32C, rotated and offset ("masked").

Speed decides the shape of this module. The walk from record to record is the only loop that Python has to run
for each record; checksums are collected in it and compared all at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from crc32c import crc32c

from tbxlab.events import damage
from tbxlab.events.damage import Damage

HEADER = 12
FOOTER = 4
CHUNK = 1 << 24
"""Bytes read at once. A file of many gigabytes must not be held in memory whole."""


class Block(NamedTuple):
    """Sound records that lie in one piece of memory."""

    data: bytes
    starts: np.ndarray
    """int64[n]: where each payload begins in `data`."""
    lengths: np.ndarray
    """int64[n]: bytes of each payload; its checksum, 4 bytes, follows it."""
    first_record: int
    """How many records of the file come before this block."""
    offset: int
    """Where `data` begins in the file."""


def mask(crc):
    """TFRecord's masked form of a CRC-32C: an int, or a uint32 array (which wraps as it must)."""
    if isinstance(crc, int):
        return (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF
    return ((crc >> np.uint32(15)) | (crc << np.uint32(17))) + np.uint32(0xA282EAD8)


def gather(data: np.ndarray, starts: np.ndarray, width: int) -> np.ndarray:
    """The `width` bytes at each of `starts`: uint8[n, width], a copy."""
    return np.lib.stride_tricks.sliding_window_view(data, width)[starts]


class RecordFile:
    """Walks through one file. After `blocks` is used up, the other attributes say how it went."""

    def __init__(self, path: Path):
        self.path = path
        self.records = 0
        self.offset = 0
        """The byte after the last sound record."""
        self.size = 0
        self.damage: Damage | None = None

    def blocks(self) -> Iterator[Block]:
        """Yield the sound records in order, and stop at the first damage."""
        try:
            with self.path.open("rb") as stream:
                yield from self._blocks(stream)
        except OSError as error:
            self._lost(damage.UNREADABLE, error.strerror or str(error))

    def _blocks(self, stream) -> Iterator[Block]:
        known: dict[bytes, int] = {}
        data, wanted = b"", CHUNK
        while True:
            more = stream.read(wanted)
            self.size += len(more)
            data += more
            starts, end, sound = _walk(data, known)
            count = _sound_payloads(data, starts, end)
            if count < len(starts) - 1:
                end, sound = int(starts[count]) - HEADER, False
            if count:
                here = starts[: count + 1]
                block = Block(data, here[:-1], np.diff(here) - HEADER - FOOTER, self.records, self.offset)
                self.records += count
                self.offset += end
                yield block
            data = data[end:]
            if not sound:
                self.size += _rest(stream)
                return self._lost(damage.CHECKSUM if self.records else damage.NOT_EVENTS)
            if not more:
                break
            # A record larger than a chunk is fetched in one go, rather than copied chunk by chunk.
            wanted = max(CHUNK, known.get(data[:HEADER], 0) + HEADER + FOOTER - len(data))
        if not self.size:
            return self._lost(damage.EMPTY)
        if data:
            return self._lost(damage.UNFINISHED)
        return None

    def _lost(self, kind: str, detail: str = "") -> None:
        lost = self.size - self.offset
        self.damage = Damage(self.path, kind, self.offset, self.records, lost, detail)


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


def _sound_payloads(data: bytes, starts: np.ndarray, end: int) -> int:
    """How many payloads, from the first on, have the checksum that is stored after them."""
    if len(starts) < 2:
        return 0
    begins = starts[:-1]
    ends = starts[1:] - HEADER - FOOTER
    pairs = zip(begins.tolist(), ends.tolist(), strict=True)
    found = np.fromiter((crc32c(data[a:b]) for a, b in pairs), dtype=np.uint32, count=len(begins))
    stored = gather(np.frombuffer(data, np.uint8), ends, FOOTER).view("<u4")[:, 0]
    wrong = np.flatnonzero(mask(found) != stored)
    return int(wrong[0]) if len(wrong) else len(begins)


def _rest(stream) -> int:
    """How many bytes are left in the stream."""
    count = 0
    while more := stream.read(CHUNK):
        count += len(more)
    return count
