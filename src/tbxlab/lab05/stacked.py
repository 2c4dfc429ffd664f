"""Train many networks at once, each on what its own pipeline lets through."""

from collections.abc import Sequence

import torch

from tbxlab.lab05.cohort import EVERY, RATE, STEPS, Logged, Member, batches
from tbxlab.toy import digits, ensemble


def train(cohort: Sequence[Member]) -> tuple[Logged, ...]:
    """Train all members at once and return what was measured, in their order."""
    drawn = [batches(member) for member in cohort]
    X = torch.stack([torch.from_numpy(inputs) for inputs, _ in drawn], dim=1).flatten(3)  # [400, k, 32, 192]
    y = torch.stack([torch.from_numpy(labels) for _, labels in drawn], dim=1)
    nets = [digits.network(seed=member.seed) for member in cohort]
    weights = ensemble.stack(nets)
    losses = []
    for step in range(STEPS):
        logits = ensemble.forward(weights, X[step])
        each = ensemble.losses(logits, y[step])
        gradients = torch.autograd.grad(each.sum(), weights)
        ensemble.descend(weights, gradients, RATE)
        losses.append(each.detach())
    loss = torch.stack(losses, dim=1).double().numpy()
    return tuple(Logged(one, inputs[::EVERY]) for one, (inputs, _) in zip(loss, drawn, strict=True))
