"""The grader's side of the examiner: it starts one for a lab under a class's seeds, and asks it."""

import json
import os
import select
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tbxlab.classroom import examiner
from tbxlab.classroom.seeds import Seeds
from tbxlab.grading.result import Cell

JUDGING_SECONDS = 180.0
START_SECONDS = 300.0
Rings = dict[str, tuple[int, list[Any] | None]]


class NoExaminer(Exception):
    """The examiner did not start, or has ended; the message is what it said last."""


class Examiner:
    """A running examiner. ``given`` is the folder of what answers are given."""

    def __init__(self, lab: str, seeds: Seeds) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="tbx-e-", ignore_cleanup_errors=True)
        self.folder = Path(self._folder.name)
        self._log = self.folder / "log"
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tbxlab.classroom.examiner", lab, json.dumps(seeds.values), str(self.folder)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=os.environ | {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "TF_CPP_MIN_LOG_LEVEL": "3"},
            )
        self._ready = threading.Lock()
        self._is_ready = False

    @property
    def given(self) -> Path:
        """What answers are given."""
        self.wait()
        return self.folder / examiner.GIVEN

    def wait(self) -> None:
        """Wait until it has drawn everything. Raises NoExaminer."""
        with self._ready:
            if self._is_ready:
                return
            assert self._process.stdout is not None
            ready, _, _ = select.select([self._process.stdout], [], [], START_SECONDS)
            if not ready or self._process.stdout.readline() != b"ready\n":
                raise NoExaminer(self._last_line())
            self._is_ready = True

    def close(self) -> None:
        """End it."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._folder.cleanup()

    @contextmanager
    def asking(self, folder: Path, seen_as: Path) -> Iterator[Rings]:
        """Ask alarms whenever the process wants it that sees ``folder`` as ``seen_as``.

        Gives a table that holds what was said when the block is over.
        """
        rings: Rings = {}
        with self._request({"do": "ask", "folder": str(folder), "seen_as": str(seen_as)}) as (connection, stream):
            if stream.readline() != b"ready\n":
                raise NoExaminer(self._last_line())
            try:
                yield rings
            finally:
                connection.sendall(b"enough\n")
                try:
                    rings.update(json.loads(stream.readline()))
                except (ValueError, OSError):  # it ended: nothing that an alarm said is known
                    rings.clear()

    def read(self, path: Path) -> dict[str, Any]:
        """Return what ``reading.read`` finds in a file; ``bad``, where the process that reads it ends."""
        with self._request({"do": "read", "path": str(path)}) as (_, stream):
            try:
                return json.loads(stream.readline())
            except (OSError, ValueError):
                return {"bad": f"{path.name} takes more time or memory to read than a notebook does"}

    def judge(
        self, folder: Path, exercises: Sequence[str], cells: Sequence[Cell], rings: Rings
    ) -> dict[str, list[dict[str, Any]]]:
        """Return the verdicts on the evidence in ``folder``, exercise -> one for each draw.

        Evidence on which its reader ends, or that takes too long, has no verdict; the others are judged without it.
        """
        found: dict[str, list[dict[str, Any]]] = {}
        due = list(exercises)
        while due:
            request = {"do": "judge", "folder": str(folder), "exercises": due, "rings": rings}
            with self._request(request | {"cells": [asdict(each) for each in cells]}) as (_, stream):
                try:
                    for line in stream:
                        judged = json.loads(line)
                        found[judged["exercise"]] = judged["verdicts"]
                        judged["verdicts"][0]["curves"] = judged["curves"]
                except (OSError, ValueError):
                    pass
            due = [each for each in due if each not in found][1:]  # the first of them ended its reader
        return found

    @contextmanager
    def _request(self, request: dict[str, Any]) -> Iterator[tuple[socket.socket, Any]]:
        self.wait()
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(JUDGING_SECONDS)
            try:
                connection.connect(str(self.folder / examiner.SOCKET))
            except OSError as error:
                raise NoExaminer(self._last_line()) from error
            connection.sendall(json.dumps(request).encode() + b"\n")
            with connection.makefile("rb") as stream:
                yield connection, stream

    def _last_line(self) -> str:
        lines = self._log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return lines[-1] if lines else "it said nothing"
