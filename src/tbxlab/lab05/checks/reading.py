"""Checks of lab 05, reading: what lies outside in a data set, and which labels of a gallery are wrong.

What is right is worked out from the data set and the committed event files, so it follows them.
"""

from typing import Any

import numpy as np

from tbxlab.grading.case import Case
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.verdict import Wrong
from tbxlab.lab05.checks.given import expect_keys, given, is_whole
from tbxlab.toy import digits


@exercise("5.2")
class Outliers:
    """Are the farthest value, its feature and its example found, and the zeros?"""

    def case(self, seed: int) -> Case[None, None]:
        """Nothing to draw: the data set is always the same."""
        return Case(given=None, true=None)

    def drive(self, answer: Any, given: None, evidence: Evidence) -> None:
        """Keep the answer."""
        evidence.note(answer=answer)

    def verify(self, evidence: Evidence, case: Case[None, None]) -> None:
        """Work it out from the data set."""
        from sklearn.datasets import load_breast_cancer

        found = evidence.answers["answer"]
        expect_keys(found, ("feature", "example", "zeros", "zeros benign"), "outliers")
        table = load_breast_cancer()
        X, names = table.data, [str(name) for name in table.feature_names]
        away = np.abs(X - X.mean(axis=0)) / X.std(axis=0)
        example, feature = np.unravel_index(away.argmax(), away.shape)
        if found["feature"] not in names:
            raise Wrong("outliers-no-feature", found=repr(found["feature"]))
        if found["feature"] != names[feature]:
            at = names.index(found["feature"])
            widest = X[:, at].max() == X.max() or np.ptp(X[:, at]) == np.ptp(X, axis=0).max()
            raise Wrong(
                "outliers-unit" if widest else "outliers-feature",
                found=found["feature"],
                away=away[:, at].max(),
                value=X[:, at].max(),
            )
        if not is_whole(found["example"]) or not 0 <= found["example"] < len(X):
            raise Wrong("outliers-no-example", found=repr(found["example"]), last=len(X) - 1)
        if found["example"] != example:
            raise Wrong(
                "outliers-example",
                found=int(found["example"]),
                feature=names[feature],
                away=away[int(found["example"]), feature],
            )
        zeros = (X == 0).any(axis=1)
        if found["zeros"] != zeros.sum():
            each = found["zeros"] == (X == 0).sum()
            raise Wrong("outliers-zeros-each" if each else "outliers-zeros", found=repr(found["zeros"]))
        if found["zeros benign"] != (table.target[zeros] == 1).sum():
            raise Wrong("outliers-benign", found=repr(found["zeros benign"]), names=", ".join(table.target_names))


@exercise("5.5")
class WrongLabels:
    """Are the pictures found whose label is wrong, and those left alone that are hard?"""

    enough, at_most = 8, 2
    """Found of the ten, and blamed in error: eight by eight pixels leave room for doubt about two."""

    def case(self, seed: int) -> Case[None, None]:
        """Nothing to draw: the gallery is always the same."""
        return Case(given=None, true=None)

    def drive(self, answer: Any, given: None, evidence: Evidence) -> None:
        """Keep the answer."""
        evidence.note(answer=answer)

    def verify(self, evidence: Evidence, case: Case[None, None]) -> None:
        """Compare the gallery's labels with the data set's own."""
        answer, wrong = evidence.answers["answer"], self.mislabeled()
        if not isinstance(answer, list) or not all(is_whole(each) and 0 <= each < len(wrong) for each in answer):
            raise Wrong("gallery-form", found=repr(answer), last=len(wrong) - 1)
        chosen, mislabeled = {int(each) for each in answer}, set(np.flatnonzero(wrong).tolist())
        found, blamed = len(chosen & mislabeled), len(chosen - mislabeled)
        about = {"found": found, "blamed": blamed, "chosen": len(chosen), "pictures": len(wrong)}
        about |= {"least": self.enough, "most": self.at_most}
        if blamed > self.at_most:
            raise Wrong("gallery-all" if len(chosen) > 0.8 * len(wrong) else "gallery-blamed", **about)
        if found < self.enough:
            raise Wrong("gallery-missed", **about)

    @staticmethod
    def mislabeled() -> np.ndarray:
        """Return for each picture of the gallery whether its label is wrong: bool[n]."""
        _, labels = digits.gray()
        scalars = given("gallery").scalars
        right = labels[scalars["gallery/example"].values.astype(int)]
        return np.asarray(right != scalars["gallery/label"].values)
