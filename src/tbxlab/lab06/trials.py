"""Trials of a search over learning rate, width and seed: many small classifiers, trained at once.

Every trial gets the same budget: 300 steps of 20 examples, drawn from the same 300; only its own three settings
differ. Their weights are stacked as in ``stacked``. Networks of different widths fit into one stack because a hidden
unit whose weights are all zero stays as it is: it gives zero, and gets no gradient.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import pad

from tbxlab.toy import data, ensemble, models

STEPS, EVERY, BATCH = 300, 30, 20
TRAINING, VALIDATION, FRESH = 300, 200, 20_000
SPLIT = 8
"""The draw of training and validation examples that a search uses unless it is given another."""


@dataclass(frozen=True)
class Trial:
    """What a trial is given."""

    lr: float
    width: int
    seed: int
    """Draws the initial weights and the order of the examples, never the examples."""

    @property
    def name(self) -> str:
        """A run's name that says all three: "lr=0.0316,width=16,seed=3"."""
        return f"lr={self.lr:.3g},width={self.width},seed={self.seed}"


@dataclass(frozen=True)
class Result:
    """What was measured in a trial."""

    steps: tuple[int, ...]
    loss: tuple[float, ...]
    """Over all 300 training examples, at these steps."""
    accuracy: tuple[float, ...]
    """Over the 200 validation examples, at the same steps, 0 to 1."""
    fresh: float
    """Accuracy of the finished network over 20,000 examples that nobody chose by: what the trial is really worth.
    No learner has that many; it only tells how far 200 examples deceive."""


def train(trials: Iterable[Trial], split: int = SPLIT) -> tuple[Result, ...]:
    """Train all trials together and return what was measured, in their order."""
    return _train(tuple(trials), split)


def examples(split: int = SPLIT) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Return X float32[300, 10], y int64[300] to train on, X_val float32[200, 10], y_val int64[200]."""
    return *data.two_classes(TRAINING, split), *data.two_classes(VALIDATION, split + 1_000_000)


@lru_cache(maxsize=4)
def _train(trials: tuple[Trial, ...], split: int) -> tuple[Result, ...]:
    X, y, X_val, y_val = examples(split)
    fresh = data.two_classes(FRESH, seed=424_242)
    weights, order = _weights(trials), torch.stack([_order(trial.seed) for trial in trials], dim=1)
    rates = torch.tensor([trial.lr for trial in trials])[:, None, None]
    steps, measured = [], []
    for step in range(STEPS + 1):
        if step % EVERY == 0:
            with torch.no_grad():
                steps.append(step)
                measured.append(torch.stack([_losses(_forward(weights, X), y), _accuracy(weights, X_val, y_val)]))
        if step < STEPS:
            losses = _losses(_forward(weights, X[order[step]]), y[order[step]])
            gradients = torch.autograd.grad(losses.sum(), weights)
            ensemble.descend(weights, gradients, rates)
    with torch.no_grad():
        worth = torch.cat([_accuracy([weight[i : i + 1] for weight in weights], *fresh) for i in range(len(trials))])
    curves = torch.stack(measured, dim=2).tolist()
    return tuple(
        Result(tuple(steps), tuple(loss), tuple(accuracy), true)
        for loss, accuracy, true in zip(*curves, worth.tolist(), strict=True)
    )


def _weights(trials: tuple[Trial, ...]) -> list[Tensor]:
    """Return [k, 10, w], [k, 1, w], [k, w, 2], [k, 1, 2], where w is the greatest width and the rest is zero."""
    widest, each = max(trial.width for trial in trials), []
    for trial in trials:
        W1, b1, W2, b2 = (p.detach() for p in models.classifier(trial.width, trial.seed).parameters())
        missing = (0, widest - trial.width)
        each.append((pad(W1.T, missing), pad(b1[None], missing), pad(W2, missing).T, b2[None]))
    return [torch.stack(kind).contiguous().requires_grad_() for kind in zip(*each, strict=True)]


def _order(seed: int) -> Tensor:
    """Return which example each step takes, int64[300, 20]: epoch after epoch in a new order."""
    order = torch.Generator().manual_seed(seed)
    epochs = -(-STEPS * BATCH // TRAINING)
    picked = torch.cat([torch.randperm(TRAINING, generator=order) for _ in range(epochs)])
    return picked[: STEPS * BATCH].view(STEPS, BATCH)


def _forward(weights: list[Tensor], X: Tensor) -> Tensor:
    """Return each network's logits, [k, n, 2], for the same examples X[n, 10] or for its own, X[k, n, 10]."""
    return ensemble.forward(weights, X.expand(len(weights[0]), *X.shape[-2:]))


def _losses(logits: Tensor, y: Tensor) -> Tensor:
    return ensemble.losses(logits, y.expand(logits.shape[:2]))


def _accuracy(weights: list[Tensor], X: Tensor, y: Tensor) -> Tensor:
    return ensemble.accuracies(_forward(weights, X), y)


def spread(values: Iterable[float]) -> tuple[float, float]:
    """Return mean and standard deviation (of the population the values are drawn from: divided by n − 1)."""
    array = np.array(list(values), dtype=float)
    return float(array.mean()), float(array.std(ddof=1))
