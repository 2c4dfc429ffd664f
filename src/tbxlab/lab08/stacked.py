"""Train many heads at once, each on the same frozen features and on its own pictures and labels."""

from collections.abc import Sequence
from functools import cache

import torch
from torch import Tensor
from torch.nn.functional import one_hot

from tbxlab.lab08 import cnn, digits, finetune
from tbxlab.lab08.cohort import BATCH, EVERY, LOOK, STEPS, Curves, Member
from tbxlab.lab08.images import prepare

MOMENTUM = 0.9
POOL, HELD_OUT = digits.TRAINING, slice(digits.VALIDATION.start, None)
FEATURES = 256


@cache
def _pictures() -> tuple[Tensor, Tensor]:
    """Return all digits as the pretrained network sees them, float32[1797, 256], each feature normalized; labels."""
    X, y = digits.part(slice(None))
    seen = cnn.features(finetune.make_model(finetune.METHODS["probe"], seed=0).eval(), prepare(X))
    return (seen - seen[POOL].mean(dim=0)) / (seen[POOL].std(dim=0) + 1e-3), y


@torch.no_grad()
def train(cohort: Sequence[Member]) -> tuple[Curves, ...]:
    """Train all members by SGD with momentum, and measure each at the steps 0, 10 … 400.

    The gradient of a linear layer under cross-entropy is written out, (softmax - one-hot) / batch: many small
    products at once take a third of the time of autograd's.
    """
    X, y = _pictures()
    draws = [torch.Generator().manual_seed(member.seed) for member in cohort]
    batches, labels, looks = (torch.stack(each) for each in zip(*map(_draw, cohort, draws), strict=True))
    right = one_hot(labels, digits.CLASSES).float()
    W = torch.stack([0.04 * torch.randn(FEATURES, digits.CLASSES, generator=draw) for draw in draws])
    b = torch.zeros(len(cohort), 1, digits.CLASSES)
    W_speed, b_speed = torch.zeros_like(W), torch.zeros_like(b)
    rates = torch.tensor([member.rate for member in cohort])[:, None, None]
    held_out, truth = X[HELD_OUT], y[HELD_OUT].expand(len(cohort), -1)
    losses, measured = [], []
    for step in range(STEPS + 1):
        if step % EVERY == 0:
            logits = held_out @ W + b
            loss = -logits.log_softmax(dim=2).gather(2, truth[:, :, None])[:, :, 0]
            hit = (logits.argmax(dim=2) == truth).float()
            look = looks[:, step // EVERY]
            measured.append([loss.gather(1, look).mean(dim=1), hit.gather(1, look).mean(dim=1), loss.mean(dim=1)])
        if step == STEPS:
            break
        inputs = X[batches[:, step]]
        chances = torch.baddbmm(b, inputs, W).log_softmax(dim=2)
        losses.append(-(chances * right[:, step]).sum(dim=2).mean(dim=1))
        gradient = (chances.exp() - right[:, step]) / BATCH
        W_speed = MOMENTUM * W_speed + inputs.transpose(1, 2) @ gradient
        b_speed = MOMENTUM * b_speed + gradient.sum(dim=1, keepdim=True)
        W, b = W - rates * W_speed, b - rates * b_speed
    before = torch.stack(losses).view(-1, EVERY, len(cohort)).mean(dim=1)
    trains = torch.cat([losses[0][None], before])
    return tuple(
        Curves(trains[:, i].tolist(), *(torch.stack(values)[:, i].tolist() for values in zip(*measured, strict=True)))
        for i in range(len(cohort))
    )


def _draw(member: Member, draw: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
    """Return batches int64[steps, 32] of picture numbers, their labels, and what each look takes, int64[looks, 100]."""
    _, y = _pictures()
    pool = torch.randperm(POOL.stop, generator=draw)[: member.pictures]
    labels = y[pool].clone()
    wrong = torch.rand(len(pool), generator=draw) < member.wrong
    other = torch.randint(1, digits.CLASSES, (len(pool),), generator=draw)
    labels[wrong] = (labels[wrong] + other[wrong]) % digits.CLASSES
    epochs = STEPS * BATCH // len(pool) + 1
    order = torch.cat([torch.randperm(len(pool), generator=draw) for _ in range(epochs)])[: STEPS * BATCH]
    order = order.view(STEPS, BATCH)
    given = labels[order]
    if member.spell:
        first, count = member.spell
        given[first : first + count] = torch.randint(digits.CLASSES, (count, BATCH), generator=draw)
    many = digits.VALIDATION.stop - digits.VALIDATION.start
    looks = torch.stack([torch.randperm(many, generator=draw)[:LOOK] for _ in range(STEPS // EVERY + 1)])
    return pool[order], given, looks
