"""Check of lab 10's alarm: wait or roll back, for twenty logs that nobody has seen."""

from typing import Any

import numpy as np

from tbxlab.grading.alarms import AlarmCheck, Tally
from tbxlab.grading.cohorts import Draw
from tbxlab.grading.core import exercise
from tbxlab.lab10.cohort import Member
from tbxlab.lab10.practice import COHORT
from tbxlab.lab10.spikes import clear

Curves = tuple[np.ndarray, np.ndarray]


@exercise("10.5")
class WaitOrRollBack(AlarmCheck[Member, Curves]):
    """Does the alarm ring for spikes that stay, in time, and for no other?"""

    cohort = COHORT
    prefix = "spike"

    def example(self, tally: Tally, draw: Draw[Member, Curves]) -> int:
        """Return a false alarm in a run whose spike comes back rather than in one that has none."""
        return max(tally.where, key=lambda i: draw.members[i].kind == "back")

    def shown(self, draw: Draw[Member, Curves], at: int) -> dict[str, Any]:
        """Return what the messages say of run ``at``: its losses around the highest one."""
        member = draw.members[at]
        onset, loss = member.log.onset - member.first, member.loss
        level = clear.levels(loss)
        far = np.flatnonzero(level[onset:] > clear.BACK * np.median(loss[onset - clear.BEFORE : onset]))
        return {
            "before": float(np.median(loss[onset - clear.BEFORE : onset])),
            "highest": float(loss[onset:].max()),
            "after": float(level[onset + clear.WATCHED]),
            "onset": member.onset,
            "back": int(far[-1]) + 1 if len(far) else 0,
            "spike": "no spike at all" if member.kind == "healthy" else "a spike",
            "first": draw.windows[at].first,
            "last": draw.windows[at].last,
        }
