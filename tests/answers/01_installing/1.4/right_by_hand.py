import struct

from crc32c import crc32c
from tensorboard.compat.proto.event_pb2 import Event


def masked(data):
    crc = crc32c(data)
    return struct.pack("<I", (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF)


def survived(directory, tag):
    steps, whole = [], True
    for path in sorted(directory.iterdir()):
        data, at, lost = path.read_bytes(), 0, 0
        while at + 12 <= len(data):
            (length,) = struct.unpack_from("<Q", data, at)
            payload = data[at + 12 : at + 12 + length]
            if data[at + 8 : at + 12] != masked(data[at : at + 8]) or at + 16 + length > len(data):
                break  # a length that was changed, or a record that was cut
            if data[at + 12 + length : at + 16 + length] == masked(payload):
                event = Event.FromString(payload)
                steps += [event.step for value in event.summary.value if value.tag == tag]
            else:
                lost += 1
            at += 16 + length
        whole = whole and at == len(data) and not lost
    return len(steps), steps[-1] if steps else None, whole
