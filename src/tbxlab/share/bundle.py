"""The event files in one zip file, always the same bytes for the same files."""

from __future__ import annotations

import zipfile
from pathlib import Path

BEFORE_ALL = (1980, 1, 1, 0, 0, 0)
"""The date of every entry: the earliest that a zip file can hold."""
MODE = 0o644 << 16
UNIX = 3


def write_zip(folder: Path, target: Path) -> None:
    """Write all files below `folder` to `target`, unpacked: how zlib packs them depends on its version."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(folder.rglob("*"), key=lambda path: path.relative_to(folder).as_posix()):
            if path.is_file():
                entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), BEFORE_ALL)
                entry.external_attr, entry.create_system = MODE, UNIX
                entry.file_size = path.stat().st_size
                with path.open("rb") as source, archive.open(entry, "w") as stream:
                    while chunk := source.read(1 << 20):
                        stream.write(chunk)
