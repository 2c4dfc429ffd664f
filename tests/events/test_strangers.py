"""Files that bear an event file's name and are none: named for what they are, each with its cure."""

import bz2
import gzip
import io
import lzma
import sqlite3
import tarfile
import zipfile

import pytest

from tbxlab import events

POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"4d7a" * 16 + b"\nsize 12345\n"
APPLE = b"\0\x05\x16\x07\0\x02\0\0Mac OS X        " + bytes(4096 - 24)


@pytest.fixture
def content(log, scalar):
    return log(*(scalar("x", float(step), step) for step in range(20)), to="sound").read_bytes()


def zipped(data):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("events.out.tfevents.1", data)
    return buffer.getvalue()


def tarred(data):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        about = tarfile.TarInfo("events.out.tfevents.1")
        about.size = len(data)
        archive.addfile(about, io.BytesIO(data))
    return buffer.getvalue()


def database(_):
    connection = sqlite3.connect(":memory:")
    connection.execute("create table x (y)")
    return connection.serialize()


STRANGERS = {
    "LFS": (lambda _: POINTER, "Git LFS pointer", "git lfs pull"),
    "annex": (lambda _: b"/annex/objects/SHA256E-s9--" + b"ab" * 32, "git-annex pointer", "git annex get"),
    "gzip": (gzip.compress, "gzip", "gunzip"),
    "bzip2": (bz2.compress, "bzip2", "bunzip2"),
    "xz": (lzma.compress, "xz", "unxz"),
    "zstd": (lambda data: b"\x28\xb5\x2f\xfd" + data, "Zstandard", "zstd -d"),
    "zip": (zipped, "ZIP archive", "unpack"),
    "tar": (tarred, "tar archive", "tar -xf"),
    "AppleDouble": (lambda _: APPLE, "AppleDouble", "delete it"),
    "web page": (lambda _: b"\n<!DOCTYPE html>\n<html><body>Sign in</body></html>", "web page", "download the file"),
    "csv": (lambda _: b"step,value\n0,1.5\n" * 9, "it is text", "move it"),
    "utf-16": (lambda _: "step,value\n0,1.5\n".encode("utf-16"), "it is text", "move it"),
    "umlauts": (lambda _: "größe,".encode() * 20_000, "it is text", "move it"),
    "zeros": (lambda data: bytes(len(data)), "zeros only", "copy it again"),
    "sqlite": (database, "SQLite", "move it"),
    "decoded": (lambda data: b"\0" + data.decode(errors="replace").encode(), "decoded as text", "binary mode"),
}


@pytest.mark.parametrize("kind", STRANGERS)
def test_a_stranger_is_named_with_its_cure_and_costs_nothing_else(kind, content, tmp_path):
    make, what, cure = STRANGERS[kind]
    folder = tmp_path / "sound"
    name = "._events.out.tfevents.1700000000.test" if kind == "AppleDouble" else "events.out.tfevents.1.other"
    (folder / name).write_bytes(make(content))
    run = events.read_run(folder)
    assert run.scalars["x"].values.tolist() == list(range(20))
    (damage,) = run.damage
    assert (damage.kind, damage.file.name, damage.offset) == ("not-events", name, 0)
    assert what in damage.why
    assert what in str(damage)
    assert cure in damage.cure


def test_an_event_file_of_each_reason_has_a_cure(content, tmp_path):
    from tbxlab.events import damage

    assert all(damage.Damage(tmp_path, kind, 0, 0, 0).cure for kind in damage._REASONS)


def test_line_ends_that_were_converted_are_named(log, scalar, tmp_path):
    """Git's autocrlf, or FTP in its text mode."""
    file = log(*(scalar("x", float(step), step) for step in range(20)))
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    (damage,) = events.read_run(file).damage
    assert damage.kind == "checksum"
    assert "line ends were converted" in damage.why
    assert "binary" in damage.cure


def test_a_bit_that_was_changed_is_not_taken_for_converted_line_ends(content, tmp_path):
    changed = bytearray(content)
    changed[len(changed) // 2 & ~7] ^= 1
    (tmp_path / "sound" / "events.out.tfevents.1700000000.test").write_bytes(changed)
    (damage,) = events.read_run(tmp_path / "sound").damage
    assert damage.detail == ""


@pytest.mark.skipif(not hasattr(__import__("os"), "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_with_such_a_name_is_told_and_not_waited_for(content, tmp_path):
    import os

    os.mkfifo(tmp_path / "sound" / "pipe.tfevents")
    run = events.read_run(tmp_path / "sound")
    (damage,) = run.damage
    assert damage.kind == "unreadable"
    assert "pipe" in damage.why
    assert len(run.scalars["x"]) == 20
