"""Check of lab 03's alarm: it is set on ten deep networks that nobody has seen."""

from typing import Any

from tbxlab.grading.alarms import AlarmCheck
from tbxlab.grading.cohorts import Draw
from tbxlab.grading.core import exercise
from tbxlab.lab03.cohort import Member
from tbxlab.lab03.practice import COHORT


@exercise("3.9")
class LayersAlarm(AlarmCheck[Member, dict[str, list[float]]]):
    """Does the alarm ring for layers that get no gradient and units that died, in time, and for nothing else?"""

    cohort = COHORT
    prefix = "starving"

    def shown(self, draw: Draw[Member, dict[str, list[float]]], at: int) -> dict[str, Any]:
        """Return what the messages say of run ``at``."""
        scalars = draw.run(at).scalars
        first, last = (scalars[f"gradient_norm/layer{k}"].values for k in (1, 6))
        shares = {tag: points.values.max() for tag, points in scalars.items() if tag.startswith(("dead", "saturated"))}
        tag = max(shares, key=lambda tag: shares[tag])
        return {
            "tag": tag,
            "share": shares[tag],
            "first": float(sorted(first)[len(first) // 2]),
            "last": float(sorted(last)[len(last) // 2]),
            "window": draw.windows[at].first,
        }
