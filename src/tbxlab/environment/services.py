"""A program of the course's that runs beside it: started, watched, asked, and stopped with all it started."""

import contextlib
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import psutil

from tbxlab.environment.waiting import NotReady, wait_for

POLITE_SECONDS = 10.0  # what a program gets to end by itself; a kernel writes its last event file then
_NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # a proxy cannot reach 127.0.0.1


def fetch(url: str, *, method: str = "GET", headers: Mapping[str, str] | None = None) -> str:
    """Return what an address of this machine answers. Raises OSError where nothing good comes back."""
    request = urllib.request.Request(url, method=method, headers=dict(headers or {}))
    with _NO_PROXY.open(request, timeout=10) as answer:
        return answer.read().decode("utf-8", errors="replace")


def answers(url: str, expected: str) -> bool:
    """Say whether the page at ``url`` can be had and holds the text ``expected``."""
    try:
        return expected in fetch(url)
    except (OSError, ValueError):  # not listening yet, an error page, or half a page
        return False


class Child:
    """One program in a process group of its own, with its output in a file.

    The group is its own so that Ctrl-C in the terminal reaches the course alone, which then stops its
    programs in order. ``ask`` is a politer way to end it than a signal.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        log: Path,
        *,
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
        ask: Callable[[], object] | None = None,
    ) -> None:
        self.name, self.log, self._ask = name, log, ask
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as output:
            self._popen = subprocess.Popen(
                list(command),
                cwd=cwd,
                env={**os.environ, **(env or {})},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                **_own_group(),
            )

    @property
    def pid(self) -> int:
        """The id of the process."""
        return self._popen.pid

    @property
    def exit_code(self) -> int | None:
        """The exit code, None while it runs."""
        return self._popen.poll()

    def last_lines(self, count: int = 8) -> list[str]:
        """Return the end of what it printed."""
        return self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-count:]

    def stop(self) -> None:
        """End it and everything it started, politely first; return when all of them are gone."""
        family = _family(self._popen.pid) if self.exit_code is None else []
        for way in (self._ask, self._terminate):
            if way is None or self.exit_code is not None:
                continue
            with contextlib.suppress(OSError, ValueError):
                way()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._popen.wait(POLITE_SECONDS)
        _kill(family)
        self._popen.wait()

    def _terminate(self) -> None:
        if sys.platform == "win32":
            self._popen.send_signal(signal.CTRL_BREAK_EVENT)
        else:
            self._popen.terminate()


def _own_group() -> dict[str, Any]:
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}


def _family(pid: int) -> list[psutil.Process]:
    """The process and its descendants; a kernel has a session of its own and is among them all the same."""
    with contextlib.suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        return [process, *process.children(recursive=True)]
    return []


def _alive(process: psutil.Process) -> bool:
    """A process that has ended stays a zombie until its parent asks; psutil tells a reused id apart."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _kill(family: Sequence[psutil.Process]) -> None:
    """End those that do not end by themselves at once."""
    with contextlib.suppress(NotReady):
        wait_for(lambda: not any(map(_alive, family)), timeout=1)
    for process in filter(_alive, family):
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    with contextlib.suppress(NotReady):
        wait_for(lambda: not any(map(_alive, family)), POLITE_SECONDS)
