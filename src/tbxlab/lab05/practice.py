"""The cohort of lab 05, and the runs of it that its notebook is given to try an alarm on."""

from collections.abc import Sequence

from tbxlab.grading import cohorts
from tbxlab.lab05.cohort import Logged, Member, members, write


def train(members: Sequence[Member]) -> Sequence[Logged]:
    """Train all members at once. torch is imported here, so that what judges no alarm does not wait for it."""
    from tbxlab.lab05 import stacked

    return stacked.train(members)


COHORT: cohorts.Cohort[Member, Logged] = cohorts.Cohort(
    members, train, write, lambda members, *_: [member.window for member in members]
)


class Practice(cohorts.Practice):
    """Thirteen runs that say what they are: ``runs`` is {"wrapped-1": run, …}."""

    cohort = COHORT
