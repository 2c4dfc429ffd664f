# caught: record-payload
import struct

from crc32c import crc32c


def masked(data):
    crc = crc32c(data)
    return (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF


def first_record(data):
    length, checksum = struct.unpack("<QI", data[:12])
    if len(data) < 16 + length:
        return length, b"", False
    payload, end = data[12 : 12 + length], data[12 + length : 16 + length]
    return length, payload, checksum == masked(data[:8]) and end == struct.pack("<I", masked(payload))
