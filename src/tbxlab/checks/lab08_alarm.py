"""Check of lab 08's alarm: it says of ten trainings that nobody has seen when to stop."""

from tbxlab import stopping_cohort
from tbxlab.checks.core import exercise
from tbxlab.checks.lab02_reading import is_number
from tbxlab.checks.verdict import Wrong
from tbxlab.events import read_run

ENOUGH = 9
"""Of ten. In 40 draws, means of three looks with 100 or 120 steps of patience were right 9 or 10 times each time; 30
steps without a mean never, and the lowest point of every run never."""
FAULTS = {"false": "stop-false", "missed": "stop-missed", "early": "stop-early", "late": "stop-late"}


@exercise("8.4")
class WhenToStop:
    """Does the alarm stop what is over, in time, and let go on what still improves?"""

    def case(self, seed):
        """Draw the ten trainings."""
        return stopping_cohort.members(seed)

    def drive(self, alarm, members, evidence):
        """Train all ten at once, log each, and ask the alarm about what can be read back."""
        curves = stopping_cohort.train(members)
        said = [alarm(stopping_cohort.write(each, evidence.logdir(f"run-{i}"))) for i, each in enumerate(curves)]
        evidence.note(said=said, noise_free=[each.noise_free for each in curves])

    def verify(self, evidence, members):
        """Count what was right; of what was wrong, tell how much and show one run."""
        answers = evidence.answers["said"]
        for said in answers:
            if said is not None and not is_number(said):
                raise Wrong("stop-no-step", found=repr(said))
        windows = stopping_cohort.windows([member.kind for member in members], evidence.answers["noise_free"])
        verdicts = [window.judge(said) for window, said in zip(windows, answers, strict=True)]
        right = verdicts.count("right")
        if right >= ENOUGH:
            return
        worst = max(FAULTS, key=verdicts.count)
        of_it = [i for i, verdict in enumerate(verdicts) if verdict == worst]
        # A false alarm in a run with a bad spell teaches more than one in a run without.
        at = max(of_it, key=lambda i: members[i].kind == "recovering")
        loss = read_run(evidence.logdir(f"run-{at}")).scalars["val/loss"]
        raise Wrong(FAULTS[worst], right=right, enough=ENOUGH, runs=len(members), count=verdicts.count(worst),
                    others=len(members) - right - verdicts.count(worst), said=answers[at], lowest=loss.values.min(),
                    lowest_at=int(loss.steps[loss.values.argmin()]), end=loss.values[-3:].mean(),
                    first=windows[at].first)
