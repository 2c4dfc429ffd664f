"""Checks of lab 05, reading: a data set, four pipelines, a gallery with wrong labels, three precision-recall curves.

What is right is worked out from the data set and the committed event files, so it follows them.
"""

import numpy as np

from tbxlab import events
from tbxlab.course import folders
from tbxlab.grading.core import exercise
from tbxlab.grading.expect import is_number
from tbxlab.grading.verdict import Wrong

LAB = "05_images"


def given(name: str) -> events.Run:
    """Return a run that comes with the lab, as it is committed (the learner's copy may have been changed)."""
    return events.read_run(folders.given_folder(LAB) / name)


def is_whole(said: object) -> bool:
    """Return whether an answer is a whole number, also one that came as 3.0."""
    return is_number(said) and said == int(said)


def expect_keys(said: object, keys: tuple[str, ...], name: str) -> None:
    """Expect a dictionary with these keys, no others."""
    if not isinstance(said, dict) or set(said) != set(keys):
        raise Wrong("images-form", name=name, wanted=", ".join(map(repr, keys)), found=repr(said))


@exercise("5.2")
class Outliers:
    """Are the farthest value, its feature and its example found, and the zeros?"""

    def case(self, seed):
        """Nothing to draw: the data set is always the same."""

    def drive(self, outliers, case, evidence):
        """Keep the answer."""
        evidence.note(outliers=outliers)

    def verify(self, evidence, case):
        """Work it out from the data set."""
        from sklearn.datasets import load_breast_cancer

        said = evidence.answers["outliers"]
        expect_keys(said, ("feature", "example", "zeros", "zeros benign"), "outliers")
        table = load_breast_cancer()
        X, names = table.data, [str(name) for name in table.feature_names]
        away = np.abs(X - X.mean(axis=0)) / X.std(axis=0)
        example, feature = np.unravel_index(away.argmax(), away.shape)
        if said["feature"] not in names:
            raise Wrong("outliers-no-feature", found=repr(said["feature"]))
        if said["feature"] != names[feature]:
            at = names.index(said["feature"])
            widest = X[:, at].max() == X.max() or np.ptp(X[:, at]) == np.ptp(X, axis=0).max()
            raise Wrong(
                "outliers-unit" if widest else "outliers-feature",
                found=said["feature"],
                away=away[:, at].max(),
                value=X[:, at].max(),
            )
        if not is_whole(said["example"]) or not 0 <= said["example"] < len(X):
            raise Wrong("outliers-no-example", found=repr(said["example"]), last=len(X) - 1)
        if said["example"] != example:
            raise Wrong(
                "outliers-example",
                found=int(said["example"]),
                feature=names[feature],
                away=away[int(said["example"]), feature],
            )
        zeros = (X == 0).any(axis=1)
        if said["zeros"] != zeros.sum():
            each = said["zeros"] == (X == 0).sum()
            raise Wrong("outliers-zeros-each" if each else "outliers-zeros", found=repr(said["zeros"]))
        if said["zeros benign"] != (table.target[zeros] == 1).sum():
            raise Wrong("outliers-benign", found=repr(said["zeros benign"]), names=", ".join(table.target_names))


PIPELINES = {"a": ("channels swapped", 60), "b": ("healthy", None), "c": ("wrapped", 40), "d": ("HWC as CHW", 0)}
"""Each run's cause, and the first logged step that shows it."""
WOULD_SHOW = {
    "healthy": "pipeline-not-healthy",
    "wrapped": "pipeline-not-wrapped",
    "channels swapped": "pipeline-not-swapped",
    "HWC as CHW": "pipeline-not-reshaped",
    "not normalized": "pipeline-not-raw",
    "one batch": "pipeline-not-one-batch",
}
"""Each cause, with the message for those who name it where it is another."""
NEXT = {
    "keep it": "healthy",
    "look at the range and the type after each step": "wrapped",
    "send one red picture through": "channels swapped",
    "permute, do not reshape": "HWC as CHW",
    "print mean and spread of a batch": "not normalized",
    "compare two batches": "one batch",
    "train longer": None,
}
SEEN_IN = "network/batch"


