"""Check of lab 05, reading: three precision-recall curves, one of them of logits."""

from typing import Any

import numpy as np

from tbxlab import events
from tbxlab.grading.case import Case
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.expect import is_number
from tbxlab.grading.verdict import Wrong
from tbxlab.lab05.checks.given import expect_keys, given


@exercise("5.7")
class RareClass:
    """Are the curve of logits, the size of the class, the better model and its threshold found?"""

    tag, recall = "val/eights", 0.9

    def case(self, seed: int) -> Case[None, None]:
        """Nothing to draw: the runs are always the same."""
        return Case(given=None, true=None)

    def drive(self, answer: Any, given: None, evidence: Evidence) -> None:
        """Keep the answer."""
        evidence.note(answer=answer)

    def verify(self, evidence: Evidence, case: Case[None, None]) -> None:
        """Work out from the curves what is right; the one of logits is known by the examples that it lost."""
        rare = evidence.answers["answer"]
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

    def verify_threshold(self, found: Any, curve: events.PRCurves) -> None:
        """Expect a threshold with enough recall and the highest precision that goes with it."""
        if not is_number(found) or not 0 <= found <= 1:
            raise Wrong("rare-threshold-form", found=repr(found))
        near = int(np.abs(curve.thresholds - found).argmin())
        precision, recall = curve.precision[-1], curve.recall[-1]
        highest, step = self.at_recall(curve)[0], curve.thresholds[1] - curve.thresholds[0]
        good = curve.thresholds[(recall >= self.recall) & (precision >= highest - 1e-6)]
        if np.abs(good - found).min() <= step:  # thresholds are read off a chart: the neighbors are right, too
            return
        message = "rare-threshold-recall" if recall[near] < self.recall else "rare-threshold-precision"
        raise Wrong(message, found=found, recall=recall[near], precision=precision[near], least=self.recall)

    def at_recall(self, curve: events.PRCurves) -> tuple[float, int]:
        """Return the highest precision that the last curve has with enough recall, and at which index."""
        enough = np.flatnonzero(curve.recall[-1] >= self.recall)
        at = enough[curve.precision[-1][enough].argmax()]
        return float(curve.precision[-1][at]), int(at)

    @staticmethod
    def counted(curve: events.PRCurves) -> int:
        """Return how many examples stand in the last curve: those at or above the lowest threshold, and the others."""
        parts = curve.true_positives, curve.false_positives, curve.true_negatives, curve.false_negatives
        return int(sum(part[-1, 0] for part in parts))
