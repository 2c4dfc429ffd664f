"""Checks of lab 06, resuming: a log without a seam, and the alarm for a training that was resumed badly."""

import time
from typing import Any

import numpy as np

from tbxlab.grading.alarms import AlarmCheck
from tbxlab.grading.cohorts import Draw
from tbxlab.grading.core import exercise
from tbxlab.grading.verdict import Wrong
from tbxlab.lab06.cohort import Curves, Member
from tbxlab.lab06.comparing import kept_by_slow_loader
from tbxlab.lab06.practice import COHORT

TAG, REPEATS, SOON = "val/loss", 2, 0.5


@exercise("6.7")
class ResumedWithoutASeam:
    """Do both of TensorBoard's loaders show each step once, and is no file lost?"""

    def case(self, seed):
        """Draw the parts of a training that crashes twice, as (first step, step after the last).

        Their first steps have one, two and three digits: a name that shall sort has to have as many digits for each.
        """
        stop = 105 + seed % 10
        return [(0, stop), (90 + seed % 7, stop + 10), (stop + 2 + seed % 5, stop + 20)]

    def drive(self, open_writer, parts, evidence):
        """Log a training that stops and goes on at once, twice, which is a crash in its first second."""
        for number in range(REPEATS):
            folder = evidence.logdir(f"resumed-{number}")
            if (passed := time.time() % 1) > SOON:  # all files shall be opened within one second of the clock
                time.sleep(1 - passed)
            for part, (first, last) in enumerate(parts):
                writer = open_writer(folder, first)
                for step in range(first, last):
                    writer.add_scalar(TAG, 1 + step / 1000 + part, step)
                writer.close()

    def verify(self, evidence, parts):
        """First that nothing is lost, then in which order it is read, then what each loader keeps."""
        wanted = sum(last - first for first, last in parts)
        steps = np.arange(parts[-1][1])
        values = 1 + steps / 1000 + sum(steps >= first for first, _ in parts[1:])
        for number in range(REPEATS):
            run = evidence.run(f"resumed-{number}")
            points = evidence.scalars(TAG, f"resumed-{number}")
            if len(points) < wanted:
                raise Wrong("seam-lost", found=len(points), expected=wanted, files=len(run.files), parts=len(parts))
            written = np.floor(points.values - 1 + 1e-4)  # a value says which part wrote it
            if (np.diff(written) < 0).any():
                raise Wrong("seam-order", files=", ".join(file.path.name for file in run.files))
            slow, fast = kept_by_slow_loader(run, TAG), points.kept_by_fast_loader
            for loader, kept in (("--load_fast=false", slow), ("the fast loader", fast)):
                if len(points.steps[kept]) != len(steps):
                    raise Wrong(
                        "seam-shown",
                        loader=loader,
                        found=int(kept.sum()),
                        expected=len(steps),
                        purges=len(run.purges),
                        parts=len(parts),
                    )
                if not (points.steps[kept] == steps).all() or not np.allclose(points.values[kept], values, atol=1e-4):
                    raise Wrong("seam-other", loader=loader, resume=", ".join(str(first) for first, _ in parts[1:]))


@exercise("6.8")
class ResumedAlarm(AlarmCheck[Member, Curves]):
    """Does the alarm ring for training runs that were resumed badly, in time, and for nothing else?"""

    cohort = COHORT
    prefix = "resumed"

    def shown(self, draw: Draw[Member, Curves], at: int) -> dict[str, Any]:
        """Return what the messages say of run ``at``."""
        run = draw.run(at)
        loss, rate = run.scalars[TAG], run.scalars["learning_rate"]
        seam = int(np.flatnonzero(np.diff(loss.files))[0]) + 1 if len(set(loss.files.tolist())) > 1 else len(loss) - 1
        return {
            "purges": len(run.purges),
            "before": int(loss.steps[seam - 1]),
            "after": int(loss.steps[seam]),
            "loss_before": float(loss.values[seam - 1]),
            "loss_after": float(loss.values[seam]),
            "rate_before": float(rate.values[seam - 1]),
            "rate_after": float(rate.values[seam]),
        }
