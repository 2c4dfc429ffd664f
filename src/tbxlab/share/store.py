"""Files named after what they hold: the same content is one file, and a name never changes its content."""

from __future__ import annotations

import hashlib
from pathlib import Path

DIGITS = 20
"""Hexadecimal digits of a name, 80 bits: enough that no two files of a copy will ever share one."""
EXTENSIONS = {
    "application/json": ".json",
    "audio/wav": ".wav",
    "image/bmp": ".bmp",
    "image/gif": ".gif",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/svg+xml": ".svg",
    "text/html": ".html",
    "text/plain": ".txt",
    "text/x-protobuf": ".pbtxt",
}


def name_of(content: bytes, content_type: str = "application/octet-stream") -> str:
    """The name of a file with this content, such as `0f3a….png`."""
    extension = EXTENSIONS.get(content_type.partition(";")[0].strip(), ".bin")
    return hashlib.sha256(content).hexdigest()[:DIGITS] + extension


class Store:
    """Writes files into one folder, each content once."""

    def __init__(self, folder: Path):
        self._folder = folder
        self.files: dict[str, int] = {}
        """Name -> bytes of everything that was put here."""

    def put(self, content: bytes, content_type: str = "application/octet-stream") -> str:
        """Write one file and return its name."""
        name = name_of(content, content_type)
        if name not in self.files:
            self._folder.mkdir(parents=True, exist_ok=True)
            path = self._folder / name
            if not path.is_file() or path.stat().st_size != len(content):
                path.write_bytes(content)
            self.files[name] = len(content)
        return name
