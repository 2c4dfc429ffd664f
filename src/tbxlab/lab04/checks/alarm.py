"""Check of lab 04's alarm: it is set on ten trainings that nobody has seen."""

from tbxlab.grading import alarms
from tbxlab.grading.core import exercise
from tbxlab.grading.verdict import Wrong
from tbxlab.lab02.practice import Window
from tbxlab.lab04 import practice

# Why alarms.ENOUGH of ten: Each sickness, small gradients and random gaps have two runs or more, so that no alarm
# which leaves one of them out gets there; tests/answers/04_graphs/4.8 holds such alarms.
FAULTS = {"false": "branch-false", "missed": "branch-missed", "early": "branch-early", "late": "branch-late"}


@exercise("4.8")
class BranchAlarm:
    """Does the alarm ring for a branch without a gradient, in time, and not for healthy runs?"""

    def case(self, seed):
        """Draw the ten trainings."""
        return practice.members(seed)

    def drive(self, alarm, members, evidence):
        """Train all ten at once, log each, and ask the alarm about what can be read back."""
        runs = [
            practice.write(member, curves, evidence.logdir(f"run-{i}"))
            for i, (member, curves) in enumerate(zip(members, practice.train(members), strict=True))
        ]
        evidence.note(said=alarms.ask(alarm, evidence, len(runs)))

    def verify(self, evidence, members):
        """Count what was right; of what was wrong, tell how much and show one run."""
        windows = [
            practice.window(evidence.run(f"run-{i}")) if member.kind != "healthy" else Window(None, None)
            for i, member in enumerate(members)
        ]
        tally = alarms.judge(evidence.answers["said"], windows, "branch-no-step")
        if tally.is_enough:
            return
        at = tally.where[0]
        tag, series = self.smallest(evidence.run(f"run-{at}"))
        raise Wrong(
            FAULTS[tally.worst],
            **tally.told(at),
            tag=tag,
            points=len(series),
            zeros=int((series.values == 0).sum()),
            smallest=float(min(series.values[series.values > 0], default=0)),
            in_time=practice.IN_TIME,
        )

    def smallest(self, run):
        """Return the branch with the fewest gradients above zero, and its curve."""
        found = {tag: run.scalars[tag] for tag in practice.BRANCHES if tag in run.scalars}
        tag = min(found, key=lambda tag: ((found[tag].values > 0).sum(), found[tag].values.sum()))
        return tag, found[tag]
