"""Check of lab 02's alarm: it is set on ten trainings that nobody has seen."""

from tbxlab import cohort
from tbxlab.checks.core import exercise
from tbxlab.checks.lab02_reading import is_number
from tbxlab.checks.verdict import Wrong
from tbxlab.events import read_run

ENOUGH = 9
"""Of ten. In 40 draws, alarms by six different signals got 9 or 10 each time (1.15, 1.2 or 1.3 times the lowest
loss so far; a gap between the losses; a look back to the minimum; a smoothed line). One for a single sickness got
at most 8. Limits on the training loss alone got at most 8, but for two of them, which got 9 in one or two draws."""
FAULTS = {"false": "alarm-false", "missed": "alarm-missed", "early": "alarm-early", "late": "alarm-late"}


@exercise("2.10")
class FirstAlarm:
    """Does the alarm ring for overfitting and underfitting, in time, and not for healthy runs?"""

    def case(self, seed):
        """Draw the ten trainings."""
        return cohort.members(seed)

    def drive(self, alarm, members, evidence):
        """Train all ten at once, log each, and ask the alarm about what can be read back."""
        from tbxlab import stacked

        curves = stacked.train(members)
        for i, each in enumerate(curves):
            cohort.write(each, evidence.logdir(f"run-{i}"))
        said = [alarm(read_run(evidence.logdir(f"run-{i}"))) for i in range(len(members))]
        evidence.note(said=said, noise_free=[each.noise_free for each in curves])

    def verify(self, evidence, members):
        """Count what was right; of what was wrong, tell how much and show one run."""
        kinds = [member.kind for member in members]
        windows = cohort.windows(kinds, evidence.answers["noise_free"])
        answers = evidence.answers["said"]
        for said in answers:
            if said is not None and not is_number(said):
                raise Wrong("alarm-no-step", found=repr(said))
        verdicts = [window.judge(said) for window, said in zip(windows, answers, strict=True)]
        right = verdicts.count("right")
        if right >= ENOUGH:
            return
        worst = max(FAULTS, key=verdicts.count)
        at = verdicts.index(worst)
        loss = evidence.scalars("val/loss", f"run-{at}").values
        train = evidence.scalars("train/loss", f"run-{at}").values
        raise Wrong(FAULTS[worst], right=right, enough=ENOUGH, runs=len(members), count=verdicts.count(worst),
                    others=len(members) - right - verdicts.count(worst), said=answers[at],
                    first=windows[at].first, lowest=loss.min(), last=loss[-1], train=train[-50:].mean(),
                    rise=round(100 * (loss[-1] / loss.min() - 1)))
