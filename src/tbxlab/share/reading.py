"""The records of an event file for `share`: numbers in bulk, everything else as messages.

Both passes over a log, the one that lists it and the one that copies it, read it here and see the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from crc32c import crc32c
from google.protobuf.message import DecodeError
from tensorboard.compat.proto import event_pb2

from tbxlab.events.bulk import Batch, split
from tbxlab.events.damage import RECORD, Damage
from tbxlab.events.records import FOOTER, HEADER, Block, RecordFile, gather

SIMPLE = "simple_value"
NUMBER = "number"
"""What a tensor of one float or double is called here, beside the fields of a Summary.Value."""
_SIZES = {1: 4, 2: 8}
"""TensorFlow's DT_FLOAT and DT_DOUBLE, in bytes."""


class Single(NamedTuple):
    """One record that is read as a message."""

    place: int
    """Its place in the block."""
    content: bytes
    event: event_pb2.Event


class Chunk(NamedTuple):
    """The records of one block."""

    block: Block
    numbers: list[tuple[Any, Batch]]
    """Scalars that are the same but for step, time and number; the first of them as a Summary.Value."""
    odd: list[int]
    """The places of all other records, ascending."""
    digest: int
    """Of everything in the file up to the end of this block."""
    path: Path
    damage: list[Damage]

    def singles(self) -> Iterator[Single]:
        """The other records, one at a time; one that is no message is added to the damage."""
        block = self.block
        for index in self.odd:
            start, length = int(block.starts[index]), int(block.lengths[index])
            content = block.data[start : start + length]
            try:
                yield Single(index, content, event_pb2.Event.FromString(content))
            except DecodeError as error:
                offset, size, record = (
                    block.offset + start - HEADER,
                    HEADER + length + FOOTER,
                    block.first_record + index,
                )
                self.damage.append(Damage(self.path, RECORD, offset, record, size, str(error), skipped=1))

    @property
    def end(self) -> int:
        """Where its last record ends in the file."""
        return int(self.block.offset + self.block.starts[-1] + self.block.lengths[-1] + FOOTER)


def chunks(path: Path, damage: list[Damage], until: int | None = None) -> Iterator[Chunk]:
    """Read a file, up to the byte `until` if it is given; what cannot be read is added to `damage`."""
    records, digest = RecordFile(path), 0
    for block in records.blocks():
        if until is not None:
            block = _cut(block, until)
            if not len(block.starts):
                return
        footers = gather(np.frombuffer(block.data, np.uint8), block.starts + block.lengths, FOOTER)
        digest = crc32c(footers.tobytes(), digest)
        yield _chunk(path, block, digest, damage)
    damage += records.damages


def form(value: Any) -> str:
    """What a value is: SIMPLE, NUMBER, or the name of its field (empty where it has none)."""
    name = value.WhichOneof("value") or ""
    return NUMBER if name == "tensor" and _is_number(value.tensor) else name


def number(value: Any) -> float:
    """The number of a value whose form is SIMPLE or NUMBER."""
    if value.WhichOneof("value") == "simple_value":
        return value.simple_value
    tensor = value.tensor
    if tensor.tensor_content:
        return float(np.frombuffer(tensor.tensor_content, "<f4" if tensor.dtype == 1 else "<f8")[0])
    return (tensor.float_val or tensor.double_val)[0]


def is_known(message: Any, size: int) -> bool:
    """Whether a message has no field that its definition lacks: such a field is read by nobody here."""
    message.DiscardUnknownFields()
    return message.ByteSize() == size


def _is_number(tensor: Any) -> bool:
    size = _SIZES.get(tensor.dtype)
    if size is None or tensor.tensor_shape.dim or tensor.string_val:
        return False
    kept = tensor.float_val if tensor.dtype == 1 else tensor.double_val
    return (len(kept), len(tensor.tensor_content)) in ((1, 0), (0, size))


def _cut(block: Block, until: int) -> Block:
    inside = block.offset + block.starts + block.lengths + FOOTER <= until
    return block if inside.all() else block._replace(starts=block.starts[inside], lengths=block.lengths[inside])


def _chunk(path: Path, block: Block, digest: int, damage: list[Damage]) -> Chunk:
    batches, odd = split(block)
    numbers = []
    for batch in batches:
        value = _plain(batch)
        if value is None:
            odd = np.union1d(odd, batch.records - block.first_record)
        else:
            numbers.append((value, batch))
    return Chunk(block, numbers, odd.tolist(), digest, path, damage)


def _plain(batch: Batch) -> Any:
    """The first value of a batch, None where it has more to it than its number."""
    try:
        event = event_pb2.Event.FromString(batch.summary)
    except DecodeError:
        return None
    (value,) = event.summary.value
    plain = is_known(event, len(batch.summary)) and value.tag and form(value) in (SIMPLE, NUMBER)
    return value if plain else None
