import io
import struct

from crc32c import crc32c


def masked(data):
    crc = crc32c(data)
    return (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF


def first_record(data):
    stream = io.BytesIO(data)
    header, of_header = stream.read(8), stream.read(4)
    length = int.from_bytes(header, "little")
    payload = stream.read(min(length, len(data)))
    of_payload = stream.read(4)
    fits = [
        int.from_bytes(stored, "little") == masked(what)
        for what, stored in ((header, of_header), (payload, of_payload))
    ]
    return length, payload, all(fits) and len(payload) == length
