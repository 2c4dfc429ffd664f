"""The runs that lab 02 gives to read. Their names say nothing; what each shows is asked in the lab."""

from typing import Any

import torch
from torch import Tensor

from tbxlab.authoring.reference_runs import run
from tbxlab.lab02 import training
from tbxlab.lab02.runs.chapter import COST, Thinned
from tbxlab.toy import data, models

SPIKE = 2113
"""A step that TensorBoard does not draw: of 3,000 points it shows 1,000."""


def classify(
    writer: Any, seed: int, *, examples: int, steps: int, rate: float, every: int = 20, shuffle: bool = False
) -> None:
    """Train the 10-50-2 classifier on so many examples for about so many steps, in batches of 50."""
    X, y = data.two_classes(examples, seed)
    validation = data.two_classes(training.VALIDATION, seed + 1_000_000)
    training.train(
        models.classifier(seed=seed),
        (X, data.shuffled(y, seed) if shuffle else y),
        validation,
        epochs=steps * 50 // examples,
        batch_size=50,
        rate=rate,
        seed=seed,
        writer=writer,
        validate_every=every,
    )


class SwappedOnce(torch.nn.Module):
    """A model that, in one training batch, is scored against swapped labels: its two logits change places."""

    def __init__(self, model: torch.nn.Module, at: int) -> None:
        super().__init__()
        self.model, self.at, self.batches = model, at, 0

    def forward(self, X: Tensor) -> Tensor:
        """Return float32[n, 2]; validation, which needs no gradient, is not counted."""
        logits = self.model(X)
        if not torch.is_grad_enabled():
            return logits
        self.batches += 1
        return logits.flip(1) if self.batches == self.at + 1 else logits


@run("02_scalars/a", cost=COST)
def a(writer: Any, seed: int) -> None:
    """Lab 02, exercise 2.8: 3,000 steps, one of them out of the ordinary."""
    X, y = data.two_classes(300, seed)
    training.train(
        SwappedOnce(models.classifier(seed=seed), SPIKE),
        (X, y),
        data.two_classes(1000, seed + 1_000_000),
        epochs=500,
        batch_size=50,
        rate=0.1,
        seed=seed,
        writer=writer,
        validate_every=20,
    )


@run("02_scalars/b-{seed}", seeds=(0, 2), cost=COST)
def b(writer: Any, seed: int) -> None:
    """Lab 02, exercise 2.8: setting b."""
    classify(Thinned(writer), seed, examples=2000, steps=1440, rate=0.3)


@run("02_scalars/c-{seed}", seeds=(0, 2), cost=COST)
def c(writer: Any, seed: int) -> None:
    """Lab 02, exercise 2.8: setting c."""
    classify(Thinned(writer), seed, examples=8000, steps=1440, rate=0.05, every=240)


@run("02_scalars/d", cost=COST)
def d(writer: Any, seed: int) -> None:
    """Lab 02, exercise 2.9: patient d."""
    classify(Thinned(writer), 11, examples=8000, steps=960, rate=0.0006)


@run("02_scalars/e", cost=COST)
def e(writer: Any, seed: int) -> None:
    """Lab 02, exercise 2.9: patient e."""
    classify(Thinned(writer), 12, examples=150, steps=960, rate=0.3, shuffle=True)


@run("02_scalars/f", cost=COST)
def f(writer: Any, seed: int) -> None:
    """Lab 02, exercise 2.9: patient f."""
    classify(Thinned(writer), 13, examples=8000, steps=960, rate=0.2)


@run("02_scalars/g", cost=COST)
def g(writer: Any, seed: int) -> None:
    """Lab 02, exercise 2.9: patient g."""
    classify(Thinned(writer), 14, examples=8000, steps=960, rate=0.1, shuffle=True)
