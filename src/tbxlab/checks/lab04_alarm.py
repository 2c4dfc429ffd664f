"""Check of lab 04's alarm: it is set on ten trainings that nobody has seen."""

from tbxlab import branch_cohort, cohort
from tbxlab.checks.core import exercise
from tbxlab.checks.lab02_reading import is_number
from tbxlab.checks.verdict import Wrong
from tbxlab.events import read_run

ENOUGH = 9
"""Of ten. Each sickness, small gradients and random gaps have two runs or more, so that no alarm which leaves one of
them out gets there; tests/answers/04_graphs/4.8 holds such alarms."""
FAULTS = {"false": "branch-false", "missed": "branch-missed", "early": "branch-early", "late": "branch-late"}


@exercise("4.8")
class BranchAlarm:
    """Does the alarm ring for a branch without a gradient, in time, and not for healthy runs?"""

    def case(self, seed):
        """Draw the ten trainings."""
        return branch_cohort.members(seed)

    def drive(self, alarm, members, evidence):
        """Train all ten at once, log each, and ask the alarm about what can be read back."""
        runs = [branch_cohort.write(member, curves, evidence.logdir(f"run-{i}"))
                for i, (member, curves) in enumerate(zip(members, branch_cohort.train(members), strict=True))]
        evidence.note(said=[alarm(read_run(evidence.logdir(f"run-{i}"))) for i in range(len(runs))])

    def verify(self, evidence, members):
        """Count what was right; of what was wrong, tell how much and show one run."""
        answers = evidence.answers["said"]
        for said in answers:
            if said is not None and not is_number(said):
                raise Wrong("branch-no-step", found=repr(said))
        windows = [branch_cohort.window(evidence.run(f"run-{i}")) if member.kind != "healthy"
                   else cohort.Window(None, None) for i, member in enumerate(members)]
        verdicts = [window.judge(said) for window, said in zip(windows, answers, strict=True)]
        right = verdicts.count("right")
        if right >= ENOUGH:
            return
        worst = max(FAULTS, key=verdicts.count)
        at = verdicts.index(worst)
        tag, series = self.smallest(evidence.run(f"run-{at}"))
        raise Wrong(FAULTS[worst], right=right, enough=ENOUGH, runs=len(members), count=verdicts.count(worst),
                    others=len(members) - right - verdicts.count(worst), said=answers[at], tag=tag,
                    points=len(series), zeros=int((series.values == 0).sum()),
                    smallest=float(min(series.values[series.values > 0], default=0)), in_time=branch_cohort.IN_TIME)

    def smallest(self, run):
        """Return the branch with the fewest gradients above zero, and its curve."""
        found = {tag: run.scalars[tag] for tag in branch_cohort.BRANCHES if tag in run.scalars}
        tag = min(found, key=lambda tag: ((found[tag].values > 0).sum(), found[tag].values.sum()))
        return tag, found[tag]
