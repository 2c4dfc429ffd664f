# caught: survived-too-many
import struct

from google.protobuf.message import DecodeError
from tensorboard.compat.proto.event_pb2 import Event


def survived(directory, tag):
    data = next(directory.iterdir()).read_bytes()
    steps, at, whole = [], 0, True
    while at < len(data):
        if at + 12 > len(data):
            whole = False
            break
        (length,) = struct.unpack_from("<Q", data, at)
        if at + 16 + length > len(data):
            whole = False
            break
        try:
            event = Event.FromString(data[at + 12 : at + 12 + length])
        except DecodeError:
            whole = False
            break
        steps += [event.step for value in event.summary.value if value.tag == tag]
        at += 16 + length
    return len(steps), steps[-1] if steps else None, whole
