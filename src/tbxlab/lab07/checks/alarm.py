"""Check of lab 07: the alarm for a loss that takes logits for probabilities."""

from tbxlab.grading import alarms
from tbxlab.grading.core import exercise
from tbxlab.grading.verdict import Wrong
from tbxlab.lab07 import practice

FAULTS = {"false": "mismatch-false", "missed": "mismatch-missed", "early": "mismatch-early", "late": "mismatch-late"}


@exercise("7.8")
class MismatchAlarm:
    """Does the alarm ring for the wrong loss, in time, and neither for slow trainings nor for loud ones?"""

    def case(self, seed):
        """Draw the ten trainings."""
        return practice.members(seed)

    def drive(self, alarm, members, evidence):
        """Train all ten at once, log each, and ask the alarm about what can be read back."""
        for i, curves in enumerate(practice.train(members)):
            practice.write(curves, evidence.logdir(f"run-{i}"))
        evidence.note(said=alarms.ask(alarm, evidence, len(members)))

    def verify(self, evidence, members):
        """Count what was right; of what was wrong, tell how much and show one run."""
        tally = alarms.judge(evidence.answers["said"], list(map(practice.window, members)), "mismatch-no-step")
        if tally.is_enough:
            return
        at = tally.where[0]
        loss = evidence.scalars(practice.LOSS, f"run-{at}").values
        raise Wrong(
            FAULTS[tally.worst],
            **tally.told(at),
            loss=", ".join(f"{value:.3f}" for value in loss[:6]),
            first=practice.FIRST,
            last=practice.LAST,
        )
