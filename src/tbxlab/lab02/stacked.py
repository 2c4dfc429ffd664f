"""Train many small classifiers at once: their weights are stacked, and one batched product serves them all.

The losses are independent, so the gradient of their sum holds each one's own gradient: it is the training of
``training.train``, and ten of them take little longer than one.
"""

from collections.abc import Iterator, Sequence

import torch
from torch import Tensor
from torch.nn.functional import softplus

from tbxlab.lab02.cohort import BATCH, EVERY, STEPS, TEST, VALIDATION, Curves, Member
from tbxlab.toy import data, ensemble, models


def train(cohort: Sequence[Member]) -> tuple[Curves, ...]:
    """Train all members together and return what was measured, in their order."""
    X, y = (torch.stack(each, dim=1) for each in zip(*map(_batches, cohort), strict=True))  # step comes first
    valid = [data.two_classes(VALIDATION, member.seed + 1_000_000, member.noise) for member in cohort]
    X_val, y_val = (torch.stack(each) for each in zip(*valid, strict=True))
    X_test, _ = data.two_classes(TEST, seed=424_242)
    chance = torch.stack([data.chance_of_one(X_test, member.noise) for member in cohort])
    parameters = ensemble.stack([models.classifier(seed=member.seed) for member in cohort])
    rates = torch.tensor([member.rate for member in cohort])[:, None, None]
    train_loss, measured = [], []

    @torch.no_grad()
    def measure() -> None:
        logits = ensemble.forward(parameters, X_val)
        difference = ensemble.forward(parameters, X_test.expand(len(cohort), -1, -1)).diff(dim=2).squeeze(2)
        measured.append(
            torch.stack(
                [
                    ensemble.losses(logits, y_val),
                    (softplus(difference) - chance * difference).mean(dim=1),  # the mean over all labels there might be
                ]
            )
        )

    measure()
    for step in range(STEPS):
        losses = ensemble.losses(ensemble.forward(parameters, X[step]), y[step])
        gradients = torch.autograd.grad(losses.sum(), parameters)
        ensemble.descend(parameters, gradients, rates)
        train_loss.append(losses.detach())
        if (step + 1) % EVERY == 0:
            measure()
    certain = torch.special.entr(chance) + torch.special.entr(1 - chance)  # what the true probabilities cost
    each_batch = torch.stack(train_loss, dim=1).tolist()
    loss, noise_free = torch.stack(measured, dim=2).tolist()
    floors = certain.mean(dim=1).tolist()
    return tuple(Curves(*curves) for curves in zip(each_batch, loss, noise_free, floors, strict=True))


def _batches(member: Member) -> tuple[Tensor, Tensor]:
    """Return every batch of a training run: X float32[960, 50, 10], y int64[960, 50].

    First the fresh examples, each once; then the others, epoch after epoch in a new order.
    """
    fresh = member.fresh * BATCH
    X, y = data.two_classes(fresh + member.examples, member.seed, member.noise)
    order = torch.Generator().manual_seed(member.seed)

    def epochs() -> Iterator[Tensor]:
        yield torch.arange(fresh)
        for _ in range(-(-(STEPS * BATCH - fresh) // member.examples)):
            yield fresh + torch.randperm(member.examples, generator=order)

    picked = torch.cat(list(epochs()))[: STEPS * BATCH].view(STEPS, BATCH)
    return X[picked], y[picked]
