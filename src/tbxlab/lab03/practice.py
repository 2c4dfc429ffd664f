"""The cohort of lab 03, and the ten runs of it that its notebook is given to try an alarm on."""

from collections.abc import Sequence

from tbxlab.grading import cohorts
from tbxlab.lab03.cohort import Member, members, write


def train(members: Sequence[Member]) -> Sequence[dict[str, list[float]]]:
    """Train all members at once. torch is imported here, so that what judges no alarm does not wait for it."""
    from tbxlab.lab03 import stacked

    return stacked.train(members)


COHORT: cohorts.Cohort[Member, dict[str, list[float]]] = cohorts.Cohort(
    members, train, write, lambda members, *_: [member.window for member in members]
)


class Practice(cohorts.Practice):
    """Ten runs that say what they are: ``runs`` is {"dying-1": run, …}."""

    cohort = COHORT