def is_finding(said: object) -> bool:
    """Return whether an answer is four values, the first a cause."""
    return isinstance(said, list) and len(said) == 4 and isinstance(said[0], str) and said[0] in WOULD_SHOW


@exercise("5.3")
class FourPipelines:
    """Is each pipeline's fault found, with where and from when it is seen, and what to try next?"""

    def case(self, seed):
        """Nothing to draw: the runs are always the same."""

    def drive(self, findings, case, evidence):
        """Keep the answer."""
        evidence.note(findings=findings)

    def verify(self, evidence, case):
        """A wrong cause is told what it would show, never the right one; then tag, step and next experiment."""
        said = evidence.answers["findings"]
        expect_keys(said, tuple(PIPELINES), "findings")
        for name, (right, first) in PIPELINES.items():
            each = said[name]
            if not is_finding(each):
                raise Wrong("pipeline-form", run=name, found=repr(each), causes=", ".join(WOULD_SHOW))
            cause, tag, step, following = each
            run = given(name)
            mean, std = run.scalars["network/mean"], run.scalars["network/std"]
            if cause != right:
                raise Wrong(
                    WOULD_SHOW[cause],
                    run=name,
                    mean_first=mean.values[0],
                    mean_last=mean.values[-1],
                    std_first=std.values[0],
                    std_last=std.values[-1],
                )
            if tag != SEEN_IN:
                tags = [*run.scalars, *run.images]
                if tag not in tags:
                    raise Wrong("pipeline-no-tag", run=name, tag=tag, found=", ".join(tags))
                message = "pipeline-before" if tag == "dataset/batch" else "pipeline-tag"
                raise Wrong(message, run=name, tag=tag, cause=cause)
            if first is None and step is not None:
                raise Wrong("pipeline-step-none", run=name, found=repr(step))
            if first is not None and not (is_whole(step) and step in run.images[SEEN_IN].steps):
                raise Wrong(
                    "pipeline-step-form",
                    run=name,
                    found=repr(step),
                    steps=", ".join(map(str, run.images[SEEN_IN].steps)),
                )
            if step != first:
                raise Wrong("pipeline-early" if step < first else "pipeline-late", run=name, step=step)
            if not isinstance(following, str) or following not in NEXT:
                raise Wrong("pipeline-next-form", run=name, found=repr(following), known=", ".join(NEXT))
            if NEXT[following] != cause:
                raise Wrong("pipeline-next", run=name, cause=cause, found=following)


@exercise("5.5")
class WrongLabels:
    """Are the pictures found whose label is wrong, and those left alone that are hard?"""

    enough, at_most = 8, 2
    """Found of the ten, and blamed in error: eight by eight pixels leave room for doubt about two."""

    def case(self, seed):
        """Nothing to draw: the gallery is always the same."""

    def drive(self, wrong_labels, case, evidence):
        """Keep the answer."""
        evidence.note(wrong_labels=wrong_labels)

    def verify(self, evidence, case):
        """Compare the gallery's labels with the data set's own."""
        said = evidence.answers["wrong_labels"]
        mislabeled = self.mislabeled()
        count = len(mislabeled)
        if not isinstance(said, list) or not all(is_whole(each) and 0 <= each < count for each in said):
            raise Wrong("gallery-form", found=repr(said), last=count - 1)
        chosen = {int(each) for each in said}
        right = set(np.flatnonzero(mislabeled).tolist())
        found, blamed = len(chosen & right), len(chosen - right)
        if blamed > self.at_most:
            raise Wrong(
                "gallery-all" if len(chosen) > 0.8 * count else "gallery-blamed",
                blamed=blamed,
                found=found,
                chosen=len(chosen),
                pictures=count,
            )
        if found < self.enough:
            raise Wrong("gallery-missed", found=found, chosen=len(chosen), pictures=count)

    @staticmethod
    def mislabeled():
        """Return for each picture of the gallery whether its label is wrong: bool[n]."""
        from tbxlab.toy import digits

        _, labels = digits.gray()
        scalars = given("gallery").scalars
        return labels[scalars["gallery/example"].values.astype(int)] != scalars["gallery/label"].values


