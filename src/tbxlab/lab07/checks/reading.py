"""Check of lab 07, reading: what the points of training and validation describe.

What is right is worked out from the committed event files, so it follows them should they be made again.
"""

from typing import Any

import numpy as np

from tbxlab import events
from tbxlab.course import folders
from tbxlab.grading.case import Case
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
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

    def case(self, seed: int) -> Case[None, None]:
        """Nothing to draw: the run is always the same."""
        return Case(given=None, true=None)

    def drive(self, answer: Any, given: None, evidence: Evidence) -> None:
        """Keep the answer."""
        evidence.note(reading=answer)

    def verify(self, evidence: Evidence, case: Case[None, None]) -> None:
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
        farthest, difference = reading["farthest"], reading["difference"]
        if not is_number(farthest) or farthest not in range(len(apart)):
            raise Wrong("points-farthest-form", found=repr(farthest), last=len(apart) - 1)
        if farthest != apart.argmax():
            reported = float(apart[int(farthest)])
            raise Wrong("points-farthest", found=farthest, apart=reported, farther=int((apart > reported).sum()))
        if not is_number(difference) or abs(abs(difference) - apart.max()) > NEAR:
            raise Wrong("points-difference", found=repr(difference), near=NEAR)

    def verify_epochs(self, name: str, answer: Any, right: np.ndarray, other: str) -> None:
        """Expect a list of the epochs in which ``right`` holds."""
        if not isinstance(answer, list) or not all(map(is_number, answer)) or len(set(answer)) < len(answer):
            raise Wrong("points-epochs-form", name=name, found=repr(answer))
        expected = set(np.flatnonzero(right).tolist())
        if set(answer) == expected:
            return
        wrong = sorted(set(answer) ^ expected)[0]
        if wrong not in range(len(right)):
            raise Wrong("points-epochs-none", name=name, epoch=wrong, last=len(right) - 1)
        values = [float(given(f"a/{run}").scalars[LOSS].values[int(wrong)]) for run in ("validation", other)]
        raise Wrong(
            "points-epochs",
            name=name,
            epoch=int(wrong),
            other=other,
            found=repr(answer),
            validation=values[0],
            value=values[1],
        )
