"""Check of lab 08: a validation curve that is too good, and the pictures that are on both sides."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tbxlab.grading.case import Case
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.verdict import Wrong
from tbxlab.lab08.checks.reading import given

if TYPE_CHECKING:
    from torch import Generator, Tensor

SPLITS = {"a": 10, "b": 50, "c": 10}
"""Split -> labels a class."""
VALIDATION = 80


@dataclass(frozen=True)
class Split:
    """How training and validation pictures are drawn, and how many of the latter are altered copies."""

    seed: int
    per_class: int
    copies: int
    apart: float

    def pictures(self) -> tuple[Tensor, Tensor]:
        """Return training and validation pictures, both float32[n, 1, 8, 8]."""
        import torch

        from tbxlab.lab08 import digits, sick

        draw, places, chosen = self._drawn()
        train = digits.few_labels(self.per_class, self.seed)[0]
        X = digits.part(digits.VALIDATION)[0]
        X = X[sick.closest(train, X) > self.apart]
        validation = X[torch.randperm(len(X), generator=draw)[:VALIDATION]].clone()
        originals = train[chosen]
        aside = 0.12 * torch.rand(self.copies, 1, 1, 1, generator=draw)
        moved = (1 - aside) * originals + aside * originals.roll(1, dims=-1)
        validation[places] = (moved + 0.02 * torch.randn(moved.shape, generator=draw)).clamp(0, 1)
        return train, validation

    def copied(self) -> tuple[list[int], list[int]]:
        """Return which validation pictures are copies, and of which training pictures: what is true."""
        _, places, chosen = self._drawn()
        return sorted(places.tolist()), sorted(set(chosen.tolist()))

    def _drawn(self) -> tuple[Generator, Tensor, Tensor]:
        import torch

        draw = torch.Generator().manual_seed(self.seed)
        places = torch.randperm(VALIDATION, generator=draw)[: self.copies]
        return draw, places, torch.randint(10 * self.per_class, (self.copies,), generator=draw)


@exercise("8.3")
class TheLeak:
    """Is the leaking split named, and are near-identical pictures found, and no others?"""

    may_differ = 1
    """Of 80: a copy that was moved and disturbed most of all may be as far away as another picture."""
    apart = 0.115
    """Pictures that chance has brought closer than this to a training picture are not drawn: copies lie up to 0.06
    away, and whoever reads the gap off split c finds it between 0.07 and 0.11."""

    def case(self, seed: int) -> Case[list[Split], None]:
        """Draw three splits: one clean, one with some copies, one with many. Which pictures are copies follows."""
        draw = random.Random(seed)
        return Case(
            [
                Split(draw.randrange(1000), draw.choice([8, 12, 20]), copies, self.apart)
                for copies in (0, draw.randint(6, 14), draw.randint(30, 50))
            ],
            None,
        )

    def drive(self, answer: Any, given: list[Split], evidence: Evidence) -> None:
        """Put altered copies of training pictures among validation pictures, and let them be found."""
        too_good, twins = answer
        found, left = [], []
        for split in given:
            train, validation = split.pictures()
            found.append(indices(twins(train, validation)))
            left.append(all(map(torch_equal, (train, validation), split.pictures())))
        evidence.note(too_good=too_good, found=found, left=left)

    def verify(self, evidence: Evidence, case: Case[list[Split], None]) -> None:
        """Judge the function first, since it tells which split leaks; then the split."""
        answers = evidence.answers
        for split, found in zip(case.given, answers["found"], strict=True):
            copies, originals = split.copied()
            missed, false = set(copies) - set(found), set(found) - set(copies)
            params = {
                "copies": len(copies),
                "validation": VALIDATION,
                "missed": len(missed),
                "false": len(false),
                "train": 10 * split.per_class,
            }
            if copies and len(missed) > self.may_differ and set(found) == set(originals):
                raise Wrong("twins-of-training", **params)
            if outside := [i for i in found if not 0 <= i < VALIDATION]:
                raise Wrong("twins-outside", index=outside[-1], **params)
            if copies and len(missed) == len(copies):
                raise Wrong("twins-none-right" if found else "twins-none", **params)
            if len(missed) > self.may_differ:
                raise Wrong("twins-missed", **params)
            if len(false) > self.may_differ:
                raise Wrong("twins-false" if copies else "twins-false-clean", **params)
        if not all(answers["left"]):
            raise Wrong("twins-changed")
        too_good = answers["too_good"]
        if not isinstance(too_good, str) or too_good not in SPLITS:
            raise Wrong("leak-form", found=repr(too_good), known=", ".join(SPLITS))
        if too_good != max(SPLITS, key=lambda name: given(f"split-{name}").scalars["val/accuracy"].values[-1]):
            scalars = given(f"split-{too_good}").scalars
            raise Wrong(
                "leak-other",
                split=too_good,
                labels=SPLITS[too_good],
                run=scalars["val/accuracy"].values[-1],
                svm=scalars["baseline/val_accuracy"].values[-1],
            )


def torch_equal(one: Tensor, other: Tensor) -> bool:
    """Return whether two tensors have the same shape and the same values."""
    return one.shape == other.shape and bool((one == other).all())


def indices(found: Any) -> list[int]:
    """Return the indices that were found, sorted, each once: of a sequence, tensor, array, or tuple as of np.where."""
    try:
        each = [np.ravel(one) for one in found]
        flat = np.concatenate([np.zeros(0, dtype=int), *each])
        whole = flat.astype(int)
    except (TypeError, ValueError, RuntimeError):
        raise Wrong("twins-form", found=repr(found)[:60]) from None
    if any(one.dtype.kind == "b" for one in each):
        raise Wrong("twins-mask", found=len(flat))
    if (len(each) > 1 and any(one.size != 1 for one in each)) or (flat != whole).any():
        raise Wrong("twins-form", found=repr(found)[:60])
    return sorted(set(whole.tolist()))
