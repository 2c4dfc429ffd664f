# caught: record-not-three
import struct


def first_record(data):
    (length,) = struct.unpack("<Q", data[:8])
    return data[12 : 12 + length]
