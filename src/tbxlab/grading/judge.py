"""Judges one notebook: merge, run through nbval in a process of its own, verify the evidence here."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import psutil

from tbxlab.course import folders
from tbxlab.course.manifest import Exercise, Lab
from tbxlab.grading import core
from tbxlab.grading.result import Cell, Report, Result, verdict_on
from tbxlab.notebooks import build, make
from tbxlab.notebooks.merge import merge, up_to
from tbxlab.notebooks.read import read_submission

if TYPE_CHECKING:
    from nbformat import NotebookNode

SEED = 1  # any but 0, which every learner's own check cells use
PLUGIN = "tbxlab.grading.plugin"  # named, not imported: it brings pytest, which only the child needs
FREE_BYTES = 2**20  # with less, what is missing was most likely not written
REPORT, KERNEL_CWD = "TBXLAB_REPORT", "TBXLAB_KERNEL_CWD"


class CannotJudge(Exception):
    """Not every cell was tried, which is no notebook's fault; the message holds the last error that was printed."""


class Canceled(Exception):
    """The caller wants no report any more."""


def judge(
    path: Path,
    lab: Lab,
    *,
    only: Exercise | None = None,
    seed: int = SEED,
    progress: Callable[[int, int], None] = lambda done, total: None,
    canceled: Callable[[], bool] = lambda: False,
) -> Report:
    """Judge the notebook at ``path`` as a submission of ``lab``, or one exercise of it.

    For one exercise, the cells behind its check are not run: no answer can rest on them.

    ``progress`` is called with (finished cells, all cells). Only evidence decides: what the learner's
    kernel prints, and how nbval saw the check cell end, do not. Raises grading.read's BadNotebook, CannotJudge,
    and Canceled soon after ``canceled`` says so.
    """
    submission = read_submission(path)
    reference = make.read(build.solution_path(lab))
    merged = merge(reference, submission, make.lab_notebook(reference))
    if only:
        merged = up_to(merged, only.id)
    wanted = (only,) if only else lab.exercises
    with tempfile.TemporaryDirectory(prefix="tbxlab-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        cells = tuple(_run(merged.notebook, lab, folder, path.parent.resolve(), seed, progress, canceled))
        results = tuple(Result(each, verdict_on(each, seed, evidence_in(folder), cells)) for each in wanted)
    return Report(lab, path, results, cells, merged.notes, whole=only is None)


def evidence_in(folder: Path) -> Path:
    """Return where the checks of a notebook that is judged in ``folder`` leave their evidence."""
    return folder / "evidence"


def environment(folder: Path, seed: int) -> dict[str, str]:
    """Return the environment of a kernel whose notebook is judged in ``folder``.

    Its runs stay in ``folder`` too: judging leaves the learner's runs alone. What a learner's kernels run when they
    start is left out.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONSTARTUP"}
    return kept | {
        core.EVIDENCE: str(evidence_in(folder)),
        core.SEED: str(seed),
        "TBXLAB_RUNS": str(folder / "runs"),
        "TBXLAB_COURSE": str(folders.root()),
        "PYTHONUTF8": "1",
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
    }


def pytest_command(notebook: Path, settings: Path, seconds: int) -> list[str]:
    """Return the command that runs a notebook through nbval, each cell for at most so many seconds."""
    plugins = ["-p", "no:cacheprovider", "-p", PLUGIN, "-p", "nbval.plugin"]
    nbval = ["--nbval-lax", "--nbval-current-env", f"--nbval-cell-timeout={seconds}"]
    return [sys.executable, "-m", "pytest", "-q", "--color=no", *plugins, *nbval, "-c", str(settings), str(notebook)]


def _run(
    notebook: NotebookNode,
    lab: Lab,
    folder: Path,
    cwd: Path,
    seed: int,
    progress: Callable[[int, int], None],
    canceled: Callable[[], bool],
) -> Iterator[Cell]:
    """Run the merged notebook through nbval and yield its cells as they finish."""
    target, report = folder / f"{lab.name}.ipynb", folder / "cells.jsonl"
    make.write(notebook, target)
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")  # nobody else's settings apply
    report.touch()
    command = pytest_command(target, folder / "pytest.ini", lab.seconds)
    env = environment(folder, seed) | {
        REPORT: str(report),
        KERNEL_CWD: str(cwd),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }  # nor anybody else's plugins
    env.pop("PYTEST_ADDOPTS", None)
    expected = sum(cell.cell_type == "code" for cell in notebook.cells)
    log = folder / "pytest.log"
    with (
        log.open("wb") as output,
        subprocess.Popen(
            command, cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        ) as process,
    ):
        finished = 0
        with report.open(encoding="utf-8") as lines:
            while True:
                ended = process.poll() is not None  # asked before reading: nothing is written after it
                for line in _whole_lines(lines):
                    finished += 1
                    progress(finished, expected)
                    yield Cell(**json.loads(line))
                if ended:
                    break
                if canceled():
                    _kill(process.pid)
                    raise Canceled
                try:
                    process.wait(0.1)
                except subprocess.TimeoutExpired:
                    continue
    if finished < expected:  # a cell that fails, or whose kernel is dead, has finished, too
        if shutil.disk_usage(folder).free < FREE_BYTES:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder))
        raise CannotJudge(_last_error(log.read_text(encoding="utf-8", errors="replace")))


def _last_error(log: str) -> str:
    """Return the line of a log that says what went wrong: the last one that names an error, else the last one."""
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    return next((line for line in reversed(lines) if "Error" in line or "error" in line), lines[-1] if lines else "")


def _kill(pid: int) -> None:
    """End a process and its kernel at once."""
    with contextlib.suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        for each in [*process.children(recursive=True), process]:
            with contextlib.suppress(psutil.NoSuchProcess):
                each.kill()


def _whole_lines(lines: TextIO) -> Iterator[str]:
    """Yield lines that are complete; a line that is still being written is left for the next look."""
    while True:
        start = lines.tell()
        line = lines.readline()
        if not line.endswith("\n"):
            lines.seek(start)
            return
        yield line
