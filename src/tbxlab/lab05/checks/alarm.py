"""Check of lab 05's alarm: it is set on ten pipelines that nobody has seen."""

from tbxlab.grading import alarms
from tbxlab.grading.core import exercise
from tbxlab.grading.verdict import Wrong
from tbxlab.lab05 import pipelines

# Why alarms.ENOUGH of ten: The alarms by pictures and by numbers under tests/answers got all ten in 40 draws.
FAULTS = {"false": "unseen-false", "missed": "unseen-missed", "early": "unseen-early", "late": "unseen-late"}


@exercise("5.11")
class PipelineAlarm:
    """Does the alarm ring where the input pipeline breaks, in time, and not for healthy runs?"""

    def case(self, seed):
        """Draw the ten trainings."""
        return pipelines.members(seed)

    def drive(self, alarm, members, evidence):
        """Train all ten at once, log each, and ask the alarm about what can be read back."""
        for i, logged in enumerate(pipelines.train(members)):
            pipelines.write(logged, evidence.logdir(f"run-{i}"))
        evidence.note(said=alarms.ask(alarm, evidence, len(members)))

    def verify(self, evidence, members):
        """Count what was right; of what was wrong, tell how much and show one run."""
        windows = [member.window for member in members]
        tally = alarms.judge(evidence.answers["said"], windows, "alarm-no-step")
        if tally.is_enough:
            return
        at = tally.where[0]
        loss = evidence.scalars(pipelines.LOSS, f"run-{at}").values
        raise Wrong(
            FAULTS[tally.worst],
            **tally.told(at),
            first=windows[at].first,
            begins=loss[:3].mean(),
            ends=loss[-3:].mean(),
        )
