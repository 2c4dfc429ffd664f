"""Do the fast ways give what protobuf gives, whatever the events look like?

`slowly` reads the same file with nothing but protobuf and TensorBoard's own tensor decoder.
"""

import random
import struct
from collections import defaultdict

import numpy as np
import pytest

from tbxlab import events
from tbxlab.events import bulk, records

STEPS = [0, 0, 1, 2, 127, 128, 16383, 16384, 2**31 - 1, 2**31, 2**40, 2**63 - 1, -1, -5, -(2**63)]
NUMBERS = [0.0, -0.0, 1.5, 1e-45, 3e38, float("nan"), float("inf"), float("-inf")]
TAGS = ["", "a", "b", "c", "train/loss", "train/lost", "größe", "x" * 200, "y" * 600]
TEXTS = ["note", "more/notes"]
UNKNOWN = [b"", b"", b"", b"\xf8\x07\x05", b"\xf2\x07\x03abc", b"\xfd\x07\x00\x00\x80\x3f", b"\x15\x00\x00\x00\x40"]
"""Bytes that may follow a message: fields that no present version knows, and once more a simple_value."""


def number(rng):
    return rng.choice(NUMBERS) if rng.random() < 0.3 else rng.uniform(-10, 10)


def add_value(rng, summary, described):
    """Add one Summary.Value: mostly a scalar, in any of the forms that protobuf allows.

    `described` are the tags that have had metadata: for them, writers may leave it out from then on.
    """
    form = rng.choice(["simple"] * 6 + ["tensor"] * 6 + ["text", "histogram", "bare"])
    value = summary.value.add(tag=rng.choice(TEXTS if form == "text" else TAGS))
    if form == "simple":
        value.simple_value = number(rng)
        if rng.random() < 0.2:
            value.metadata.display_name = rng.choice(["Loss", "Lost"])
    elif form == "histogram":
        value.histo.bucket.extend([1, 2])
        value.histo.bucket_limit.extend([0, 1])
    elif form != "bare":
        if value.tag not in described or rng.random() < 0.7:
            value.metadata.plugin_data.plugin_name = "text" if form == "text" else "scalars"
            described.add(value.tag)
        fill_tensor(rng, value.tensor, form)


def fill_tensor(rng, tensor, form):
    if form == "text":
        tensor.dtype = 7
        tensor.string_val.append(rng.choice([b"", b"one", "größe".encode(), b"\xff"]))
        return
    for _ in range(rng.choice([0, 0, 0, 1, 2])):
        tensor.tensor_shape.dim.add(size=1)
    x = number(rng)
    how = rng.choice(["float", "double", "content4", "content8", "half", "int64", "bool"])
    if how == "float":
        tensor.dtype = 1
        tensor.float_val.append(x)
    elif how == "double":
        tensor.dtype = 2
        tensor.double_val.append(x)
    elif how == "content4":
        tensor.dtype = 1
        tensor.tensor_content = struct.pack("<f", x)
    elif how == "content8":
        tensor.dtype = 2
        tensor.tensor_content = struct.pack("<d", x)
    elif how == "half":
        tensor.dtype = 19
        tensor.half_val.append(rng.randrange(2**16))
    elif how == "int64":
        tensor.dtype = 9
        tensor.int64_val.append(rng.choice(STEPS))
    else:
        tensor.dtype = 10
        tensor.bool_val.append(rng.random() < 0.5)


def random_summary(rng, described):
    """The bytes of a summary field: often one scalar, sometimes several values or unknown fields."""
    from tensorboard.compat.proto.summary_pb2 import Summary

    summary = Summary()
    for _ in range(rng.choice([1] * 8 + [0, 2, 3])):
        add_value(rng, summary, described)
    inside = summary.SerializeToString() + rng.choice(UNKNOWN)
    if len(summary.value) == 1 and rng.random() < 0.2:
        value = summary.value[0].SerializeToString() + rng.choice(UNKNOWN)
        inside = b"\x0a" + varint(len(value)) + value
    return b"\x2a" + varint(len(inside)) + inside


def random_payload(rng, described):
    """The bytes of one event: often plain, sometimes with unknown fields, or the fields in another order."""
    from tensorboard.compat.proto.event_pb2 import Event

    head = Event(wall_time=rng.choice([0.0, 1.7e9 + rng.random()]), step=rng.choice([*STEPS, rng.randrange(10**6)]))
    parts = [head.SerializeToString(), random_summary(rng, described), rng.choice(UNKNOWN)]
    if rng.random() < 0.1:
        rng.shuffle(parts)
    return b"".join(parts)


def varint(n):
    found = b""
    while n > 127:
        found, n = found + bytes([n & 127 | 128]), n >> 7
    return found + bytes([n])


