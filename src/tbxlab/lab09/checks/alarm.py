"""Check of lab 09's alarm: it is set on ten tiny transformers that nobody has seen."""

import math

from tbxlab.grading import alarms
from tbxlab.grading.core import exercise
from tbxlab.grading.verdict import Wrong
from tbxlab.lab09 import practice

FAULTS = {"false": "collapse-false", "missed": "collapse-missed", "early": "collapse-early", "late": "collapse-late"}


@exercise("9.8")
class CollapseAlarm:
    """Does the alarm ring for runs that collapse, in time, and for no other?"""

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
        tally = alarms.judge(evidence.answers["said"], [member.window for member in members], "collapse-no-step")
        if tally.is_enough:
            return
        at = tally.where[0]
        loss = evidence.scalars("val/loss", f"run-{at}").values
        train = evidence.scalars("train/loss", f"run-{at}").values
        raise Wrong(
            FAULTS[tally.worst],
            **tally.told(at),
            first=loss[0],
            lowest=loss.min(),
            highest=loss.max(),
            last=loss[-1],
            train=train.max(),
            chance=members[at].scale * math.log(members[at].classes),
            window=members[at].window.first,
        )
