"""Check of lab 04's alarm: it is set on ten training runs that nobody has seen."""

from typing import Any

from tbxlab.grading.alarms import AlarmCheck
from tbxlab.grading.cohorts import Draw
from tbxlab.grading.core import exercise
from tbxlab.lab04.cohort import BRANCHES, IN_TIME, Curves, Member
from tbxlab.lab04.practice import COHORT

# Why alarms.ENOUGH of ten: Each sickness, small gradients and random gaps have two runs or more, so that no alarm
# which leaves one of them out gets there; tests/answers/04_graphs/4.8 holds such alarms.


@exercise("4.8")
class BranchAlarm(AlarmCheck[Member, Curves]):
    """Does the alarm ring for a branch without a gradient, in time, and not for healthy runs?"""

    cohort = COHORT
    prefix = "branch"

    def shown(self, draw: Draw[Member, Curves], at: int) -> dict[str, Any]:
        """Return what the messages say of run ``at``."""
        scalars = draw.run(at).scalars
        found = {tag: scalars[tag] for tag in BRANCHES if tag in scalars}
        tag = min(found, key=lambda tag: ((found[tag].values > 0).sum(), found[tag].values.sum()))
        values = found[tag].values
        return {
            "tag": tag,
            "points": len(values),
            "zeros": int((values == 0).sum()),
            "smallest": float(min(values[values > 0], default=0)),
            "in_time": IN_TIME,
            "all": len(scalars["train/loss"].steps),
            "alive": int(max(found[tag].steps[values > 0], default=-1)),
        }
