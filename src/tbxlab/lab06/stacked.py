"""Train many small classifiers at once, twice: to the end, and again from the checkpoint at which each was resumed."""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from tbxlab.lab06.practice import EVERY, EXAMPLES, STEPS, Curves, Member, rate_at
from tbxlab.toy import data, models

BATCH, VALIDATION, HIDDEN, MOMENTUM = 20, 1000, 32, 0.9
State = tuple[list[Tensor], list[Tensor]]
"""Weights and momentum buffers of all members."""


def train(drawn: Sequence[Member]) -> tuple[Curves, ...]:
    """Train all members by SGD with momentum, after a warm-up at a rate that falls to zero, and measure val/loss."""
    sets = [data.two_classes(EXAMPLES, member.seed, member.noise) for member in drawn]
    checks = [data.two_classes(VALIDATION, member.seed + 1_000_000, member.noise) for member in drawn]
    (X, y), (X_val, y_val) = ([torch.stack(each) for each in zip(*pairs, strict=True)] for pairs in (sets, checks))
    nets = [models.classifier(hidden=HIDDEN, seed=member.seed) for member in drawn]
    W1, b1, W2, b2 = (torch.stack(each).detach() for each in zip(*(net.parameters() for net in nets), strict=True))
    weights = [each.contiguous() for each in (W1.transpose(1, 2), b1[:, None], W2.transpose(1, 2), b2[:, None])]
    mine = torch.arange(len(drawn))[:, None]

    def run(state: State, begin: list[int], scheduled: list[int], order_seed: int) -> tuple[list[State], Tensor]:
        """Train until the last member is at the end; member i begins at step begin[i], its schedule at scheduled[i].

        Returns the states and the losses, [k, n], after 0, 10, 20 … steps of its own.
        """
        orders = [torch.Generator().manual_seed(member.seed + order_seed) for member in drawn]
        longest = STEPS - min(begin)
        batches = torch.stack([torch.randint(EXAMPLES, (longest, BATCH), generator=order) for order in orders], dim=1)
        weights, speeds = [each.clone().requires_grad_() for each in state[0]], [each.clone() for each in state[1]]
        kept, losses = [], []
        for k in range(longest + 1):
            if k % EVERY == 0:
                kept.append(([each.detach().clone() for each in weights], [each.clone() for each in speeds]))
                with torch.no_grad():
                    losses.append(_losses(weights, X_val, y_val))
            if k == longest:
                break
            gradients = torch.autograd.grad(_losses(weights, X[mine, batches[k]], y[mine, batches[k]]).sum(), weights)
            now = torch.tensor([rate_at(member.rate, at + k) for member, at in zip(drawn, scheduled, strict=True)])
            with torch.no_grad():
                for each, speed, gradient in zip(weights, speeds, gradients, strict=True):
                    speed.mul_(MOMENTUM).add_(gradient)
                    each -= (1 - MOMENTUM) * now[:, None, None] * speed
        return kept, torch.stack(losses, dim=1)

    start = [0] * len(drawn)
    kept, first = run((weights, [torch.zeros_like(each) for each in weights]), start, start, 0)
    back = [min(member.back, STEPS) for member in drawn]
    source = [0 if member.kind == "weights" else at for member, at in zip(drawn, back, strict=True)]
    state = tuple(
        [torch.stack([kept[at // EVERY][part][j][i] for i, at in enumerate(source)]) for j in range(len(weights))]
        for part in (0, 1)
    )
    for i, member in enumerate(drawn):
        if member.kind == "momentum":
            for speed in state[1]:
                speed[i] = 0
    scheduled = [0 if member.kind == "schedule" else at for member, at in zip(drawn, back, strict=True)]
    _, second = run(state, back, scheduled, 1)
    return tuple(_curves(*each) for each in zip(drawn, scheduled, first.tolist(), second.tolist(), strict=True))


def _curves(member: Member, scheduled: int, first: list[float], second: list[float]) -> Curves:
    before, again = range(0, member.stop + 1, EVERY), range(EVERY, STEPS - member.back + 1, EVERY)
    return Curves(
        {step: (first[step // EVERY], rate_at(member.rate, step)) for step in before},
        {member.back + since: (second[since // EVERY], rate_at(member.rate, scheduled + since)) for since in again},
    )


def _losses(weights: list[Tensor], X: Tensor, y: Tensor) -> Tensor:
    """Return each member's mean cross-entropy, [k], over its own examples X[k, n, 10], y[k, n]."""
    W1, b1, W2, b2 = weights
    logits = torch.baddbmm(b2, torch.baddbmm(b1, X, W1).relu(), W2)
    return cross_entropy(logits.flatten(0, 1), y.flatten(), reduction="none").view(y.shape).mean(dim=1)
