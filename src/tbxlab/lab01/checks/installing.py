"""Checks of lab 01. Those of writing and of reading have their own modules; the server's is here."""

import random
from dataclasses import dataclass

from tbxlab.grading.core import exercise
from tbxlab.grading.processes import watched
from tbxlab.grading.verdict import Wrong


@dataclass(frozen=True)
class Served:
    """A log directory with two runs; the tags of ``run`` are asked for."""

    run: str
    other: str
    tags: tuple[str, ...]


@exercise("1.6")
class AskTensorBoard:
    """Was a TensorBoard started, asked and stopped?"""

    def case(self, seed):
        """Draw the names of runs and tags."""
        draw = random.Random(seed)
        run, other = (f"lr-0.{number:02d}/seed-{seed}" for number in draw.sample(range(1, 99), 2))
        return Served(run, other, tuple(sorted(f"loss/head-{number}" for number in draw.sample(range(9), 3))))

    def drive(self, ask_tensorboard, case, evidence):
        """Let the learner's function start a server: the one check that takes over two seconds.

        A made-up server would be lighter, but what it is about is the real one: that it takes a moment to
        load, and that it must be stopped. So one is started, once.
        """
        for run, tags in ((case.run, case.tags), (case.other, ("y",))):
            with evidence.writer(run) as writer:
                for tag in tags:
                    writer.add_scalar(tag, 0.5, 0)
        with watched("tensorboard", "tbxlab.board") as started:
            try:
                answer = ask_tensorboard(evidence.logdir(), case.run)
            finally:
                left = started.end()
        evidence.note(answer=answer, left=left, servers=len(started.processes))

    def verify(self, evidence, case):
        """Expect the tags that were written, a process that was TensorBoard's, and none that is left."""
        answer = evidence.answers["answer"]
        if not evidence.answers["servers"]:
            raise Wrong("board-none")
        if not isinstance(answer, list) or sorted(map(str, answer)) != list(case.tags):
            raise Wrong("board-tags", run=case.run, expected=", ".join(case.tags), found=repr(answer))
        if evidence.answers["left"]:
            raise Wrong("board-left", left=evidence.answers["left"])
