"""Check of lab 03's alarm: it is set on ten deep networks that nobody has seen."""

from tbxlab.grading import alarms
from tbxlab.grading.core import exercise
from tbxlab.grading.verdict import Wrong
from tbxlab.lab03 import practice

FAULTS = {"false": "starving-false", "missed": "starving-missed", "early": "starving-early", "late": "starving-late"}


@exercise("3.9")
class LayersAlarm:
    """Does the alarm ring for layers that get no gradient and units that died, in time, and for nothing else?"""

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
        tally = alarms.judge(evidence.answers["said"], [member.window for member in members], "starving-no-step")
        if tally.is_enough:
            return
        at = tally.where[0]
        scalars = evidence.run(f"run-{at}").scalars
        first, last = (scalars[f"gradient_norm/layer{k}"].values for k in (1, 6))
        shares = {tag: points.values.max() for tag, points in scalars.items() if tag.startswith(("dead", "saturated"))}
        tag = max(shares, key=shares.get)
        raise Wrong(
            FAULTS[tally.worst],
            **tally.told(at),
            tag=tag,
            share=shares[tag],
            first=float(sorted(first)[len(first) // 2]),
            last=float(sorted(last)[len(last) // 2]),
            window=members[at].window.first,
        )
