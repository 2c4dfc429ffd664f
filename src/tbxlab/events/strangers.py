"""What a file is that bears an event file's name and is none, or was one before it was copied.

TensorBoard reads every file whose name holds `tfevents`. Each of these is known by its first bytes.
"""

from __future__ import annotations

from pathlib import Path

HEAD = 1 << 16
"""Bytes of a file that are looked at."""
SURE = 3
"""How many characters of replacement, or changed line ends, are no chance."""

_UNPACK = "unpack it, then read the unpacked file"
_PLAIN = "download the file itself, not the page that shows it"
_KNOWN: tuple[tuple[bytes, str, str], ...] = (
    (b"version https://git-lfs.github.com/", "it is a Git LFS pointer, three lines of text", "run `git lfs pull`"),
    (b"/annex/objects/", "it is a git-annex pointer, one line of text", "run `git annex get` on it"),
    (b"\x1f\x8b", "it is compressed with gzip", "unpack it with `gunzip`, then read the unpacked file"),
    (b"\x28\xb5\x2f\xfd", "it is compressed with Zstandard", "unpack it with `zstd -d`, then read the unpacked file"),
    (b"\xfd7zXZ\0", "it is compressed with xz", "unpack it with `unxz`, then read the unpacked file"),
    (b"BZh", "it is compressed with bzip2", "unpack it with `bunzip2`, then read the unpacked file"),
    (b"\x04\x22\x4d\x18", "it is compressed with LZ4", "unpack it with `lz4 -d`, then read the unpacked file"),
    (b"PK\x03\x04", "it is a ZIP archive", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "it is a 7z archive", _UNPACK),
    (b"Rar!", "it is a RAR archive", _UNPACK),
    (
        b"\0\x05\x16\x07",
        "it is what macOS notes beside a copied file (AppleDouble)",
        "delete it; the data is elsewhere",
    ),
    (b"\0\x05\x16\0", "it is what macOS makes of a file and its notes (AppleSingle)", "copy the file itself again"),
    (b"SQLite format 3\0", "it is an SQLite database", "move it out of the run's directory"),
    (b"\x89HDF\r\n", "it is an HDF5 file", "move it out of the run's directory"),
)
_TAR = (257, b"ustar", "it is a tar archive", "unpack it with `tar -xf`")
_PAGES = (b"<!doctype html", b"<html", b"<?xml")


def name(path: Path) -> tuple[str, str]:
    """Say what this file is, and what to do about it; two empty strings where that is not known. Raises OSError.

    Nothing of what it holds is repeated: a page that tells of it may be published.
    """
    head = _head(path)
    for begins, what, cure in _KNOWN:
        if head.startswith(begins):
            return what, cure
    at, word, what, cure = _TAR
    if head[at : at + len(word)] == word:
        return what, cure
    if not head.strip(b"\0"):
        return "it holds zeros only", "copy it again if the original is sound; what a crash took is gone"
    text = _text(head)
    if text.lstrip("\ufeff \r\n\t").lower().encode()[:64].startswith(_PAGES):
        return "it is a web page or XML", _PLAIN
    if text:
        return "it is text", "move it out of the run's directory"
    return as_text(head)


def spoiled(path: Path) -> tuple[str, str]:
    """Say by what the bytes of this file were changed, as `name` does. Raises OSError."""
    return as_text(_head(path))


def as_text(head: bytes) -> tuple[str, str]:
    """Say whether these bytes went through something that took them for text."""
    if head.count(b"\xef\xbf\xbd") >= SURE:
        return "it was decoded as text and encoded again, which loses bytes", "copy the original again, in binary mode"
    if head.count(b"\r\n") >= SURE and head.count(b"\r\n") == head.count(b"\n"):
        return "its line ends were converted, as for a text", "copy it again, in binary mode (in Git: mark it `binary`)"
    return "", ""


def _head(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(HEAD)


def _text(head: bytes) -> str:
    """The text that the bytes are, or an empty string where they are none."""
    try:
        text = head.decode("utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 4:  # only a character that HEAD cuts in two is no objection
            return ""
        text = head[: error.start].decode("utf-8", errors="replace")
    return text if all(c.isprintable() or c in "\r\n\t\f\ufeff" for c in text) else ""
