"""Checks of lab 01. Those of writing and of reading have their own modules; the server's is here."""

import contextlib
import random
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import psutil

from tbxlab.grading.case import Case
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.processes import Started, watched
from tbxlab.grading.verdict import Wrong

LOADED_SECONDS = 1.0
"""After a server listens: it has then looked into the log directory once, and looks again only seconds later."""


@dataclass(frozen=True)
class Served:
    """A log directory with two runs; the tags of ``run`` are asked for."""

    run: str
    other: str
    tags: tuple[str, ...]

    def log_other(self, evidence: Evidence) -> None:
        """Log the run that nobody asks for; it has a tag of the one that is asked for, and one of its own."""
        with evidence.writer(self.other) as writer:
            for tag in ("y", self.tags[0]):
                writer.add_scalar(tag, 0.5, 0)

    def log_run(self, evidence: Evidence) -> None:
        """Log the run that is asked for."""
        with evidence.writer(self.run) as writer:
            for tag in self.tags:
                writer.add_scalar(tag, 0.5, 0)


@exercise("1.6")
class AskTensorBoard:
    """Was a TensorBoard started, asked until it shows the run, and stopped?"""

    def case(self, seed: int) -> Case[Served, None]:
        """Draw the names of runs and tags."""
        draw = random.Random(seed)
        run, other = (f"lr-0.{number:02d}/seed-{seed}" for number in draw.sample(range(1, 99), 2))
        tags = tuple(sorted(f"loss/head-{number}" for number in draw.sample(range(9), 3)))
        return Case(given=Served(run, other, tags), true=None)

    def drive(self, ask_tensorboard: Callable[..., Any], given: Served, evidence: Evidence) -> None:
        """Let the learner's function start a server: the one check that takes over two seconds.

        A made-up server would be lighter, but what it is about is the real one: that it takes a moment to
        load, and that it must be stopped. So one is started, once; the run comes late, so that the first answer
        of every server on every machine lacks it.
        """
        given.log_other(evidence)
        with watched("tensorboard", "tbxlab.board") as started:
            with _logged_late(given, evidence, started):
                try:
                    answer = ask_tensorboard(evidence.logdir(), given.run)
                finally:
                    left = started.end()
        evidence.note(answer=answer, left=left, servers=len(started.processes))

    def verify(self, evidence: Evidence, case: Case[Served, None]) -> None:
        """Expect the tags that were written, a process that was TensorBoard's, and none that is left."""
        answer, given = evidence.answers["answer"], case.given
        if not evidence.answers["servers"]:
            raise Wrong("board-none")
        if not isinstance(answer, list) or sorted(map(str, answer)) != list(given.tags):
            raise Wrong("board-tags", run=given.run, expected=", ".join(given.tags), found=repr(answer))
        if evidence.answers["left"]:
            raise Wrong("board-left", left=evidence.answers["left"])


@contextlib.contextmanager
def _logged_late(given: Served, evidence: Evidence, started: Started) -> Iterator[None]:
    """Log the run a moment after a server listens; at once where none does in the block."""
    over = threading.Event()

    def log() -> None:
        while not over.wait(0.1) and not any(map(_listens, started.processes)):
            pass
        over.wait(LOADED_SECONDS)
        given.log_run(evidence)

    thread = threading.Thread(target=log, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _listens(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.Error):
        return any(each.status == psutil.CONN_LISTEN for each in process.net_connections(kind="tcp"))
    return False
