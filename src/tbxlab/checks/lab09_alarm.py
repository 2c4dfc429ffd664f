"""Check of lab 09's alarm: it is set on ten tiny transformers that nobody has seen."""

import math

from tbxlab.checks.core import exercise
from tbxlab.checks.lab02_reading import is_number
from tbxlab.checks.verdict import Wrong
from tbxlab.events import read_run
from tbxlab.text import cohort

ENOUGH = 9
FAULTS = {"false": "collapse-false", "missed": "collapse-missed", "early": "collapse-early", "late": "collapse-late"}


@exercise("9.8")
class CollapseAlarm:
    """Does the alarm ring for runs that collapse, in time, and for no other?"""

    def case(self, seed):
        """Draw the ten trainings."""
        return cohort.members(seed)

    def drive(self, alarm, members, evidence):
        """Train all ten at once, log each, and ask the alarm about what can be read back."""
        for i, curves in enumerate(cohort.train(members)):
            cohort.write(curves, evidence.logdir(f"run-{i}"))
        evidence.note(said=[alarm(read_run(evidence.logdir(f"run-{i}"))) for i in range(len(members))])

    def verify(self, evidence, members):
        """Count what was right; of what was wrong, tell how much and show one run."""
        answers = evidence.answers["said"]
        for said in answers:
            if said is not None and not is_number(said):
                raise Wrong("collapse-no-step", found=repr(said))
        verdicts = [member.window.judge(said) for member, said in zip(members, answers, strict=True)]
        right = verdicts.count("right")
        if right >= ENOUGH:
            return
        worst = max(FAULTS, key=verdicts.count)
        at = verdicts.index(worst)
        loss = evidence.scalars("val/loss", f"run-{at}").values
        train = evidence.scalars("train/loss", f"run-{at}").values
        raise Wrong(FAULTS[worst], right=right, enough=ENOUGH, runs=len(members), count=verdicts.count(worst),
                    others=len(members) - right - verdicts.count(worst), said=answers[at], first=loss[0],
                    lowest=loss.min(), highest=loss.max(), last=loss[-1], train=train.max(),
                    chance=members[at].scale * math.log(members[at].classes),
                    window=members[at].window.first)
