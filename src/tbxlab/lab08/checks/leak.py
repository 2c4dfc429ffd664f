"""Check of lab 08: a validation curve that is too good, and the pictures that are on both sides."""

import random

import numpy as np

from tbxlab.grading.core import exercise
from tbxlab.grading.verdict import Wrong
from tbxlab.lab08.checks.reading import given

SPLITS = {"a": 10, "b": 50, "c": 10}
"""Split -> labels a class."""
VALIDATION = 80


@exercise("8.3")
class TheLeak:
    """Is the leaking split named, and are near-identical pictures found, and no others?"""

    may_differ = 1
    """Of 80: a copy that was moved and disturbed most of all may be as far away as another picture."""
    apart = 0.115
    """Pictures that chance has brought closer than this to a training picture are not drawn: copies lie up to 0.06
    away, and whoever reads the gap off split c finds it between 0.07 and 0.11."""

    def case(self, seed):
        """Draw three splits: one clean, one with some copies, one with many."""
        draw = random.Random(seed)
        return [
            {"seed": draw.randrange(1000), "per_class": draw.choice([8, 12, 20]), "copies": copies}
            for copies in (0, draw.randint(6, 14), draw.randint(30, 50))
        ]

    def drive(self, answer, case, evidence):
        """Put altered copies of training pictures among validation pictures, and let them be found."""
        too_good, twins = answer
        said, planted, twins_of = [], [], []
        for each in case:
            train, validation, places, originals = self.split(**each)
            found = twins(train, validation)
            said.append(indices(found))
            planted.append(places)
            twins_of.append(originals)
        evidence.note(too_good=too_good, said=said, planted=planted, twins_of=twins_of)

    def split(self, seed, per_class, copies):
        """Return training and validation pictures, both float32[n, 1, 8, 8]; which are copies, and of which."""
        import torch

        from tbxlab.lab08 import digits, sick

        draw = torch.Generator().manual_seed(seed)
        train = digits.few_labels(per_class, seed)[0]
        X = digits.part(digits.VALIDATION)[0]
        X = X[sick.closest(train, X) > self.apart]
        validation = X[torch.randperm(len(X), generator=draw)[:VALIDATION]].clone()
        places = torch.randperm(VALIDATION, generator=draw)[:copies]
        chosen = torch.randint(len(train), (copies,), generator=draw)
        originals = train[chosen]
        aside = 0.12 * torch.rand(copies, 1, 1, 1, generator=draw)
        moved = (1 - aside) * originals + aside * originals.roll(1, dims=-1)
        validation[places] = (moved + 0.02 * torch.randn(moved.shape, generator=draw)).clamp(0, 1)
        return train, validation, sorted(places.tolist()), sorted(set(chosen.tolist()))

    def verify(self, evidence, case):
        """Judge the function first, since it tells which split leaks; then the split."""
        answers = evidence.answers
        for each, said, planted, originals in zip(
            case, *(answers[name] for name in ("said", "planted", "twins_of")), strict=True
        ):
            missed, false = sorted(set(planted) - set(said)), sorted(set(said) - set(planted))
            about = {
                "copies": len(planted),
                "validation": VALIDATION,
                "missed": len(missed),
                "false": len(false),
                "train": 10 * each["per_class"],
            }
            if planted and len(missed) > self.may_differ and set(said) == set(originals):
                raise Wrong("twins-of-training", **about)
            if any(not 0 <= i < VALIDATION for i in said):
                raise Wrong("twins-outside", found=max(said), **about)
            if planted and len(missed) == len(planted):
                raise Wrong("twins-none", **about)
            if len(missed) > self.may_differ:
                raise Wrong("twins-missed", **about)
            if len(false) > self.may_differ:
                raise Wrong("twins-false", **about)
        too_good = answers["too_good"]
        if too_good not in SPLITS:
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


def indices(found):
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
