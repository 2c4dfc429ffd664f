"""The cohort of lab 10, and the twenty logs of it that its notebook is given to try an alarm on."""

import numpy as np

from tbxlab.grading import cohorts
from tbxlab.lab10.cohort import Member, curves, members, write

COHORT: cohorts.Cohort[Member, tuple[np.ndarray, np.ndarray]] = cohorts.Cohort(
    members, curves, write, lambda members, *_: [member.window for member in members]
)


class Practice(cohorts.Practice):
    """Twenty logs that say what they are: ``runs`` is {"stays-1": run, …}."""

    cohort = COHORT
