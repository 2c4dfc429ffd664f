"""Check of lab 07, reading: what the points of training and validation describe.

What is right is worked out from the committed event files, so it follows them should they be made again.
"""

import numpy as np

from tbxlab import events
from tbxlab.course import folders
from tbxlab.grading.core import exercise
from tbxlab.grading.expect import is_number
from tbxlab.grading.verdict import Wrong

LAB, LOSS = "07_keras", "epoch_loss"
NEAR = 0.01
"""The table shows three digits; whoever reads a chart reads two."""
KEYS = ("below", "really", "farthest", "difference")


def given(name: str) -> events.Run:
    """Return a run that comes with the lab, as it is committed (a copy may have been changed)."""
    return events.read_run(folders.given_folder(LAB) / name)


@exercise("7.2")
class WhatThePointsDescribe:
    """Is it seen that a training point is of other weights than the validation point beside it?"""

    def case(self, seed):
        """Nothing to draw: the run is always the same."""

    def drive(self, reading, case, evidence):
        """Keep the answer."""
        evidence.note(reading=reading)

    def verify(self, evidence, case):
        """Compare with what the files hold."""
        reading = evidence.answers["reading"]
        if not isinstance(reading, dict) or set(reading) != set(KEYS):
            raise Wrong("points-form", wanted=", ".join(map(repr, KEYS)), found=repr(reading))
        train, validation, again = (
            given(f"a/{name}").scalars[LOSS].values for name in ("train", "validation", "again")
        )
        self.verify_epochs("below", reading["below"], validation < train, "train")
        self.verify_epochs("really", reading["really"], validation < again, "again")
        apart = np.abs(train - again)
        said = reading["farthest"]
        if not is_number(said) or said not in range(len(apart)):
            raise Wrong("points-farthest-form", found=repr(said), last=len(apart) - 1)
        if said != apart.argmax():
            raise Wrong(
                "points-farthest", found=said, apart=float(apart[said]), farther=int((apart > apart[said]).sum())
            )
        said = reading["difference"]
        if not is_number(said) or abs(abs(said) - apart.max()) > NEAR:
            raise Wrong("points-difference", found=repr(said), near=NEAR)

    def verify_epochs(self, name, said, right, other):
        """Expect a list of the epochs in which ``right`` holds."""
        if not isinstance(said, list) or not all(map(is_number, said)):
            raise Wrong("points-epochs-form", name=name, found=repr(said))
        wanted = set(np.flatnonzero(right).tolist())
        if set(said) == wanted:
            return
        wrong = sorted(set(said) ^ wanted)[0]
        if wrong not in range(len(right)):
            raise Wrong("points-epochs-none", name=name, epoch=wrong, last=len(right) - 1)
        values = [float(given(f"a/{run}").scalars[LOSS].values[int(wrong)]) for run in ("validation", other)]
        raise Wrong(
            "points-epochs",
            name=name,
            epoch=int(wrong),
            other=other,
            found=repr(said),
            validation=values[0],
            value=values[1],
        )
