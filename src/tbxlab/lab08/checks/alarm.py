"""Check of lab 08's alarm: it says of ten training runs that nobody has seen when to stop."""

from typing import Any

from tbxlab.grading.alarms import AlarmCheck, Tally
from tbxlab.grading.cohorts import Draw
from tbxlab.grading.core import exercise
from tbxlab.lab08.cohort import Curves, Member
from tbxlab.lab08.practice import COHORT

# Why alarms.ENOUGH of ten: In 40 draws, means of three looks with 100 or 120 steps of patience were right 9 or 10
# times each time; 30 steps without a mean never, and the lowest point of every run never.


@exercise("8.4")
class WhenToStop(AlarmCheck[Member, Curves]):
    """Does the alarm stop what is over, in time, and let go on what still improves?"""

    cohort = COHORT
    prefix = "stop"

    def example(self, tally: Tally, draw: Draw[Member, Curves]) -> int:
        """A false alarm in a run with a bad spell teaches more than one in a run without."""
        return max(tally.where, key=lambda i: draw.members[i].kind == "recovering")

    def shown(self, draw: Draw[Member, Curves], at: int) -> dict[str, Any]:
        """Return what the messages say of run ``at``."""
        loss = draw.run(at).scalars["val/loss"]
        return {
            "lowest": loss.values.min(),
            "lowest_at": int(loss.steps[loss.values.argmin()]),
            "end": loss.values[-3:].mean(),
            "first": draw.windows[at].first,
        }
