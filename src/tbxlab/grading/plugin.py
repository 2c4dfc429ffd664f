"""A pytest plugin that makes nbval fit for notebooks of any quality, and reports as they run.

Stock nbval waits its whole time-out for a kernel that died, keeps every printed byte in memory, and marks
all cells after an interrupted one as expected failures. Loaded by ``judge`` with ``-p``; each finished cell
is one JSON line in the file that TBXLAB_REPORT names.
"""

import json
import math
import os
import re
import time
from collections import Counter, deque
from pathlib import Path
from queue import Empty
from typing import Any

import nbval.plugin
import pytest
from nbval.kernel import RunningKernel

from tbxlab.grading.errors import called, why_it_died
from tbxlab.grading.judge import KERNEL_CWD, REPORT

OUTPUT_CHARACTERS = 200_000  # of printed text that are kept for one cell
POLL_SECONDS = 0.2  # between two looks at whether the kernel still lives, and at what it printed
COLORS = re.compile(r"\x1b\[[0-9;]*m")
GRACE_SECONDS = 10  # for an interrupted cell to end


DEAD_BEFORE = "Kernel dead on test start"
"""What nbval says of a cell whose kernel had ended before it."""


class DeadKernel(RuntimeError):
    """The kernel ended while it ran a cell."""


class GuardedKernel(RunningKernel):
    """nbval's kernel, in the learner's own folder: noticed when it dies, its output capped while it is printed."""

    def __init__(self, kernel_name: str, cwd: str | None = None, startup_timeout: int = 60) -> None:
        self._printed: Counter[str] = Counter()
        self._shown: deque[dict[str, Any]] = deque()
        self._patience = math.inf
        self.sources: deque[str] = deque(["", ""], maxlen=2)  # of the two cells that ran last
        super().__init__(kernel_name, cwd=os.environ.get(KERNEL_CWD, cwd), startup_timeout=startup_timeout)

    def execute_cell_input(self, *args: Any, **kwargs: Any) -> str:
        """Send a cell; an earlier one's output and interrupt are forgotten."""
        self._patience = math.inf
        self._printed.clear()
        self.sources.append(str(args[0] if args else kwargs.get("cell_input", "")))
        return super().execute_cell_input(*args, **kwargs)

    def interrupt(self) -> None:
        """Interrupt the kernel; what does not end soon after is given up, also where it goes on printing."""
        self._patience = time.monotonic() + GRACE_SECONDS
        super().interrupt()

    def await_reply(self, msg_id: str, timeout: float | None = None) -> None:
        """Wait for the reply to a message. Raises DeadKernel, or Empty when the time is up.

        What is printed meanwhile is taken in at once: left to wait, a loop's output would fill the memory.
        """
        end = math.inf if timeout is None else time.monotonic() + float(timeout)
        while time.monotonic() < end:
            self._take_in()
            left = max(0, end - time.monotonic())  # zmq takes a negative time as "for ever"
            try:
                message = super().get_message(stream="shell", timeout=min(POLL_SECONDS, left))
            except Empty:
                if not self.is_alive():
                    raise DeadKernel(why_it_died(self.sources[1], self.sources[0])) from None
                continue
            if message["parent_header"].get("msg_id") == msg_id:
                return
        raise Empty

    def get_message(self, stream: str, timeout: float | None = None) -> dict[str, Any]:
        """Return the kernel's next message, its printed text cut where a cell has printed too much."""
        if stream == "iopub" and self._shown:
            return self._shown.popleft()
        if time.monotonic() > self._patience:
            raise Empty
        return self._cut(super().get_message(stream, timeout=timeout))

    def _take_in(self) -> None:
        end = time.monotonic() + POLL_SECONDS  # a loop may print faster than can be read
        while time.monotonic() < end:
            try:
                message = self._cut(super().get_message("iopub", timeout=0))
            except Empty:
                return
            if message["msg_type"] != "stream" or message["content"]["text"]:
                self._shown.append(message)

    def _cut(self, message: dict[str, Any]) -> dict[str, Any]:
        if message["msg_type"] == "stream":
            cell, content = message["parent_header"].get("msg_id", ""), message["content"]
            size = len(content["text"])
            content["text"] = content["text"][: max(0, OUTPUT_CHARACTERS - self._printed[cell])]
            self._printed[cell] += size
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
    line = {
        "grade_id": cell.metadata.get("nbgrader", {}).get("grade_id"),
        "outcome": report.outcome,
        "seconds": round(report.duration, 3),
        "why": _why(call, getattr(item.parent, "kernel", None)) if report.failed else "",
        "died": _died(call) if report.failed else "",
    }
    with Path(os.environ[REPORT]).open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


def _died(call: pytest.CallInfo) -> str:
    """Return whether the kernel was lost: "now" in this cell, "earlier" before it, "" where it was not."""
    error = call.excinfo.value if call.excinfo else None
    if str(error) == DEAD_BEFORE:
        return "earlier"
    while error and not isinstance(error, DeadKernel):
        error = error.__cause__ or error.__context__
    return "now" if error else ""


def _why(call: pytest.CallInfo, kernel: GuardedKernel | None) -> str:
    """Return the last line of what went wrong: the learner's exception, a time-out, a dead kernel."""
    error = call.excinfo.value if call.excinfo else None
    if str(error) == DEAD_BEFORE:
        before, last = kernel.sources if kernel else ("", "")
        return why_it_died(last, before, earlier=True)
    inner = getattr(error, "inner_traceback", None)
    text = COLORS.sub("", str(inner or error))  # IPython colors its tracebacks
    lines = [line for line in text.splitlines() if line.strip()]
    if str(error).startswith("Timeout") or not lines:
        return str(error)
    return next((line for line in lines if line.startswith("✗ ")), called(lines[-1]))  # a check's own, or Python's
