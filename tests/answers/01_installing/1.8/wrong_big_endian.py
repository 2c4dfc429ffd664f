# caught: record-length
import struct


def first_record(data):
    (length,) = struct.unpack(">Q", data[:8])
    return length, data[12 : 12 + length], False
