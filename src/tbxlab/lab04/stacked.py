"""Train many networks of three branches at once: their weights are stacked, as in ``toy.ensemble``."""

from collections.abc import Sequence

import torch

from tbxlab.lab04.cohort import BATCH, EVERY, HIDDEN, RATE, STEPS, Curves, Member
from tbxlab.toy import data, ensemble, models


def train(drawn: Sequence[Member]) -> tuple[Curves, ...]:
    """Train all members together and return what was measured, in their order."""

    def stack(make):
        return torch.stack([make(member, torch.Generator().manual_seed(member.seed)) for member in drawn])

    examples = [data.two_classes(1000, member.seed) for member in drawn]
    picked = stack(lambda member, order: torch.randint(1000, (STEPS, BATCH), generator=order)).transpose(0, 1)
    X, y = (torch.stack(each) for each in zip(*examples, strict=True))
    mine = torch.arange(len(drawn))[:, None]
    kept = stack(lambda member, chance: torch.rand(STEPS, 3, generator=chance) >= member.drop)
    flows = torch.ones_like(kept)
    gains = torch.ones(len(drawn), 3)
    for i, member in enumerate(drawn):
        gains[i, (member.branch + 1) % 3] = member.gain
        if member.kind == "not connected":
            kept[i, member.onset :, member.branch] = False
        elif member.kind != "healthy":
            flows[i, member.onset :, member.branch] = False
    scale = kept * gains[:, None] / (1 - torch.tensor([member.drop for member in drawn]))[:, None, None]
    features = X.shape[-1]
    into = stack(lambda member, first: torch.randn(features, 3 * HIDDEN, generator=first) * (2 / features) ** 0.5)
    out = stack(lambda member, first: torch.randn(3 * HIDDEN, models.CLASSES, generator=first) * HIDDEN**-0.5)
    parameters = [
        into.requires_grad_(),
        torch.zeros(len(drawn), 1, 3 * HIDDEN, requires_grad=True),
        out.requires_grad_(),
        torch.zeros(len(drawn), 1, models.CLASSES, requires_grad=True),
    ]
    losses, lengths = [], []
    for step in range(STEPS):
        W1, b1, W2, b2 = parameters
        hidden = torch.baddbmm(b1, X[mine, picked[step]], W1).relu().unflatten(2, (3, HIDDEN))
        hidden = torch.where(flows[:, step, None, :, None], hidden, hidden.detach())
        used = (hidden * scale[:, step, None, :, None]).flatten(2)
        logits, labels = torch.baddbmm(b2, used, W2), y[mine, picked[step]]
        loss = ensemble.losses(logits, labels)
        gradients = torch.autograd.grad(loss.sum(), parameters)
        if step % EVERY == 0:
            both = torch.cat(gradients[:2], dim=1).unflatten(2, (3, HIDDEN))  # a branch's weights and biases
            losses.append(loss.detach())
            lengths.append(both.pow(2).sum(dim=(1, 3)).sqrt())
        ensemble.descend(parameters, gradients, RATE)
    each_loss, each_length = torch.stack(losses, dim=1).tolist(), torch.stack(lengths, dim=1).tolist()
    return tuple(Curves(loss, norms) for loss, norms in zip(each_loss, each_length, strict=True))
