"""Check of lab 05's alarm: it is set on ten pipelines that nobody has seen."""

from typing import Any

from tbxlab.grading.alarms import AlarmCheck
from tbxlab.grading.cohorts import Draw
from tbxlab.grading.core import exercise
from tbxlab.lab05.cohort import LOSS, Logged, Member
from tbxlab.lab05.practice import COHORT

# Why alarms.ENOUGH of ten: The alarms by pictures and by numbers under tests/answers got all ten in 40 draws.


@exercise("5.11")
class PipelineAlarm(AlarmCheck[Member, Logged]):
    """Does the alarm ring where the input pipeline breaks, in time, and not for healthy runs?"""

    cohort = COHORT
    prefix = "unseen"
    no_step = "alarm-no-step"

    def shown(self, draw: Draw[Member, Logged], at: int) -> dict[str, Any]:
        """Return what the messages say of run ``at``."""
        loss = draw.run(at).scalars[LOSS].values
        return {"first": draw.windows[at].first, "begins": loss[:3].mean(), "ends": loss[-3:].mean()}
