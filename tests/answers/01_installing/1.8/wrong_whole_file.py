# caught: record-unsound, record-payload
import struct

from crc32c import crc32c


def masked(data):
    crc = crc32c(data)
    return (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF


def first_record(data):
    (length,) = struct.unpack("<Q", data[:8])
    payload = data[12:-4]
    return length, payload, data[-4:] == struct.pack("<I", masked(payload))
