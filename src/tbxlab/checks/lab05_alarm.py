"""Check of lab 05's alarm: it is set on ten pipelines that nobody has seen."""

from tbxlab import pipelines
from tbxlab.checks.core import exercise
from tbxlab.checks.lab02_reading import is_number
from tbxlab.checks.verdict import Wrong
from tbxlab.events import read_run

ENOUGH = 9
"""Of ten. The alarms by pictures and by numbers under tests/answers got all ten in 40 draws."""
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
        evidence.note(said=[alarm(read_run(evidence.logdir(f"run-{i}"))) for i in range(len(members))])

    def verify(self, evidence, members):
        """Count what was right; of what was wrong, tell how much and show one run."""
        answers = evidence.answers["said"]
        for said in answers:
            if said is not None and not is_number(said):
                raise Wrong("alarm-no-step", found=repr(said))
        windows = [member.window for member in members]
        verdicts = [window.judge(said) for window, said in zip(windows, answers, strict=True)]
        right = verdicts.count("right")
        if right >= ENOUGH:
            return
        worst = max(FAULTS, key=verdicts.count)
        at = verdicts.index(worst)
        loss = evidence.scalars(pipelines.LOSS, f"run-{at}").values
        raise Wrong(FAULTS[worst], right=right, enough=ENOUGH, runs=len(members), count=verdicts.count(worst),
                    others=len(members) - right - verdicts.count(worst), said=answers[at], first=windows[at].first,
                    begins=loss[:3].mean(), ends=loss[-3:].mean())
