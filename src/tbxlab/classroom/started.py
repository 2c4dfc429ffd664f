"""A first process that runs, behind walls or without: it gets a job, and is ended with all that it started."""

import json
import os
import signal
import subprocess
import threading
from contextlib import suppress
from typing import Any, BinaryIO

GOODBYE_SECONDS = 15.0


class Started:
    """A first process that runs."""

    _running: "set[Started]" = set()
    _over = threading.Event()

    def __init__(self, process: "subprocess.Popen[bytes]", info: int | None = None) -> None:
        self.process, self._info = process, info
        self._running.add(self)
        if self._over.is_set():
            self._kill()

    @classmethod
    def end_all(cls) -> None:
        """End every submission that runs, and each that is started later: the grader was told to stop."""
        cls._over.set()
        for each in list(cls._running):
            each._kill()

    @property
    def output(self) -> BinaryIO:
        """What it sends."""
        assert self.process.stdout is not None
        return self.process.stdout  # type: ignore[return-value]

    def give(self, job: dict[str, Any]) -> None:
        """Send it its job. Raises OSError."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(job).encode() + b"\n")
        self.process.stdin.flush()

    def do(self, job: dict[str, Any]) -> dict[str, Any]:
        """Give a job that leaves no files; return the head of what comes back, or why nothing does."""
        try:
            self.give(job)
            line = self.output.readline(1 << 20)
            return json.loads(line)
        except (OSError, ValueError):
            return {"why": self.said()}

    def said(self) -> str:
        """Return what the walls themselves said when they ended."""
        assert self.process.stderr is not None
        self.end()
        return self.process.stderr.read(2000).decode("utf-8", "replace").strip()

    def end(self) -> None:
        """Close the pipe to the first process: it ends all. One that does not, is killed, and all go with it."""
        assert self.process.stdin is not None
        self._running.discard(self)
        with suppress(OSError):
            self.process.stdin.close()
        try:
            self.process.wait(GOODBYE_SECONDS)
        except subprocess.TimeoutExpired:
            self._kill()

    def _kill(self) -> None:
        if self._info is not None:
            with suppress(OSError, ValueError, KeyError):
                os.kill(json.loads(os.read(self._info, 10_000))["child-pid"], signal.SIGKILL)
        self.process.kill()
        self.process.wait()
