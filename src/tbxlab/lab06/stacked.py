"""Train many small classifiers at once, twice: to the end, and again from the checkpoint at which each was resumed."""

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from tbxlab.lab06.cohort import EVERY, EXAMPLES, STEPS, Curves, Member, rate_at
from tbxlab.toy import data, ensemble, models

BATCH, VALIDATION, HIDDEN, MOMENTUM = 20, 1000, 32, 0.9


class Checkpoint(NamedTuple):
    """What all members have after some steps: tensors [k, …], one for each parameter."""

    weights: list[Tensor]
    momentum: list[Tensor]


def train(drawn: Sequence[Member]) -> tuple[Curves, ...]:
    """Train all members by SGD with momentum, after a warm-up at a rate that falls to zero, and measure val/loss."""
    data_of = _Data(drawn)
    initial = [each.detach() for each in ensemble.stack([_network(member) for member in drawn])]
    start = [0] * len(drawn)
    begin = Checkpoint(initial, [torch.zeros_like(each) for each in initial])
    kept, first = _run(drawn, data_of, begin, start, start, 0)
    back = [min(member.back, STEPS) for member in drawn]
    scheduled = [0 if member.kind == "schedule" else at for member, at in zip(drawn, back, strict=True)]
    _, second = _run(drawn, data_of, _restored(drawn, kept, back), back, scheduled, 1)
    return tuple(_curves(*each) for each in zip(drawn, scheduled, first.tolist(), second.tolist(), strict=True))


def _network(member: Member) -> torch.nn.Module:
    return models.classifier(hidden=HIDDEN, seed=member.seed)


class _Data:
    """Every member's examples: X float32[k, n, 10], y int64[k, n], to train on and to validate."""

    def __init__(self, drawn: Sequence[Member]) -> None:
        train = [data.two_classes(EXAMPLES, member.seed, member.noise) for member in drawn]
        valid = [data.two_classes(VALIDATION, member.seed + 1_000_000, member.noise) for member in drawn]
        self.X, self.y = (torch.stack(each) for each in zip(*train, strict=True))
        self.X_val, self.y_val = (torch.stack(each) for each in zip(*valid, strict=True))


def _restored(drawn: Sequence[Member], kept: Sequence[Checkpoint], back: Sequence[int]) -> Checkpoint:
    """Return what each member loads: its checkpoint at step back[i], less what its sickness loses."""
    source = [0 if member.kind == "weights" else at // EVERY for member, at in zip(drawn, back, strict=True)]

    def picked(part: str) -> list[Tensor]:
        of_each = [getattr(kept[at], part) for at in source]
        return [torch.stack([tensors[j][i] for i, tensors in enumerate(of_each)]) for j in range(len(of_each[0]))]

    checkpoint = Checkpoint(picked("weights"), picked("momentum"))
    for i, member in enumerate(drawn):
        if member.kind == "momentum":
            for speed in checkpoint.momentum:
                speed[i] = 0
    return checkpoint


def _run(
    drawn: Sequence[Member],
    data_of: _Data,
    start: Checkpoint,
    begin: Sequence[int],
    scheduled: Sequence[int],
    order_seed: int,
) -> tuple[list[Checkpoint], Tensor]:
    """Train until the last member is at the end; member i begins at step begin[i], its schedule at scheduled[i].

    Returns the checkpoints and the losses, [k, n], after 0, 10, 20 … steps of its own.
    """
    orders = [torch.Generator().manual_seed(member.seed + order_seed) for member in drawn]
    longest, mine = STEPS - min(begin), torch.arange(len(drawn))[:, None]
    batches = torch.stack([torch.randint(EXAMPLES, (longest, BATCH), generator=order) for order in orders], dim=1)
    weights = [each.clone().requires_grad_() for each in start.weights]
    speeds = [each.clone() for each in start.momentum]
    kept, losses = [], []

    def loss_on(X: Tensor, y: Tensor) -> Tensor:
        return ensemble.losses(ensemble.forward(weights, X), y)

    for k in range(longest + 1):
        if k % EVERY == 0:
            kept.append(Checkpoint([each.detach().clone() for each in weights], [each.clone() for each in speeds]))
            with torch.no_grad():
                losses.append(loss_on(data_of.X_val, data_of.y_val))
        if k == longest:
            break
        batch = loss_on(data_of.X[mine, batches[k]], data_of.y[mine, batches[k]])
        gradients = torch.autograd.grad(batch.sum(), weights)
        now = torch.tensor([rate_at(member.rate, at + k) for member, at in zip(drawn, scheduled, strict=True)])
        with torch.no_grad():
            for each, speed, gradient in zip(weights, speeds, gradients, strict=True):
                speed.mul_(MOMENTUM).add_(gradient)
                each -= (1 - MOMENTUM) * now[:, None, None] * speed
    return kept, torch.stack(losses, dim=1)


def _curves(member: Member, scheduled: int, first: list[float], second: list[float]) -> Curves:
    before, again = range(0, member.stop + 1, EVERY), range(EVERY, STEPS - member.back + 1, EVERY)
    return Curves(
        {step: (first[step // EVERY], rate_at(member.rate, step)) for step in before},
        {member.back + since: (second[since // EVERY], rate_at(member.rate, scheduled + since)) for since in again},
    )
