"""Check of lab 02's alarm: it is set on ten training runs that nobody has seen."""

from typing import Any

from tbxlab.grading.alarms import AlarmCheck
from tbxlab.grading.cohorts import Draw
from tbxlab.grading.core import exercise
from tbxlab.lab02.cohort import Curves, Member
from tbxlab.lab02.practice import COHORT

# Why alarms.ENOUGH of ten: in 20 draws, five right alarms by different signals got 9 or 10 each time. What cheap rules
# get is in tests/labs/test_alarms.py, for all labs.


@exercise("2.10")
class FirstAlarm(AlarmCheck[Member, Curves]):
    """Does the alarm ring for overfitting and underfitting, in time, and not for healthy runs?"""

    cohort = COHORT
    prefix = "alarm"

    def shown(self, draw: Draw[Member, Curves], at: int) -> dict[str, Any]:
        """Return what the messages say of run ``at``."""
        loss = draw.run(at).scalars["val/loss"].values
        window = draw.windows[at]
        return {
            "first": window.first,
            "until": window.last,
            "first_loss": loss[0],
            "lowest": loss.min(),
            "last": loss[-1],
        }
