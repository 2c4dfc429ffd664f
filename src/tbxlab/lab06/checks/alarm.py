"""Check of lab 06's alarm: it is set on training runs that nobody has seen, of which some were resumed badly."""

from typing import Any

import numpy as np

from tbxlab.course.words import words
from tbxlab.grading.alarms import AlarmCheck
from tbxlab.grading.cohorts import Draw
from tbxlab.grading.core import exercise
from tbxlab.lab06.cohort import Curves, Member
from tbxlab.lab06.practice import COHORT

TAG = "val/loss"


@exercise("6.8")
class ResumedAlarm(AlarmCheck[Member, Curves]):
    """Does the alarm ring for training runs that were resumed badly, in time, and for nothing else?"""

    cohort = COHORT
    prefix = "resumed"

    def shown(self, draw: Draw[Member, Curves], at: int) -> dict[str, Any]:
        """Return what the messages say of run ``at``."""
        run = draw.run(at)
        loss, rate = run.scalars[TAG], run.scalars["learning_rate"]
        seams = np.flatnonzero(np.diff(loss.files)) + 1
        window = {"first": draw.windows[at].first, "last": draw.windows[at].last}
        if not len(seams):
            return {"seam": words("resumed-no-seam"), **window}
        seam = int(seams[0])
        described = {
            "before": int(loss.steps[seam - 1]),
            "after": int(loss.steps[seam]),
            "loss_before": float(loss.values[seam - 1]),
            "loss_after": float(loss.values[seam]),
            "rate_before": float(rate.values[seam - 1]),
            "rate_after": float(rate.values[seam]),
            "purges": len(run.purges),
        }
        return {"seam": words("resumed-seam", described), **window}
