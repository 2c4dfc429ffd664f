# caught: record-not-bytes
import struct


def first_record(data):
    (length,) = struct.unpack("<Q", data[:8])
    return length, str(data[12 : 12 + length]), True
