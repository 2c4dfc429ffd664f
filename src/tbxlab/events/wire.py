"""Where in the bytes of a summary its one number lies.

protobuf gives values, never positions; but once the position is known, numpy can take the numbers out of
thousands of summaries that are the same but for those bytes (see `bulk.py`). Only the shapes that writers of
scalars produce are recognized. Everything else is left to protobuf.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5

# Field numbers of tensorboard/compat/proto: event.proto, summary.proto, tensor.proto.
EVENT_SUMMARY = 5
SUMMARY_VALUE = 1
VALUE_SIMPLE, VALUE_TENSOR = 2, 8
VALUE_ONEOF = {2, 3, 4, 5, 6, 8}
TENSOR_DTYPE, TENSOR_SHAPE, TENSOR_CONTENT, TENSOR_FLOAT, TENSOR_DOUBLE = 1, 2, 4, 5, 6
DTYPES = {1: "<f4", 2: "<f8"}
"""TensorFlow's DT_FLOAT and DT_DOUBLE, as numpy names them."""
NUMBERS = {
    "<f4": {(TENSOR_CONTENT, BYTES), (TENSOR_FLOAT, BYTES), (TENSOR_FLOAT, FIXED32)},
    "<f8": {(TENSOR_CONTENT, BYTES), (TENSOR_DOUBLE, BYTES), (TENSOR_DOUBLE, FIXED64)},
}
"""The fields, packed or not, in which a tensor may hold one number."""


class Slot(NamedTuple):
    """The bytes `low` to `high` hold one number of numpy's type `dtype`."""

    low: int
    high: int
    dtype: str


class Field(NamedTuple):
    """One field of a message; `low` to `high` is its content, `value` the number of a varint."""

    number: int
    wire_type: int
    low: int
    high: int
    value: int = 0


class NotPlain(Exception):
    """The bytes are not of a shape that is known here."""


def fields(data: bytes, low: int, high: int) -> Iterator[Field]:
    """The fields of the message in `data[low:high]`. Raises NotPlain where they do not fill it exactly."""
    while low < high:
        key, low = _varint(data, low, high)
        number, wire_type = key >> 3, key & 7
        if wire_type == VARINT:
            value, after = _varint(data, low, high)
            yield Field(number, wire_type, low, after, value)
        else:
            if wire_type == BYTES:
                length, low = _varint(data, low, high)
            elif wire_type in (FIXED64, FIXED32):
                length = 8 if wire_type == FIXED64 else 4
            else:
                raise NotPlain
            after = low + length
            if after > high:
                raise NotPlain
            yield Field(number, wire_type, low, after)
        low = after


def scalar_slot(data: bytes) -> Slot | None:
    """The place of the number in `data`, the summary field of an event, when it is a summary of one scalar.

    Both forms count: a simple_value (tensorboardX, torch) and a tensor of one float or double (TensorFlow,
    torch's new style). None for any other content.
    """
    try:
        summary = _only(fields(data, 0, len(data)), EVENT_SUMMARY)
        value = _only(fields(data, summary.low, summary.high), SUMMARY_VALUE)
        content = [f for f in fields(data, value.low, value.high) if f.number in VALUE_ONEOF]
        if len(content) != 1:
            return None
        if (content[0].number, content[0].wire_type) == (VALUE_SIMPLE, FIXED32):
            return Slot(content[0].low, content[0].high, "<f4")
        if (content[0].number, content[0].wire_type) == (VALUE_TENSOR, BYTES):
            return _tensor_slot(data, content[0])
    except NotPlain:
        pass
    return None


def _tensor_slot(data: bytes, tensor: Field) -> Slot | None:
    dtype, number = None, None
    for field in fields(data, tensor.low, tensor.high):
        if (field.number, field.wire_type) == (TENSOR_DTYPE, VARINT):
            dtype = DTYPES.get(field.value)
        elif field.number == TENSOR_SHAPE and field.low == field.high:
            continue  # no dimensions: a scalar
        elif number is None and field.number in (TENSOR_CONTENT, TENSOR_FLOAT, TENSOR_DOUBLE):
            number = field
        else:
            return None
    if dtype is None or number is None:
        return None
    if (number.number, number.wire_type) not in NUMBERS[dtype] or number.high - number.low != int(dtype[-1]):
        return None
    return Slot(number.low, number.high, dtype)


def _only(found: Iterator[Field], number: int) -> Field:
    """The one field there is, if it is a message with this number."""
    one = list(found)
    if len(one) != 1 or (one[0].number, one[0].wire_type) != (number, BYTES):
        raise NotPlain
    return one[0]


def _varint(data: bytes, low: int, high: int) -> tuple[int, int]:
    """A varint and the position after it."""
    value = shift = 0
    while low < high and shift < 64:
        byte = data[low]
        low += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, low
        shift += 7
    raise NotPlain
