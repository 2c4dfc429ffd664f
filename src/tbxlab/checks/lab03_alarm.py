"""Check of lab 03's alarm: it is set on ten deep networks that nobody has seen."""

from tbxlab import deep_cohort
from tbxlab.checks.core import exercise
from tbxlab.checks.lab02_reading import is_number
from tbxlab.checks.verdict import Wrong
from tbxlab.events import read_run

ENOUGH = 9
FAULTS = {"false": "starving-false", "missed": "starving-missed", "early": "starving-early", "late": "starving-late"}


@exercise("3.9")
class LayersAlarm:
    """Does the alarm ring for layers that get no gradient and units that died, in time, and for nothing else?"""

    def case(self, seed):
        """Draw the ten trainings."""
        return deep_cohort.members(seed)

    def drive(self, alarm, members, evidence):
        """Train all ten at once, log each, and ask the alarm about what can be read back."""
        for i, curves in enumerate(deep_cohort.train(members)):
            deep_cohort.write(curves, evidence.logdir(f"run-{i}"))
        evidence.note(said=[alarm(read_run(evidence.logdir(f"run-{i}"))) for i in range(len(members))])

    def verify(self, evidence, members):
        """Count what was right; of what was wrong, tell how much and show one run."""
        answers = evidence.answers["said"]
        for said in answers:
            if said is not None and not is_number(said):
                raise Wrong("starving-no-step", found=repr(said))
        verdicts = [member.window.judge(said) for member, said in zip(members, answers, strict=True)]
        right = verdicts.count("right")
        if right >= ENOUGH:
            return
        worst = max(FAULTS, key=verdicts.count)
        at = verdicts.index(worst)
        scalars = evidence.run(f"run-{at}").scalars
        first, last = (scalars[f"gradient_norm/layer{k}"].values for k in (1, 6))
        shares = {tag: points.values.max() for tag, points in scalars.items() if tag.startswith(("dead", "saturated"))}
        tag = max(shares, key=shares.get)
        raise Wrong(FAULTS[worst], right=right, enough=ENOUGH, runs=len(members), count=verdicts.count(worst),
                    others=len(members) - right - verdicts.count(worst), said=answers[at], tag=tag, share=shares[tag],
                    first=float(sorted(first)[len(first) // 2]), last=float(sorted(last)[len(last) // 2]),
                    window=members[at].window.first)
