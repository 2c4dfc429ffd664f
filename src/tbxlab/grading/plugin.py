"""A pytest plugin that makes nbval fit for notebooks of any quality, and reports as they run.

Stock nbval waits its whole time-out for a kernel that died, keeps every printed byte in memory, and marks
all cells after an interrupted one as expected failures. Loaded by ``judge`` with ``-p``; each finished cell
is one JSON line in the file that TBXLAB_REPORT names.
"""

import json
import os
import time
from pathlib import Path
from queue import Empty
from typing import Any

import nbval.plugin
import pytest
from nbval.kernel import RunningKernel

OUTPUT_BYTES = 200_000  # of printed text that is kept for one cell
POLL_SECONDS = 0.5  # between two looks at whether the kernel still lives
REPORT, KERNEL_CWD = "TBXLAB_REPORT", "TBXLAB_KERNEL_CWD"


class DeadKernel(RuntimeError):
    """The kernel ended while it ran a cell."""


class GuardedKernel(RunningKernel):
    """nbval's kernel, in the learner's own folder, noticed when it dies, with its output capped."""

    def __init__(self, kernel_name: str, cwd: str | None = None, startup_timeout: int = 60) -> None:
        self._printed: dict[str, int] = {}
        super().__init__(kernel_name, cwd=os.environ.get(KERNEL_CWD, cwd), startup_timeout=startup_timeout)

    def await_reply(self, msg_id: str, timeout: float | None = None) -> None:
        """Wait for the reply to a message. Raises DeadKernel, or Empty when the time is up."""
        end = None if timeout is None else time.monotonic() + float(timeout)
        while True:
            left = POLL_SECONDS if end is None else end - time.monotonic()
            if left <= 0:
                raise Empty
            try:
                message = self.get_message(stream="shell", timeout=min(POLL_SECONDS, left))
            except Empty:
                if not self.is_alive():
                    raise DeadKernel("the kernel died while it ran this cell") from None
                continue
            if message["parent_header"].get("msg_id") == msg_id:
                return

    def get_message(self, stream: str, timeout: float | None = None) -> dict[str, Any]:
        """Return the kernel's next message, its printed text cut where a cell has printed too much."""
        message = super().get_message(stream, timeout=timeout)
        if message["msg_type"] == "stream":
            cell = message["parent_header"].get("msg_id", "")
            printed = self._printed.get(cell, 0)
            text = message["content"]["text"]
            message["content"]["text"] = text[: max(0, OUTPUT_BYTES - printed)]
            self._printed[cell] = printed + len(text)
        return message


def pytest_configure(config: pytest.Config) -> None:
    """Put the guarded kernel in nbval's place; later cells of an interrupted notebook count as they end."""
    nbval.plugin.RunningKernel = GuardedKernel
    nbval.plugin.IPyNbCell.setup = lambda self: None


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo) -> Any:
    """Write one line for each finished cell: its grade id, how it ended, its seconds."""
    outcome = yield
    report = outcome.get_result()
    cell = getattr(item, "cell", None)
    if cell is None or not (report.when == "call" or report.failed):
        return
    line = {"grade_id": cell.metadata.get("nbgrader", {}).get("grade_id"), "outcome": report.outcome,
            "seconds": round(report.duration, 3), "why": _why(call) if report.failed else ""}
    with Path(os.environ[REPORT]).open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


def _why(call: pytest.CallInfo) -> str:
    """Return the last line of what went wrong: the learner's exception, a time-out, a dead kernel."""
    error = call.excinfo.value if call.excinfo else None
    inner = getattr(error, "inner_traceback", None)
    lines = [line for line in str(inner or error).splitlines() if line.strip()]
    return str(error) if str(error).startswith("Timeout") else (lines[-1] if lines else "")
