"""Check of lab 08: a validation curve that is too good, and the pictures that are on both sides."""

import random

from tbxlab.checks.core import exercise
from tbxlab.checks.lab08_reading import given
from tbxlab.checks.verdict import Wrong

SPLITS = {"a": 10, "b": 50, "c": 10}
"""Split -> labels a class."""
VALIDATION = 80


@exercise("8.3")
class TheLeak:
    """Is the leaking split named, and are near-identical pictures found, and no others?"""

    may_differ = 1
    """Of 80: two people's digits may be nearly as close as two copies (nearest by chance 0.087, copies up to 0.06)."""

    def case(self, seed):
        """Draw three splits: one clean, one with some copies, one with many."""
        draw = random.Random(seed)
        return [{"seed": draw.randrange(1000), "per_class": draw.choice([8, 12, 20]), "copies": copies}
                for copies in (0, draw.randint(6, 14), draw.randint(30, 50))]

    def drive(self, answer, case, evidence):
        """Put altered copies of training pictures among validation pictures, and let them be found."""
        too_good, twins = answer
        said, planted = [], []
        for each in case:
            train, validation, places = self.split(**each)
            found = twins(train, validation)
            if any(str(each) in ("True", "False", "tensor(True)", "tensor(False)") for each in found):
                raise Wrong("twins-mask", found=len(found))
            said.append(sorted({int(i) for i in found}))
            planted.append(places)
        evidence.note(too_good=too_good, said=said, planted=planted)

    def split(self, seed, per_class, copies):
        """Return training pictures, validation pictures, both float32[n, 1, 8, 8], and where the copies are."""
        import torch

        from tbxlab.transfer import digits

        draw = torch.Generator().manual_seed(seed)
        train = digits.few_labels(per_class, seed)[0]
        X = digits.part(digits.VALIDATION)[0]
        validation = X[torch.randperm(len(X), generator=draw)[:VALIDATION]].clone()
        places = torch.randperm(VALIDATION, generator=draw)[:copies]
        originals = train[torch.randint(len(train), (copies,), generator=draw)]
        aside = 0.12 * torch.rand(copies, 1, 1, 1, generator=draw)
        moved = (1 - aside) * originals + aside * originals.roll(1, dims=-1)
        validation[places] = (moved + 0.02 * torch.randn(moved.shape, generator=draw)).clamp(0, 1)
        return train, validation, sorted(places.tolist())

    def verify(self, evidence, case):
        """Judge the function first, since it tells which split leaks; then the split."""
        answers = evidence.answers
        for each, said, planted in zip(case, answers["said"], answers["planted"], strict=True):
            missed, false = sorted(set(planted) - set(said)), sorted(set(said) - set(planted))
            about = {"copies": len(planted), "validation": VALIDATION, "missed": len(missed), "false": len(false),
                     "train": 10 * each["per_class"]}
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
            raise Wrong("leak-other", split=too_good, labels=SPLITS[too_good], run=scalars["val/accuracy"].values[-1],
                        svm=scalars["baseline/val_accuracy"].values[-1])
