"""The cohort of lab 04, and the ten runs of it that its notebook is given to try an alarm on."""

from collections.abc import Sequence

from tbxlab.grading import cohorts
from tbxlab.lab04.cohort import Curves, Member, members, windows, write


def train(members: Sequence[Member]) -> Sequence[Curves]:
    """Train all members at once. torch is imported here, so that what judges no alarm does not wait for it."""
    from tbxlab.lab04 import stacked

    return stacked.train(members)


COHORT: cohorts.Cohort[Member, Curves] = cohorts.Cohort(members, train, write, windows)


class Practice(cohorts.Practice):
    """Ten runs that say what they are: ``runs`` is {"detached-1": run, …}."""

    cohort = COHORT
