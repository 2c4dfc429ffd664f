"""The runs of chapter 03 that show two cures: a network too deep for its initial weights, with a norm layer and a skip.

Nine linear layers with ReLU between them, PyTorch's own initial weights, plain SGD. Logged are gradient_norm/1 and
gradient_norm/9 at every tenth step, and val/loss at every 60th.
"""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from tbxlab.authoring.reference_runs import run
from tbxlab.lab03.runs.chapter import EVERY, HISTOGRAMS_EVERY, SEEDS, STEPS, log_validation
from tbxlab.toy import data, models

HIDDEN, WIDTH, RATE = 8, 30, 0.1


class Skip(nn.Module):
    """Add a block's output to its input, so that a path leads around the block."""

    def __init__(self, block: nn.Module) -> None:
        super().__init__()
        self.block = block

    def forward(self, x: Tensor) -> Tensor:
        """Return x + block(x). x [n, width]"""
        return x + self.block(x)


def plain() -> nn.Module:
    """Return one hidden layer: linear, ReLU."""
    return nn.Sequential(nn.Linear(WIDTH, WIDTH), nn.ReLU())


def with_norm() -> nn.Module:
    """Return one hidden layer with a norm layer before its ReLU."""
    return nn.Sequential(nn.Linear(WIDTH, WIDTH), nn.LayerNorm(WIDTH), nn.ReLU())


def with_skip() -> nn.Module:
    """Return one hidden layer with a skip connection around it."""
    return Skip(plain())


def deep(layer: Callable[[], nn.Module], seed: int) -> nn.Sequential:
    """Return 10 - 8 × 30 - 2, whose hidden layers 2 to 8 come from ``layer``."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        first = [nn.Linear(data.FEATURES, WIDTH), nn.ReLU()]
        return nn.Sequential(*first, *(layer() for _ in range(HIDDEN - 1)), nn.Linear(WIDTH, models.CLASSES))


def watch(writer: Any, model: nn.Sequential, seed: int) -> None:
    """Train for 480 steps of 50 examples; log the first and the last gradient norm, and the validation loss."""
    X, y = data.two_classes(8000, seed)
    validation = data.two_classes(1000, seed + 1_000_000)
    linear = [layer for layer in model.modules() if isinstance(layer, nn.Linear)]
    ends = {1: linear[0].weight, HIDDEN + 1: linear[-1].weight}
    optimizer = torch.optim.SGD(model.parameters(), lr=RATE)
    order = torch.Generator().manual_seed(seed)
    batches: list[Tensor] = []
    for step in range(STEPS + 1):
        batches = batches or list(torch.randperm(len(X), generator=order).split(50))
        batch = batches.pop(0)
        optimizer.zero_grad()
        cross_entropy(model(X[batch]), y[batch]).backward()
        if step % EVERY == 0:
            for k, weight in ends.items():
                if weight.grad is not None:
                    writer.add_scalar(f"gradient_norm/{k}", weight.grad.norm().item(), step)
        if step % HISTOGRAMS_EVERY == 0:
            log_validation(writer, model, validation, step)
        optimizer.step()


@run("03_chapter/deep-{seed}", seeds=SEEDS, rtol=0.2, atol=0.02)
def too_deep(writer: Any, seed: int) -> None:
    """Nine layers as PyTorch draws them: almost nothing comes back to the first one."""
    watch(writer, deep(plain, seed), seed)


@run("03_chapter/deep-norm-{seed}", seeds=SEEDS, chaotic=True, rtol=0.5, atol=0.05)
def norm(writer: Any, seed: int) -> None:
    """The same with a norm layer in each hidden layer: it learns."""
    watch(writer, deep(with_norm, seed), seed)


@run("03_chapter/deep-skip-{seed}", seeds=SEEDS, chaotic=True, rtol=0.5, atol=0.05)
def skip(writer: Any, seed: int) -> None:
    """The same with a skip around each hidden layer: it learns."""
    watch(writer, deep(with_skip, seed), seed)
