# caught: record-unsound
import struct

from crc32c import crc32c


def first_record(data):
    length, checksum = struct.unpack("<QI", data[:12])
    payload = data[12 : 12 + length]
    sound = checksum == crc32c(data[:8]) and data[12 + length : 16 + length] == struct.pack("<I", crc32c(payload))
    return length, payload, sound