@exercise("5.7")
class RareClass:
    """Are the curve of logits, the size of the class, the better model and its threshold found?"""

    tag, recall = "val/eights", 0.9

    def case(self, seed):
        """Nothing to draw: the runs are always the same."""

    def drive(self, rare, case, evidence):
        """Keep the answer."""
        evidence.note(rare=rare)

    def verify(self, evidence, case):
        """Work out from the curves what is right; the one of logits is known by the examples that it lost."""
        rare = evidence.answers["rare"]
        expect_keys(rare, ("logits", "eights", "better", "threshold"), "rare")
        curves = {name: given(name).pr_curves[self.tag] for name in "pqr"}
        counted = {name: self.counted(curve) for name, curve in curves.items()}
        if rare["logits"] not in curves:
            raise Wrong("rare-no-run", key="logits", found=repr(rare["logits"]))
        if counted[rare["logits"]] == max(counted.values()):
            raise Wrong("rare-logits", found=rare["logits"], counted=counted[rare["logits"]])
        sound = {name: curve for name, curve in curves.items() if counted[name] == max(counted.values())}
        some = next(iter(sound.values()))
        eights = int(some.true_positives[-1, 0] + some.false_negatives[-1, 0])
        if rare["eights"] != eights:
            lost = curves[rare["logits"]]
            of_logits = rare["eights"] == lost.true_positives[-1, 0] + lost.false_negatives[-1, 0]
            raise Wrong(
                "rare-eights-logits" if of_logits else "rare-eights",
                found=repr(rare["eights"]),
                examples=counted[next(iter(sound))],
            )
        if rare["better"] not in curves:
            raise Wrong("rare-no-run", key="better", found=repr(rare["better"]))
        if rare["better"] not in sound:
            raise Wrong(
                "rare-too-good", found=rare["better"], counted=counted[rare["better"]], of=max(counted.values())
            )
        best = max(sound, key=lambda name: self.at_recall(sound[name])[0])
        if rare["better"] != best:
            raise Wrong(
                "rare-better",
                found=rare["better"],
                recall=self.recall,
                precision=self.at_recall(sound[rare["better"]])[0],
            )
        self.verify_threshold(rare["threshold"], sound[best])

    def verify_threshold(self, said, curve):
        """Expect a threshold with enough recall and the highest precision that goes with it."""
        if not is_number(said) or not 0 <= said <= 1:
            raise Wrong("rare-threshold-form", found=repr(said))
        near = int(np.abs(curve.thresholds - said).argmin())
        precision, recall = curve.precision[-1], curve.recall[-1]
        highest, step = self.at_recall(curve)[0], curve.thresholds[1] - curve.thresholds[0]
        good = curve.thresholds[(recall >= self.recall) & (precision >= highest - 1e-6)]
        if np.abs(good - said).min() <= step:  # thresholds are read off a chart: the neighbors are right, too
            return
        message = "rare-threshold-recall" if recall[near] < self.recall else "rare-threshold-precision"
        raise Wrong(message, said=said, recall=recall[near], precision=precision[near], least=self.recall)

    def at_recall(self, curve):
        """Return the highest precision that the last curve has with enough recall, and at which index."""
        enough = np.flatnonzero(curve.recall[-1] >= self.recall)
        at = enough[curve.precision[-1][enough].argmax()]
        return float(curve.precision[-1][at]), int(at)

    @staticmethod
    def counted(curve):
        """Return how many examples stand in the last curve: those at or above the lowest threshold, and the others."""
        parts = curve.true_positives, curve.false_positives, curve.true_negatives, curve.false_negatives
        return int(sum(part[-1, 0] for part in parts))
