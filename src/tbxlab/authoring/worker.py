"""Judges answers in one worker process for each lab, which imports torch once.

Answers get a fresh namespace each and a time limit; one that does not end costs the worker, and the next
answer a new one. Spawned, never forked: torch's threads do not survive a fork.
"""

import contextlib
import io
import multiprocessing
import os
import signal
import tempfile
import threading
import traceback
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

from tbxlab.grading.verdict import Verdict

LIMIT_SECONDS = 120  # far over the 2 s that driving may take: a busy machine must not change a verdict
FAREWELL_SECONDS = 10  # for a worker that has nothing left to do


class Interrupted(Exception):
    """All workers were ended, and no new one is started."""


class Worker:
    """A process that judges answers, one after the other; a context manager."""

    _running: "set[Worker]" = set()
    _over = threading.Event()

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    @classmethod
    def end_all(cls) -> None:
        """End every worker at once, whatever it does; who waits for one gets Interrupted."""
        cls._over.set()
        for worker in list(cls._running):
            if worker._pool is not None:
                _kill(list((worker._pool._processes or {}).values()))

    @classmethod
    def begin(cls) -> None:
        """Let workers start (again)."""
        cls._over.clear()

    def __enter__(self) -> "Worker":
        return self

    def __exit__(self, *_: object) -> None:
        self._stop(seconds=FAREWELL_SECONDS)

    def answer(self, exercise_id: str, path: Path, expression: str, seed: int) -> Verdict:
        """Judge the answer in the file ``path``; an answer that runs out of time is a verdict too."""
        verdict = self._call(_judge_file, exercise_id, str(path), expression, seed)
        return verdict or Verdict(exercise_id, "raised", "too-slow", {"seconds": LIMIT_SECONDS})

    def notebook(self, sources: list[str], seeds: Sequence[int], seconds: int) -> tuple[list[tuple[int, Verdict]], str]:
        """Run a notebook's code cells and judge each of its checks under every seed.

        Returns the verdicts with their seeds, and the traceback of the first cell that raised ("" where none did).
        """
        result = self._call(_judge_notebook, sources, seeds, limit=seconds * len(sources) + LIMIT_SECONDS)
        return result or ([], "the notebook did not end in time")

    def evidence(self, exercise_ids: list[str], seeds: Sequence[int], folder: Path) -> list[tuple[int, Verdict]]:
        """Judge the evidence of a notebook that ran elsewhere, under every seed: ``folder``/seed-N/exercise."""
        return self._call(_judge_evidence, exercise_ids, seeds, str(folder)) or []

    def _call(self, function: Any, *arguments: Any, limit: float = LIMIT_SECONDS) -> Any:
        if self._over.is_set():
            raise Interrupted
        with _deaf():
            if self._pool is None:
                self._pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"), initializer=_calm)
                self._running.add(self)
            answer = self._pool.submit(function, *arguments)  # starts the process, the first time
        try:
            return answer.result(timeout=limit)
        except (TimeoutError, BrokenProcessPool):
            self._stop()
            if self._over.is_set():
                raise Interrupted from None
            return None

    def _stop(self, seconds: float = 0) -> None:
        """End the process: let it leave by itself for so many seconds, then kill it.

        A worker that is killed leaves semaphores of unclosed writers behind, which Python warns of; one whose
        answer never ends would not leave by itself.
        """
        if self._pool is None:
            return
        late = threading.Timer(seconds, _kill, [list((self._pool._processes or {}).values())])
        late.start()
        self._pool.shutdown(wait=True, cancel_futures=True)
        late.cancel()
        self._pool = None
        self._running.discard(self)


@contextlib.contextmanager
def _deaf() -> Iterator[None]:
    """Let a process that is started meanwhile hear no Ctrl-C: its parent does, and ends it without a traceback."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # who starts it later unblocks SIGINT, and the next process would hear it
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _kill(processes: list[Any]) -> None:
    for process in processes:
        process.kill()


def _calm() -> None:
    """One thread for each worker: two workers with two threads each are slower on two cores."""
    os.environ.update(
        OMP_NUM_THREADS="1", MKL_NUM_THREADS="1", MPLBACKEND="agg", TF_CPP_MIN_LOG_LEVEL="3", TF_ENABLE_ONEDNN_OPTS="0"
    )  # else TensorFlow announces it on the terminal


def _judge_file(exercise_id: str, path: str, expression: str, seed: int) -> Verdict:
    from tbxlab.authoring import answers
    from tbxlab.grading import core

    with tempfile.TemporaryDirectory(prefix="tbxlab-", ignore_cleanup_errors=True) as folder:
        os.environ |= {"TBXLAB_WORK": folder, "TBXLAB_RUNS": str(Path(folder, "runs"))}
        answer = answers.load(Path(path), expression)
        core.drive(exercise_id, answer, seed, Path(folder, exercise_id))
        return core.verify(exercise_id, seed, Path(folder, exercise_id))


def _judge_evidence(exercise_ids: list[str], seeds: Sequence[int], folder: str) -> list[tuple[int, Verdict]]:
    from tbxlab.grading import core

    return [
        (seed, core.verify(each, seed, core.evidence_of(Path(folder), seed, each)))
        for each in exercise_ids
        for seed in seeds
    ]


def _judge_notebook(sources: list[str], seeds: Sequence[int]) -> tuple[list[tuple[int, Verdict]], str]:
    import tbxlab
    from tbxlab.grading import core

    verdicts: list[tuple[int, Verdict]] = []
    with tempfile.TemporaryDirectory(prefix="tbxlab-", ignore_cleanup_errors=True) as folder:
        os.environ |= {"TBXLAB_WORK": folder, "TBXLAB_RUNS": str(Path(folder, "runs"))}

        def check(exercise_id: str, answer: Any) -> None:
            for seed in seeds:
                core.drive(exercise_id, answer, seed, Path(folder, exercise_id))
                verdicts.append((seed, core.verify(exercise_id, seed, Path(folder, exercise_id))))

        original, tbxlab.check = tbxlab.check, check
        namespace: dict[str, Any] = {"__name__": "__main__"}
        try:
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                for source in sources:
                    exec(compile(source, "<cell>", "exec"), namespace)
        except Exception:  # noqa: BLE001 - a notebook's cells may raise anything
            return verdicts, traceback.format_exc()
        finally:
            tbxlab.check = original
    return verdicts, ""
