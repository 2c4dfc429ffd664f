"""The first process inside the walls: it starts the learner's, holds them to their limits, and sends what they left.

Its job is one line of JSON on standard input; what it sends is harvest's. Where the input ends, nobody waits for it
any more, and it ends all. It runs none of the learner's code, and only the standard library and harvest are used.
"""

import contextlib
import ctypes
import json
import os
import select
import signal
import subprocess
import sys
import time
from typing import Any

from tbxlab.classroom import harvest

LOOK_SECONDS = 0.02
GRACE_SECONDS = 5.0
NOT_DUMPABLE = (4, 0, 0, 0, 0)
"""For prctl: no other process reads this one's memory, nor its descriptors."""
LOG_BYTES, PRINTED_BYTES = 2_000_000, 20_000


def main() -> None:
    """Do one job."""
    incoming, outgoing = os.fdopen(os.dup(0), "rb", buffering=0), os.fdopen(os.dup(1), "wb")
    with open(os.devnull, "rb") as nothing:  # noqa: PTH123
        os.dup2(nothing.fileno(), 0)
    os.dup2(2, 1)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # of what has no handler, process 1 hears nothing from inside
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(*NOT_DUMPABLE)
    job = json.loads(incoming.readline())
    for folder in job["make"]:
        os.makedirs(folder, exist_ok=True)  # noqa: PTH103
    ended = _run(job, incoming.fileno())
    gathered = harvest.gather(job["evidence"], job["folders"])
    head = {"ended": ended, "cells": harvest.tail(job["report"], LOG_BYTES)}
    harvest.send(outgoing, head | {"printed": harvest.tail(job["log"], PRINTED_BYTES)}, gathered)


def _run(job: dict[str, Any], control: int) -> str:
    """Run the learner's processes to their end; return how it came: "exit 0", or the limit that was met."""
    with open(job["log"], "wb") as log:  # noqa: PTH123
        process = subprocess.Popen(
            job["command"],
            env=job["env"],
            cwd=job["cwd"],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=lambda: _limit(job["limits"]),
        )
    end = time.monotonic() + job["wall"]
    ended = ""
    while not ended:
        code = _reap(process)
        readable, _, _ = select.select([control], [], [], 0 if code is not None else LOOK_SECONDS)
        if code is not None:
            ended = f"exit {code}"
        elif readable:  # the pipe is closed, since nothing more is ever written into it
            ended = "given up"
        elif time.monotonic() > end:
            ended = "wall time"
        elif os.getpid() == 1:
            ended = _too_much(job)
    _end_all(process)
    return ended


def _limit(limits: dict[str, int]) -> None:
    import resource

    for name, value in limits.items():
        number = getattr(resource, name)
        hard = resource.getrlimit(number)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        with contextlib.nullcontext() if sys.platform == "linux" else contextlib.suppress(ValueError, OSError):
            resource.setrlimit(number, (value, value))


def _reap(process: subprocess.Popen[bytes]) -> int | None:
    """Return the exit code of the process once it has ended; process 1 takes in what others left behind, too."""
    if os.getpid() != 1:
        return process.poll()
    with contextlib.suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return process.returncode
            if pid == process.pid:
                process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode


def _too_much(job: dict[str, Any]) -> str:
    """Return which limit on all processes together was passed, "" where none was."""
    pages, processes = 0, 0
    for name in os.listdir("/proc"):  # noqa: PTH208
        if name.isdigit():
            processes += 1
            with contextlib.suppress(OSError), open(f"/proc/{name}/statm", "rb") as file:  # noqa: PTH123
                pages += int(file.read().split()[1])
    if pages * os.sysconf("SC_PAGE_SIZE") > job["memory"]:
        return "memory"
    return "processes" if processes > job["processes"] else ""


def _end_all(process: subprocess.Popen[bytes]) -> None:
    if os.getpid() != 1:
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(GRACE_SECONDS)
        return
    end = time.monotonic() + GRACE_SECONDS
    while time.monotonic() < end:
        with contextlib.suppress(ProcessLookupError):
            os.kill(-1, signal.SIGKILL)  # everything but process 1
        try:
            if os.waitpid(-1, os.WNOHANG) == (0, 0):
                time.sleep(LOOK_SECONDS / 4)
        except ChildProcessError:
            return


if __name__ == "__main__":
    main()
