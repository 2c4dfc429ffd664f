"""Check of lab 06, resuming: a log without a seam, also where a training run is resumed twice at one step."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tbxlab.grading.case import Case
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.verdict import Wrong
from tbxlab.lab06.checks.processes import as_new_processes
from tbxlab.lab06.comparing import kept_by_slow_loader

TAG, RUN = "val/loss", "resumed"


@dataclass(frozen=True)
class Part:
    """One process of a training run: it logs the steps from ``first`` up to ``end``, which is not logged."""

    first: int
    end: int


@exercise("6.7")
class ResumedWithoutASeam:
    """Do both of TensorBoard's loaders show each step once, and is no file lost?"""

    def case(self, seed: int) -> Case[tuple[Part, ...], None]:
        """Draw the parts of a training run that crashes six times, each time within the second in which it began.

        It is resumed twice at one step, since it crashed before its next checkpoint; once at an earlier step than
        before, since a checkpoint is damaged; and once right behind the last step. The steps have one to four digits.
        The lowest of them comes first: the purge that one of the loaders skips is then not made good by a later one.
        """
        again, stop = 90 + seed % 7, 105 + seed % 10
        parts = (
            Part(0, stop),
            Part(9, stop + 4),
            Part(again, stop + 10),
            Part(again, stop + 12),
            Part(stop + seed % 2, stop + 20),
            Part(stop - 3, 1000),
            Part(1000, 1008),
        )
        return Case(given=parts, true=None)

    def drive(self, answer: Any, given: tuple[Part, ...], evidence: Evidence) -> None:
        """Log the parts one after the other; for the writers no time passes but what they sleep."""
        with as_new_processes(answer) as begin:
            for number, part in enumerate(given):
                begin()
                writer = answer(evidence.logdir(RUN), part.first)
                if not hasattr(writer, "add_scalar"):
                    raise Wrong("seam-no-writer", found=type(writer).__name__)
                for step in range(part.first, part.end):
                    writer.add_scalar(TAG, value(number, step), step)
                writer.close()

    def verify(self, evidence: Evidence, case: Case[tuple[Part, ...], None]) -> None:
        """First that nothing is lost, then in which order it is read, then what each loader keeps."""
        parts = case.given
        logged = sum(part.end - part.first for part in parts)
        run, points = evidence.run(RUN), evidence.scalars(TAG, RUN)
        if len(points) != logged:
            raise Wrong("seam-lost", found=len(points), expected=logged, files=len(run.files), parts=len(parts))
        if (np.diff(np.floor(points.values + 1e-4)) < 0).any():  # a value says which part wrote it
            raise Wrong("seam-order", files=", ".join(Path(file.path).name for file in run.files))
        expected: dict[int, float] = {}
        for number, part in enumerate(parts):  # what a part logs replaces all that was logged from its first step on
            kept = {step: each for step, each in expected.items() if step < part.first}
            expected = kept | {step: value(number, step) for step in range(part.first, part.end)}
        slow, fast = kept_by_slow_loader(run, TAG), points.kept_by_fast_loader
        for loader, shown in (("--load_fast=false", slow), ("the fast loader", fast)):
            if len(points.steps[shown]) != len(expected):
                raise Wrong(
                    "seam-shown",
                    loader=loader,
                    found=int(shown.sum()),
                    expected=len(expected),
                    purges=len(run.purges),
                    parts=len(parts),
                )
            if points.steps[shown].tolist() != list(expected) or not np.allclose(
                points.values[shown], list(expected.values()), atol=1e-4
            ):
                raise Wrong("seam-other", loader=loader, resume=", ".join(str(part.first) for part in parts[1:]))


def value(number: int, step: int) -> float:
    """Return what part ``number`` logs at a step: the whole part says who wrote it."""
    return number + step / 10_000