def slowly(payloads):
    """Scalars and texts of these events: kind -> tag -> list of (step, wall time, value)."""
    from tensorboard.compat.proto.event_pb2 import Event
    from tensorboard.util.tensor_util import make_ndarray

    found = {"scalars": defaultdict(list), "text": defaultdict(list)}
    for payload in payloads:
        event = Event.FromString(payload)
        for value in event.summary.value:
            form, where = value.WhichOneof("value"), (event.step, event.wall_time)
            if form == "simple_value":
                found["scalars"][value.tag].append((*where, value.simple_value))
            elif form == "tensor" and value.tag in TAGS:
                found["scalars"][value.tag].append((*where, float(make_ndarray(value.tensor).item())))
            elif form == "tensor":
                found["text"][value.tag].append((*where, value.tensor.string_val[0].decode("utf-8", errors="replace")))
    return found


def compare(run, payloads):
    expected = slowly(payloads)
    assert list(run.scalars) == list(expected["scalars"])
    assert list(run.texts) == list(expected["text"])
    for tag, points in expected["text"].items():
        steps, walls, values = zip(*points, strict=True)
        assert run.texts[tag].values == values
        assert (run.texts[tag].steps.tolist(), run.texts[tag].wall_times.tolist()) == (list(steps), list(walls))
    for tag, points in expected["scalars"].items():
        steps, walls, values = zip(*points, strict=True)
        found = run.scalars[tag]
        assert (found.steps.tolist(), found.wall_times.tolist()) == (list(steps), list(walls))
        np.testing.assert_array_equal(found.values, values)
        assert np.signbit(found.values).tolist() == np.signbit(values).tolist()


@pytest.mark.parametrize("seed", range(12))
def test_random_events_read_as_protobuf_reads_them(seed, log, monkeypatch):
    rng, described = random.Random(seed), set()
    payloads = [random_payload(rng, described) for _ in range(600)]
    path = log(*payloads)
    monkeypatch.setattr(bulk, "FEW", rng.choice([1, 2, 8]))  # 1: no scalar is left to protobuf
    if seed % 2:
        monkeypatch.setattr(records, "CHUNK", rng.randrange(1, 3000))  # records then span many chunks

    run = events.read_run(path)

    compare(run, payloads)
    assert run.damage == ()
    assert run.files[0].records == 601


def test_random_events_in_two_files_read_as_one_run(log):
    rng, described = random.Random(99), set()
    payloads = [random_payload(rng, described) for _ in range(400)]
    log(*payloads[:150], name="tfevents.1")
    path = log(*payloads[150:], name="tfevents.2")

    run = events.read_run(path.parent)

    compare(run, payloads)
    assert [file.records for file in run.files] == [151, 251]


def test_the_fast_way_is_taken_by_what_writers_write(log, scalar):
    """Of 2000 scalars as the writers write them, are only a few left to be decoded alone?"""
    tensor = scalar("t", 0.0, 1)
    tensor.summary.value[0].tensor.dtype = 1
    tensor.summary.value[0].tensor.tensor_shape.SetInParent()
    tensor.summary.value[0].metadata.plugin_data.plugin_name = "scalars"
    payloads = []
    for step in range(1000):
        tensor.step = step
        tensor.summary.value[0].tensor.tensor_content = struct.pack("<f", step / 7)
        payloads += [tensor.SerializeToString(), scalar("s", step / 3, step * 997).SerializeToString()]
    (block,) = records.RecordFile(log(*payloads)).blocks()

    batches, odd = bulk.split(block)

    assert len(odd) < 10  # the header, and the first steps
    assert sum(len(batch.steps) for batch in batches) + len(odd) == 2001
    assert len(batches) == 2  # one for each tag


def test_a_random_summary_has_a_slot_only_where_protobuf_finds_a_number():
    """Change the bytes of the slot: then the number must change, and nothing else."""
    from tensorboard.compat.proto.event_pb2 import Event

    from tbxlab.events.wire import scalar_slot

    rng, slots = random.Random(7), 0
    for _ in range(3000):
        summary = bytearray(random_summary(rng, set()))
        slot = scalar_slot(bytes(summary))
        if slot is None:
            continue
        slots += 1
        before = Event.FromString(bytes(summary))
        summary[slot.low : slot.high] = np.array(1234.5, slot.dtype).tobytes()
        after = Event.FromString(bytes(summary))
        assert slowly([after.SerializeToString()])["scalars"] == {after.summary.value[0].tag: [(0, 0.0, 1234.5)]}
        for event in (before, after):
            for field in ("simple_value", "tensor"):
                event.summary.value[0].ClearField(field)
        assert before == after
    assert slots > 500
