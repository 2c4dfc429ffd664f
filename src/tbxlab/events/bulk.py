"""Takes the numbers out of many scalar events at once.

The events of one tag differ only in wall time, step and the number; every other byte is the same. So it is
enough that protobuf reads one of them: numpy takes the three numbers out of all that share its other bytes.
A scalar event looks like this, with the step left out where it is 0:

    09 wall time (8 bytes)   10 step (varint)   2a summary …… number ……

What does not look like this, or is not a scalar, is returned as odd, and protobuf reads it alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from tbxlab.events.records import Block, gather
from tbxlab.events.wire import Slot, scalar_slot

WALL_TIME, STEP, SUMMARY = 0x09, 0x10, 0x2A
WALL_TIME_END = 9
LONGEST = 512
"""Bytes of the longest payload looked at: scalars are short, and images need no copying about."""
SHORTEST = 16
"""Bytes of the shortest scalar event: wall time and its key, the keys and lengths around an empty tag, a float."""
VARINT_BYTES = 10
FEW = 8
"""Fewer events than this are not worth a batch: protobuf reads so many in the time that numpy needs to begin."""


class Batch(NamedTuple):
    """Scalar events that are the same but for wall time, step and number; all arrays have one length."""

    summary: bytes
    """The summary field of the first, for protobuf to read."""
    records: np.ndarray
    """int64: the place in the file, counted in records."""
    steps: np.ndarray
    """int64"""
    wall_times: np.ndarray
    """float64, seconds since 1970"""
    values: np.ndarray
    """float64"""


def split(block: Block) -> tuple[list[Batch], np.ndarray]:
    """Sort the records of a block into batches of scalars and the rest.

    Returns the batches, and the indices (int64, ascending, within the block) of the records left over.
    """
    data = np.frombuffer(block.data, np.uint8)
    steps, summaries, plain = _steps(data, block)
    batches: list[Batch] = []
    odd = [np.flatnonzero(~plain)]
    index = np.flatnonzero(plain)
    widths = (block.starts + block.lengths - summaries)[index]
    for group in _groups(widths):
        here = index[group]
        rows = gather(data, summaries[here], int(widths[group[0]]))
        for members, slot in _alike(rows):
            if slot is None:
                odd.append(here[members])
                continue
            chosen = here[members]
            numbers = np.ascontiguousarray(rows[members, slot.low : slot.high]).view(slot.dtype)[:, 0]
            walls = gather(data, block.starts[chosen] + 1, 8).view("<f8")[:, 0]
            batches.append(
                Batch(
                    rows[members[0]].tobytes(),
                    chosen + block.first_record,
                    steps[chosen],
                    walls.astype(np.float64),
                    numbers.astype(np.float64),
                )
            )
    return batches, np.sort(np.concatenate(odd))


def _steps(data: np.ndarray, block: Block) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Each record's step (int64), where its summary begins (int64), and whether it begins as a scalar may."""
    ends = block.starts + block.lengths
    fits = (block.lengths >= SHORTEST) & (block.lengths <= LONGEST)
    at = np.where(fits, block.starts + WALL_TIME_END, 0)
    fits &= data[np.where(fits, block.starts, 0)] == WALL_TIME
    steps = np.zeros(len(at), np.uint64)
    reading = fits & (data[at] == STEP)
    at = at + reading
    for byte in range(VARINT_BYTES):
        here = np.flatnonzero(reading)
        if not len(here):
            break
        bits = data[at[here]]
        steps[here] |= (bits & 0x7F).astype(np.uint64) << np.uint64(7 * byte)
        at[here] += 1
        reading[here] = (bits & 0x80) != 0
        fits[here[at[here] >= ends[here]]] = False  # ran out of the record
        if byte == VARINT_BYTES - 1:
            fits[here[bits > 1]] = False  # more than 64 bits, or more bytes than a varint has
        reading &= fits
    plain = fits & (data[np.where(fits, at, 0)] == SUMMARY)
    return steps.view(np.int64), at, plain


def _groups(keys: np.ndarray) -> Iterator[np.ndarray]:
    """Index arrays, each ascending, of the elements with equal keys."""
    if not len(keys):
        return
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    yield from np.split(order, np.flatnonzero(ordered[1:] != ordered[:-1]) + 1)


def _alike(rows: np.ndarray) -> Iterator[tuple[np.ndarray, Slot | None]]:
    """Split summaries of one length, uint8[n, length], into those that are the same but for the number.

    Yields the row indices and the number's slot; None for rows that are no scalars, or too few to matter.
    """
    left = np.arange(len(rows))
    while len(left):
        slot = scalar_slot(rows[left[0]].tobytes())
        if slot is None:
            yield left[:1], None
            left = left[1:]
            continue
        around = rows[left]
        around[:, slot.low : slot.high] = 0
        other = []
        for members in _equal_rows(around):
            chosen = left[members]
            if len(chosen) < FEW:
                yield chosen, None
                continue
            # Rows of another shape may have their own number elsewhere: they are looked at again.
            if scalar_slot(rows[chosen[0]].tobytes()) == slot:
                yield chosen, slot
            else:
                other.append(chosen)
        left = np.sort(np.concatenate(other)) if other else left[:0]


def _equal_rows(rows: np.ndarray) -> list[np.ndarray]:
    """Index arrays of the rows of uint8[n, width] that are equal."""
    if (rows == rows[0]).all():
        return [np.arange(len(rows))]
    width, flat = rows.shape[1], rows.tobytes()
    numbers: dict[bytes, int] = {}
    found = [numbers.setdefault(flat[i : i + width], len(numbers)) for i in range(0, len(flat), width)]
    return list(_groups(np.array(found)))
