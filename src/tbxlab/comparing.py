"""A training small enough to be done thirty times in a search, and the rows that it leaves for the HParams dashboard.

All trials share their data; the seed of a trial draws its first weights and orders its batches, nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from tbxlab import data, models

STEPS, BATCH = 200, 50
EXAMPLES, VALIDATION, TEST = 600, 300, 4000
"""An accuracy near 0.8 over 300 examples is uncertain by 0.023, over 4,000 by 0.006: sqrt(0.8 * 0.2 / n)."""
ACCURACY, LOSS = "end/accuracy", "end/loss"
"""The metrics of a row: tags of their own, since a tag that is a curve, too, would be taken from either of them."""


@dataclass(frozen=True)
class Result:
    """What one trial reached: over the validation examples, and over test examples that no search may look at."""

    accuracy: float
    loss: float
    test: float

    @property
    def metrics(self) -> dict[str, float]:
        """The metrics of the trial's row."""
        return {ACCURACY: self.accuracy, LOSS: self.loss}


@cache
def examples() -> dict[str, tuple[Tensor, Tensor]]:
    """Return the data of all trials: "train", "validation" and "test", each X float32[n, 10] and y int64[n]."""
    sizes = {"train": EXAMPLES, "validation": VALIDATION, "test": TEST}
    return {name: data.two_classes(n, seed=60 + i) for i, (name, n) in enumerate(sizes.items())}


def train(rate: float, width: int, seed: int, *, steps: int = STEPS, momentum: float = 0.0, writer: Any = None,
          every: int = 20, part: str = "validation") -> Result:
    """Train a network with one hidden layer of ``width`` by gradient descent, and return what it reached.

    Logs val/accuracy to ``writer`` after every ``every`` steps; where ``part`` is "test", it measures on the test
    examples, which nobody should, and calls the curve test/accuracy.
    """
    X, y = examples()["train"]
    model = models.classifier(hidden=width, seed=seed)
    optimizer = torch.optim.SGD(model.parameters(), lr=rate, momentum=momentum)
    order = torch.Generator().manual_seed(seed)
    for step in range(steps + 1):
        if writer and step % every == 0:
            short = "val" if part == "validation" else "test"
            writer.add_scalar(f"{short}/accuracy", _measure(model, part)[1], step)
        if step == steps:
            break
        batch = torch.randint(len(X), (BATCH,), generator=order)
        optimizer.zero_grad()
        cross_entropy(model(X[batch]), y[batch]).backward()
        optimizer.step()
    loss, accuracy = _measure(model, part)
    return Result(accuracy, loss, _measure(model, "test")[1])


@torch.no_grad()
def _measure(model: torch.nn.Module, part: str) -> tuple[float, float]:
    X, y = examples()[part]
    logits = model(X)
    return cross_entropy(logits, y).item(), (logits.argmax(dim=1) == y).float().mean().item()


def add_row(writer: Any, settings: Mapping[str, Any], metrics: Mapping[str, float], step: int) -> None:
    """Write a row for the HParams dashboard into the run of ``writer`` itself, where add_hparams makes a run below it.

    The three records are add_hparams's own. ``settings`` are numbers, texts, True and False.
    """
    from tensorboardX.summary import hparams

    for record in hparams(dict(settings), dict(metrics)):
        writer.file_writer.add_summary(record)
    for tag, value in metrics.items():
        writer.add_scalar(tag, value, step)
