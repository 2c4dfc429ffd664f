"""Check of lab 05's confusion matrix: which axis is the truth, and what the shares are of."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from tbxlab.grading import handed
from tbxlab.grading.case import Case
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.verdict import Wrong
from tbxlab.lab05.checks.files import expect_once, images


@dataclass(frozen=True)
class Labels:
    """What one call is given: what is true of some examples and what was predicted of them, int64[n]."""

    truth: np.ndarray
    predicted: np.ndarray
    classes: int
    step: int

    @property
    def counts(self) -> np.ndarray:
        """How many examples of class t (row) were taken for class s (column)."""
        counts = np.zeros((self.classes, self.classes))
        np.add.at(counts, (self.truth, self.predicted), 1)
        return counts


@exercise("5.4")
class ConfusionMatrix:
    """Is the confusion matrix a gray picture, with a row for each true class, of shares?"""

    tag = "confusion/matrix"
    off = 3
    """Of 255: rounding, truncating, and the least that an enlargement changes."""
    filled = 0.75
    """Of a cell: a thin line between the cells does no harm."""

    def case(self, seed: int) -> Case[tuple[Labels, ...], None]:
        """Draw two sets of labels, of different numbers of classes, some classes rarer than others."""
        draw = np.random.default_rng(seed)
        sizes = draw.permutation([4, 5, 6, 7])[:2]
        steps = (0, int(draw.integers(1, 500)))
        return Case(
            given=tuple(self.labels(draw, int(n), step) for n, step in zip(sizes, steps, strict=True)), true=None
        )

    def labels(self, draw: np.random.Generator, classes: int, step: int) -> Labels:
        """Draw labels: one mistake goes one way only, and the last class is never predicted."""
        truth = np.repeat(np.arange(classes), draw.permutation(np.arange(30, 30 + 30 * classes, 30)))
        predicted = np.where(draw.random(len(truth)) < 0.6, truth, draw.integers(0, classes - 1, len(truth)))
        predicted[truth == 1] = np.where(draw.random((truth == 1).sum()) < 0.5, 2, 1)
        predicted[predicted == classes - 1] = 0
        order = draw.permutation(len(truth))
        return Labels(truth[order], predicted[order], classes, step)

    def drive(self, answer: Any, given: tuple[Labels, ...], evidence: Evidence) -> None:
        """Let each matrix be logged."""
        import torch

        with evidence.writer() as writer:
            for call in given:
                truth, predicted = torch.from_numpy(call.truth.copy()), torch.from_numpy(call.predicted.copy())
                with handed.unchanged(truth=truth, predicted=predicted):
                    answer(writer, truth, predicted, call.classes, call.step)

    def verify(self, evidence: Evidence, case: Case[tuple[Labels, ...], None]) -> None:
        """Read the brightness of each cell."""
        logged = images(evidence, self.tag)
        expect_once(logged.steps, [call.step for call in case.given], self.tag)
        for i, call in enumerate(case.given):
            self.verify_one(logged.pixels(i), call)

    def verify_one(self, shown: np.ndarray, call: Labels) -> None:
        """Compare one picture, uint8[h, w, c], with the shares."""
        classes, (height, width) = call.classes, shown.shape[:2]
        about = {"tag": self.tag, "step": call.step}
        if height != width or height % classes:
            raise Wrong("confusion-size", **about, height=height, width=width, classes=classes)
        if shown.shape[2] >= 3 and np.ptp(shown[..., :3].astype(int), axis=2).max() > self.off:
            raise Wrong("confusion-color", **about)
        side = height // classes
        cells = shown[..., 0].astype(float).reshape(classes, side, classes, side).swapaxes(1, 2)
        found = cells[:, :, side // 2, side // 2]
        even = (np.abs(cells - found[:, :, None, None]) <= self.off).mean(axis=(2, 3))
        shares = call.counts / call.counts.sum(axis=1, keepdims=True)
        self.explain(found, call.counts, shares, about)
        if even.min() < self.filled:
            t, s = np.unravel_index(even.argmin(), even.shape)
            raise Wrong("confusion-uneven", **about, truth=int(t), predicted=int(s), share=float(even.min()))

    def explain(self, found: np.ndarray, counts: np.ndarray, shares: np.ndarray, about: dict[str, object]) -> None:
        """Raise for the mistake that gives these cells; return where there is none."""
        if self.is_it(found, shares):
            return
        with np.errstate(invalid="ignore", divide="ignore"):
            columns = np.nan_to_num(counts / counts.sum(axis=0))
            mistakes = (
                ("confusion-turned", shares.T),
                ("confusion-columns", columns),
                ("confusion-columns", columns.T),
                ("confusion-counts", (counts * 255).astype(np.uint8) / 255),
                ("confusion-counts", counts / 255),
                ("confusion-counts", counts.clip(0, 1)),
                ("confusion-not-rows", counts / counts.sum()),
                ("confusion-not-rows", counts / counts.max()),
                ("confusion-black", np.round(shares) / 255),
                ("confusion-black", np.floor(shares) / 255),
                ("confusion-negative", 1 - shares),
            )
        for message, made in mistakes:
            if self.is_it(found, made):
                raise Wrong(message, **about)
        t, s = np.unravel_index(np.abs(found - 255 * shares).argmax(), shares.shape)
        raise Wrong(
            "confusion-other",
            **about,
            truth=int(t),
            predicted=int(s),
            expected=round(255 * float(shares[t, s])),
            found=round(float(found[t, s])),
        )

    def is_it(self, found: np.ndarray, shares: np.ndarray) -> bool:
        """Return whether the cells are as bright as these shares, 0 to 1."""
        return bool((np.abs(found - 255 * shares) <= self.off).all())
