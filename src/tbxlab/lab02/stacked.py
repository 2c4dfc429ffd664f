"""Train many small classifiers at once: their weights are stacked, and one batched product serves them all.

The losses are independent, so the gradient of their sum holds each one's own gradient: it is the training of
``training.train``, and ten of them take little longer than one.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, softplus

from tbxlab.lab02.practice import BATCH, EVERY, STEPS, TEST, VALIDATION, Curves, Member
from tbxlab.toy import data, models


def train(cohort: Sequence[Member]) -> tuple[Curves, ...]:
    """Train all members together and return what was measured, in their order.

    The last cohort is remembered: an alarm that is tried again meets the same ten runs at once.
    """
    return _train(tuple(cohort))


@lru_cache(maxsize=1)
def _train(cohort: tuple[Member, ...]) -> tuple[Curves, ...]:
    X, y = (torch.stack(each, dim=1) for each in zip(*map(_batches, cohort), strict=True))  # step comes first
    valid = [data.two_classes(VALIDATION, member.seed + 1_000_000, member.noise) for member in cohort]
    X_val, y_val = (torch.stack(each) for each in zip(*valid, strict=True))
    X_test, _ = data.two_classes(TEST, seed=424_242)
    chance = torch.stack([data.chance_of_one(X_test, member.noise) for member in cohort])
    parameters = _stacked([models.classifier(seed=member.seed) for member in cohort])
    rates = torch.tensor([member.rate for member in cohort])[:, None, None]
    train_loss, measured = [], []

    @torch.no_grad()
    def measure() -> None:
        logits = _forward(parameters, X_val)
        difference = _forward(parameters, X_test.expand(len(cohort), -1, -1)).diff(dim=2).squeeze(2)
        measured.append(
            torch.stack(
                [
                    _losses(logits, y_val),
                    (logits.argmax(dim=2) == y_val).float().mean(dim=1),
                    (softplus(difference) - chance * difference).mean(dim=1),  # the mean over all labels there might be
                ]
            )
        )

    measure()
    for step in range(STEPS):
        losses = _losses(_forward(parameters, X[step]), y[step])
        gradients = torch.autograd.grad(losses.sum(), parameters)
        with torch.no_grad():
            for parameter, gradient in zip(parameters, gradients, strict=True):
                parameter -= rates * gradient
        train_loss.append(losses.detach())
        if (step + 1) % EVERY == 0:
            measure()
    each_batch = torch.stack(train_loss, dim=1).tolist()
    loss, accuracy, noise_free = torch.stack(measured, dim=2).tolist()
    return tuple(Curves(*curves) for curves in zip(each_batch, loss, accuracy, noise_free, strict=True))


def _batches(member: Member) -> tuple[Tensor, Tensor]:
    """Return every batch of a training, epoch after epoch in a new order: X float32[960, 50, 10], y int64[960, 50]."""
    X, y = data.two_classes(member.examples, member.seed, member.noise)
    order = torch.Generator().manual_seed(member.seed)

    def epochs() -> Iterator[Tensor]:
        for _ in range(-(-STEPS * BATCH // len(X))):
            yield torch.randperm(len(X), generator=order)

    picked = torch.cat(list(epochs()))[: STEPS * BATCH].view(STEPS, BATCH)
    return X[picked], y[picked]


def _stacked(nets: list[torch.nn.Sequential]) -> list[Tensor]:
    """Return the weights of all classifiers: [k, 10, 50], [k, 1, 50], [k, 50, 2], [k, 1, 2]."""
    W1, b1, W2, b2 = (torch.stack(each).detach() for each in zip(*(net.parameters() for net in nets), strict=True))
    stacked = W1.transpose(1, 2), b1[:, None], W2.transpose(1, 2), b2[:, None]
    return [each.contiguous().requires_grad_() for each in stacked]


def _forward(parameters: list[Tensor], X: Tensor) -> Tensor:
    """Return the logits of each member for its own examples: X[k, n, 10] -> [k, n, 2]."""
    W1, b1, W2, b2 = parameters
    return torch.baddbmm(b2, torch.baddbmm(b1, X, W1).relu(), W2)


def _losses(logits: Tensor, y: Tensor) -> Tensor:
    """Return each member's mean cross-entropy, [k]."""
    return cross_entropy(logits.flatten(0, 1), y.flatten(), reduction="none").view(y.shape).mean(dim=1)
