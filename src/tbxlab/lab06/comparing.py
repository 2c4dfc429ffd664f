"""A training small enough to be done thirty times in a search, and the rows that it leaves for the HParams dashboard.

All trials share their data; the seed of a trial draws its first weights and orders its batches, nothing else.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from tbxlab import events

if TYPE_CHECKING:  # torch takes a second, and the judging side needs only what a search chooses from
    from torch import Tensor, nn

STEPS, BATCH = 200, 50
EXAMPLES, VALIDATION, TEST = 600, 300, 4000
"""An accuracy near 0.8 over 300 examples is uncertain by 0.023, over 4,000 by 0.006: sqrt(0.8 * 0.2 / n)."""
LOWEST, HIGHEST, WIDTHS, SEEDS = 0.001, 1.0, (4, 8, 16, 32, 64), 5
"""What a search chooses from: rates on a logarithmic scale, widths, and seeds 0 to 4."""
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
def examples() -> "dict[str, tuple[Tensor, Tensor]]":
    """Return the data of all trials: "train", "validation" and "test", each X float32[n, 10] and y int64[n]."""
    from tbxlab.toy import data

    sizes = {"train": EXAMPLES, "validation": VALIDATION, "test": TEST}
    return {name: data.two_classes(n, seed=60 + i) for i, (name, n) in enumerate(sizes.items())}


def train(
    rate: float,
    width: int,
    seed: int,
    *,
    steps: int = STEPS,
    momentum: float = 0.0,
    writer: Any = None,
    every: int = 20,
    part: str = "validation",
) -> Result:
    """Train a network with one hidden layer of ``width`` by gradient descent, and return what it reached.

    Logs val/accuracy to ``writer`` after every ``every`` steps; where ``part`` is "test", it measures on the test
    examples, which nobody should, and calls the curve test/accuracy.
    """
    import torch
    from torch.nn.functional import cross_entropy

    from tbxlab.toy import models

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


def _measure(model: "nn.Module", part: str) -> tuple[float, float]:
    import torch
    from torch.nn.functional import cross_entropy

    X, y = examples()[part]
    with torch.no_grad():
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


def drawn(trials: int, seed: int) -> Iterator[tuple[float, int, int]]:
    """Draw ``trials`` settings (rate, width, seed) at random: the plainest search, and a hard one to beat."""
    draw = random.Random(seed)
    for _ in range(trials):
        rate = LOWEST * (HIGHEST / LOWEST) ** draw.random()
        yield rate, draw.choice(WIDTHS), draw.randrange(SEEDS)


def kept_by_slow_loader(run: events.Run, tag: str) -> np.ndarray:
    """Return bool[n]: the points of a scalar tag that TensorBoard keeps with ``--load_fast=false``, before it samples.

    It drops what a ``purge_step`` declares void, except for the first one of a run, which it does not look at. A purge
    is taken to stand at the beginning of its file, where SummaryWriter writes it.
    """
    points = run.scalars[tag]
    kept = np.ones(len(points), dtype=bool)
    for purge in sorted(run.purges, key=lambda each: (each.file, each.record))[1:]:
        kept &= (points.files >= purge.file) | (points.steps < purge.step)
    return kept
