"""Check of lab 02's alarm: it is set on ten training runs that nobody has seen."""

from typing import Any

from tbxlab.grading.alarms import AlarmCheck
from tbxlab.grading.cohorts import Draw
from tbxlab.grading.core import exercise
from tbxlab.lab02.cohort import Curves, Member
from tbxlab.lab02.practice import COHORT

# Why alarms.ENOUGH of ten: In 40 draws, alarms by six different signals got 9 or 10 each time (1.15, 1.2 or 1.3
# times the lowest loss so far; a gap between the losses; a look back to the minimum; a smoothed line). One for a
# single sickness got at most 8. Limits on the training loss alone got at most 8, but for two of them, which got 9
# in one or two draws.


@exercise("2.10")
class FirstAlarm(AlarmCheck[Member, Curves]):
    """Does the alarm ring for overfitting and underfitting, in time, and not for healthy runs?"""

    cohort = COHORT
    prefix = "alarm"

    def shown(self, draw: Draw[Member, Curves], at: int) -> dict[str, Any]:
        """Return what the messages say of run ``at``."""
        scalars = draw.run(at).scalars
        loss, train = scalars["val/loss"].values, scalars["train/loss"].values
        return {
            "first": draw.windows[at].first,
            "lowest": loss.min(),
            "last": loss[-1],
            "train": train[-50:].mean(),
            "rise": round(100 * (loss[-1] / loss.min() - 1)),
        }
