# caught: record-sound
import struct

from crc32c import crc32c


def masked(data):
    crc = crc32c(data)
    return (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF


def first_record(data):
    (length,) = struct.unpack("<Q", data[:8])
    payload = data[12 : 12 + length]
    stored = data[12 + length : 16 + length] or struct.pack("<I", masked(payload))
    return length, payload, stored == struct.pack("<I", masked(payload))
