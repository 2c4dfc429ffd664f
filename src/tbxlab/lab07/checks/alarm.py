"""Check of lab 07: the alarm for a loss that takes logits for probabilities."""

from typing import Any

from tbxlab.grading.alarms import AlarmCheck
from tbxlab.grading.cohorts import Draw
from tbxlab.grading.core import exercise
from tbxlab.lab07.cohort import FIRST, LAST, LOSS, Curves, Member
from tbxlab.lab07.practice import COHORT


@exercise("7.8")
class MismatchAlarm(AlarmCheck[Member, Curves]):
    """Does the alarm ring for the wrong loss, in time, and neither for slow training runs nor for loud ones?"""

    cohort = COHORT
    prefix = "mismatch"

    def shown(self, draw: Draw[Member, Curves], at: int) -> dict[str, Any]:
        """Return what the messages say of run ``at``."""
        loss = draw.run(at).scalars[LOSS].values
        return {"loss": ", ".join(f"{value:.3f}" for value in loss[: LAST + 1]), "first": FIRST, "last": LAST}
