# caught: record-payload
import struct


def first_record(data):
    (length,) = struct.unpack("<Q", data[:8])
    return length, data[8 : 8 + length], True
