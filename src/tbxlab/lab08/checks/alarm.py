"""Check of lab 08's alarm: it says of ten trainings that nobody has seen when to stop."""

from dataclasses import replace

from tbxlab.events import read_run
from tbxlab.grading import alarms
from tbxlab.grading.core import exercise
from tbxlab.grading.expect import is_number
from tbxlab.grading.verdict import Wrong
from tbxlab.lab08 import practice

# Why alarms.ENOUGH of ten: In 40 draws, means of three looks with 100 or 120 steps of patience were right 9 or 10
# times each time; 30 steps without a mean never, and the lowest point of every run never.
FAULTS = {"false": "stop-false", "missed": "stop-missed", "early": "stop-early", "late": "stop-late"}


@exercise("8.4")
class WhenToStop:
    """Does the alarm stop what is over, in time, and let go on what still improves?"""

    def case(self, seed):
        """Draw the ten trainings."""
        return practice.members(seed)

    def drive(self, alarm, members, evidence):
        """Train all ten at once, log each, and ask the alarm about what can be read back."""
        curves = practice.train(members)
        runs = [practice.write(each, evidence.logdir(f"run-{i}")) for i, each in enumerate(curves)]
        said = [alarm(run) for run in runs]
        evidence.note(
            said=said,
            noise_free=[each.noise_free for each in curves],
            again=[self.ask_at_that_step(alarm, run, step) for run, step in zip(runs, said, strict=True)],
        )

    def ask_at_that_step(self, alarm, run, step):
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

    def verify(self, evidence, members):
        """Count what was right; of what was wrong, tell how much and show one run. Then: was it known at that step?"""
        windows = practice.windows([member.kind for member in members], evidence.answers["noise_free"])
        tally = alarms.judge(evidence.answers["said"], windows, "stop-no-step")
        if tally.is_enough:
            for said, again in zip(tally.said, evidence.answers["again"], strict=True):
                if again != said:
                    raise Wrong("stop-hindsight", said=said, again="None" if again is None else again)
            return
        # A false alarm in a run with a bad spell teaches more than one in a run without.
        at = max(tally.where, key=lambda i: members[i].kind == "recovering")
        loss = read_run(evidence.logdir(f"run-{at}")).scalars["val/loss"]
        raise Wrong(
            FAULTS[tally.worst],
            **tally.told(at),
            lowest=loss.values.min(),
            lowest_at=int(loss.steps[loss.values.argmin()]),
            end=loss.values[-3:].mean(),
            first=windows[at].first,
        )
