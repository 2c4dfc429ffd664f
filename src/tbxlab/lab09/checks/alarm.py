"""Check of lab 09's alarm: it is set on ten tiny transformers that nobody has seen."""

import math
from typing import Any

import numpy as np

from tbxlab.grading.alarms import AlarmCheck
from tbxlab.grading.cohorts import Draw
from tbxlab.grading.core import exercise
from tbxlab.lab09.cohort import Member
from tbxlab.lab09.practice import COHORT


@exercise("9.8")
class CollapseAlarm(AlarmCheck[Member, dict[str, list[float]]]):
    """Does the alarm ring for runs that collapse, in time, and for no other?"""

    cohort = COHORT
    prefix = "collapse"

    def shown(self, draw: Draw[Member, dict[str, list[float]]], at: int) -> dict[str, Any]:
        """Return what the messages say of run ``at``."""
        scalars, member = draw.run(at).scalars, draw.members[at]
        loss = scalars["val/loss"].values
        return {
            "first": loss[0],
            "lowest": loss.min(),
            "highest": loss.max(),
            "last": loss[-1],
            "accuracy": scalars["val/accuracy"].values[-1],
            "train": float(np.median(scalars["train/loss"].values[-9:])),
            "highest_train": scalars["train/loss"].values.max(),
            "chance": member.scale * math.log(member.classes),
            "window": draw.windows[at].first,
        }
