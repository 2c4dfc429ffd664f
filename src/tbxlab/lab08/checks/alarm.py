"""Check of lab 08's alarm: it says of ten training runs that nobody has seen when to stop."""

from dataclasses import replace
from typing import Any

from tbxlab.events import Run, read_run
from tbxlab.grading.alarms import Alarm, AlarmCheck, Tally
from tbxlab.grading.cohorts import Draw
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.expect import is_number
from tbxlab.grading.verdict import Wrong
from tbxlab.lab08.cohort import Curves, Member
from tbxlab.lab08.practice import COHORT

# Why alarms.ENOUGH of ten: In 40 draws, means of three looks with 100 or 120 steps of patience were right 9 or 10
# times each time; 30 steps without a mean never, and the lowest point of every run never.


@exercise("8.4")
class WhenToStop(AlarmCheck[Member, Curves]):
    """Does the alarm stop what is over, in time, and let go on what still improves?"""

    cohort = COHORT
    prefix = "stop"

    def drive(self, alarm: Alarm, given: Draw[Member, Curves], evidence: Evidence) -> None:
        """Ask the alarm about a copy of each run, and again about the log as it was at the step that it reported."""
        runs = [read_run(folder) for folder in given.copy(lambda i: evidence.logdir(f"run-{i}"))]
        said = [alarm(run) for run in runs]
        again = [self.ask_at_that_step(alarm, run, step) for run, step in zip(runs, said, strict=True)]
        evidence.note(said=said, again=again)

    def ask_at_that_step(self, alarm: Alarm, run: Run, step: Any) -> Any:
        """Return what the alarm says where the log ends at the step at which it wants to stop, or how it fails."""
        step = step.item() if hasattr(step, "item") else step
        if not is_number(step) or step < 0:
            return step
        scalars = {}
        for tag, each in run.scalars.items():
            known = each.steps <= step
            scalars[tag] = replace(
                each, **{name: getattr(each, name)[known] for name in ("steps", "values", "wall_times", "files")}
            )
        try:
            return alarm(replace(run, scalars=scalars))
        except Exception as error:  # an alarm that looks up a point that is not there yet
            return type(error).__name__

    def verify_further(self, evidence: Evidence, tally: Tally) -> None:
        """Was the step to stop at known at that step?"""
        for said, again in zip(tally.reported, evidence.answers["again"], strict=True):
            if again != said:
                raise Wrong("stop-hindsight", said=said, again="None" if again is None else again)

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
