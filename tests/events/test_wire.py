"""Is the place of the number in a summary found where it is sure, and only there?"""

import struct

import numpy as np
import pytest

from tbxlab.events.wire import Slot, scalar_slot


def summary(*values) -> bytes:
    from tensorboard.compat.proto.event_pb2 import Event
    from tensorboard.compat.proto.summary_pb2 import Summary

    return Event(summary=Summary(value=[Summary.Value(tag="x", **value) for value in values])).SerializeToString()


def tensor(dtype, *, sizes=None, **content) -> dict:
    from tensorboard.compat.proto.tensor_pb2 import TensorProto
    from tensorboard.compat.proto.tensor_shape_pb2 import TensorShapeProto

    shape = None if sizes is None else TensorShapeProto(dim=[TensorShapeProto.Dim(size=size) for size in sizes])
    return {"tensor": TensorProto(dtype=dtype, tensor_shape=shape, **content)}


def test_the_slot_of_a_simple_value():
    data = summary({"simple_value": 2.5})
    assert scalar_slot(data) == Slot(len(data) - 4, len(data), "<f4")
    assert data[-4:] == struct.pack("<f", 2.5)


@pytest.mark.parametrize(
    ("dtype", "content", "expected"),
    [
        (1, {"float_val": [2.5]}, "<f4"),
        (1, {"float_val": [2.5], "sizes": []}, "<f4"),
        (1, {"tensor_content": struct.pack("<f", 2.5)}, "<f4"),
        (2, {"double_val": [2.5]}, "<f8"),
        (2, {"tensor_content": struct.pack("<d", 2.5)}, "<f8"),
    ],
)
def test_the_slot_of_a_tensor(dtype, content, expected):
    data = summary(tensor(dtype, **content))
    low, high, found = scalar_slot(data)
    assert found == expected
    assert data[low:high] == np.array(2.5, expected).tobytes()


@pytest.mark.parametrize(
    ("dtype", "content"),
    [
        (1, {"float_val": [1.0, 2.0]}),  # two numbers
        (1, {"float_val": [1.0], "sizes": [1]}),  # not of shape ()
        (1, {"double_val": [1.0]}),  # not where its type says
        (2, {"float_val": [1.0]}),
        (2, {"tensor_content": b"1234"}),  # too short
        (1, {"tensor_content": b"12345678"}),
        (1, {"float_val": [1.0], "tensor_content": b"1234"}),  # in two places
        (1, {"float_val": [1.0], "double_val": [1.0]}),
        (1, {"float_val": [1.0], "version_number": 3}),
        (3, {"int_val": [1]}),
        (0, {"float_val": [1.0]}),
        (1, {}),
    ],
)
def test_no_slot_where_a_tensor_is_anything_else(dtype, content):
    assert scalar_slot(summary(tensor(dtype, **content))) is None


def test_no_slot_where_a_summary_is_anything_else():
    one = summary({"simple_value": 1.0})
    assert scalar_slot(summary({"simple_value": 1.0}, {"simple_value": 1.0})) is None
    assert scalar_slot(summary({})) is None
    assert scalar_slot(summary()) is None
    assert scalar_slot(one + one) is None
    assert scalar_slot(b"") is None
    assert scalar_slot(b"\x2a\x0b\x0a\x09\x0a\x01x\x12\x04abcd") is None  # a simple_value of the wrong type


def test_bytes_that_end_too_soon_have_no_slot():
    for data in (summary({"simple_value": 1.0}), summary(tensor(1, float_val=[2.5], sizes=[]))):
        for cut in range(len(data)):
            assert scalar_slot(data[:cut]) is None
            assert scalar_slot(data[:cut] + b"\xff" * 12) is None
