"""The runs that chapter 02, Scalars, shows: one healthy training, five sick ones, and small experiments."""

import itertools
from typing import Any

import torch
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from tbxlab.authoring.clocks import Cost
from tbxlab.authoring.reference_runs import run
from tbxlab.lab02 import training
from tbxlab.toy import data, models

SEEDS = (0, 1, 2)
EVERY = 10
"""Of the batch losses every tenth is kept: enough to see, and a tenth of the bytes."""
COST = Cost(step=0.00033, start=0.003)
"""Of the classifier in batches of 50, validated on 1,000 examples every 20 steps: 1,440 steps take half a second."""


class Thinned:
    """A writer that passes on train/… at every tenth step only, and all other tags as they are."""

    def __init__(self, writer: Any) -> None:
        self._writer = writer

    def add_scalar(self, tag: str, value: float, step: int) -> None:
        """Log, or leave out."""
        if not tag.startswith("train/") or step % EVERY == 0:
            self._writer.add_scalar(tag, value, step)


@run("02_scalars/healthy-{seed}", seeds=SEEDS, cost=COST)
def healthy(writer: Any, seed: int) -> None:
    """Both losses fall together and level off."""
    training.example("healthy", seed, Thinned(writer))


@run("02_scalars/overfitting-{seed}", seeds=SEEDS, cost=COST)
def overfitting(writer: Any, seed: int) -> None:
    """150 examples for as many steps: the training loss falls to nothing, the validation loss climbs."""
    training.example("overfitting", seed, Thinned(writer))


@run("02_scalars/underfitting-{seed}", seeds=SEEDS, cost=COST)
def underfitting(writer: Any, seed: int) -> None:
    """A learning rate 300 times too low: both losses high, close together, still falling at the end."""
    training.example("underfitting", seed, Thinned(writer))


@run("02_scalars/rate-too-high-{seed}", seeds=SEEDS, chaotic=True, rtol=0.5, cost=COST)
def rate_too_high(writer: Any, seed: int) -> None:
    """A learning rate of 7: the loss jumps, first above what guessing costs, then about a high level."""
    training.example("rate too high", seed, Thinned(writer))


@run("02_scalars/shuffled-labels-{seed}", seeds=SEEDS, cost=COST)
def shuffled_labels(writer: Any, seed: int) -> None:
    """Training labels in a wrong order: the loss never leaves ln 2."""
    training.example("shuffled labels", seed, Thinned(writer))


@run("02_scalars/unscaled-inputs-{seed}", seeds=SEEDS, cost=COST)
def unscaled_inputs(writer: Any, seed: int) -> None:
    """Features from 0 to 255: a huge first loss, then dead units and a line at ln 2."""
    training.example("unscaled inputs", seed, Thinned(writer))


class Remembered:
    """A writer that keeps values in a list and writes nothing."""

    def __init__(self) -> None:
        self.values: dict[str, list[float]] = {}

    def add_scalar(self, tag: str, value: float, step: int) -> None:
        """Keep a value."""
        self.values.setdefault(tag, []).append(value)


EPOCHS, BATCHES = 10, 30


def ten_epochs(seed: int) -> list[list[float]]:
    """Return the batch losses of a healthy training, epoch by epoch: 10 lists of 30."""
    memory = Remembered()
    training.train(
        models.classifier(seed=seed),
        data.two_classes(BATCHES * 50, seed),
        data.two_classes(100, seed + 1),
        epochs=EPOCHS,
        batch_size=50,
        rate=0.3,
        seed=seed,
        writer=memory,
    )
    losses = memory.values["train/loss"]
    return [losses[first : first + BATCHES] for first in range(0, len(losses), BATCHES)]


@run("02_scalars/step-right", cost=COST)
def step_right(writer: Any, seed: int) -> None:
    """300 batch losses, each at its optimizer step."""
    for epoch, losses in enumerate(ten_epochs(seed)):
        for i, loss in enumerate(losses):
            writer.add_scalar("train/loss", loss, epoch * BATCHES + i)


@run("02_scalars/step-wrong")
def step_wrong(writer: Any, seed: int) -> None:
    """The same 300 batch losses at step epoch * i + i."""
    for epoch, losses in enumerate(ten_epochs(seed)):
        for i, loss in enumerate(losses):
            writer.add_scalar("train/loss", loss, epoch * i + i)


@run("02_scalars/loss-before-training")
def loss_before_training(writer: Any, seed: int) -> None:
    """The loss of 200 untrained models over 1,000 examples each; the step is the model's seed."""
    for each in range(200):
        loss, _ = training.evaluate(models.classifier(seed=each), data.two_classes(1000, each))
        writer.add_scalar("val/loss", loss, each)


@run("02_scalars/gradients")
def gradients(writer: Any, seed: int) -> None:
    """The gradient with respect to the logit z, by autograd, for y = 1; z = step / 10 - 8."""
    for step in range(161):
        for name, loss_of in LOSSES.items():
            z = torch.tensor(step / 10 - 8, requires_grad=True)
            (gradient,) = torch.autograd.grad(loss_of(z), [z])
            writer.add_scalar(f"gradient/{name}", gradient.item(), step)


@run("02_scalars/wrong-and-sure")
def wrong_and_sure(writer: Any, seed: int) -> None:
    """One logit that begins at -6 where the label is 1, and gradient descent at rate 1 on either loss."""
    for name, loss_of in LOSSES.items():
        z = torch.tensor(-6.0, requires_grad=True)
        for step in range(601):
            if step % 4 == 0:
                writer.add_scalar(f"p/{name}", torch.sigmoid(z).item(), step)
            (gradient,) = torch.autograd.grad(loss_of(z), z)
            with torch.no_grad():
                z -= gradient


LOSSES = {
    "cross_entropy": lambda z: binary_cross_entropy_with_logits(z, torch.ones(())),
    "squared_error": lambda z: (torch.sigmoid(z) - 1) ** 2 / 2,
}


@run("02_scalars/rate-drop-{seed}", seeds=SEEDS, rtol=0.1, atol=0.02, cost=Cost(step=0.0005, start=0.003))
def rate_drop(writer: Any, seed: int) -> None:
    """A learning rate of 3 that drops to 0.3 after 300 of 600 steps: the loss drops with it, and so does its noise."""
    X, y = data.two_classes(8000, seed)
    model = models.classifier(seed=seed)
    optimizer = torch.optim.SGD(model.parameters(), lr=3.0)
    schedule = torch.optim.lr_scheduler.MultiStepLR(optimizer, milestones=[300], gamma=0.1)
    order = torch.Generator().manual_seed(seed)
    batches = itertools.chain.from_iterable(torch.randperm(len(X), generator=order).split(25) for _ in range(2))
    for step, batch in zip(range(600), batches, strict=False):
        loss = cross_entropy(model(X[batch]), y[batch])
        optimizer.zero_grad()
        loss.backward()
        if step % 4 == 0:
            norm = torch.nn.utils.get_total_norm([p.grad for p in model.parameters() if p.grad is not None])
            writer.add_scalar("train/loss", loss.item(), step)
            writer.add_scalar("train/gradient_norm", norm.item(), step)
            writer.add_scalar("train/learning_rate", optimizer.param_groups[0]["lr"], step)
        optimizer.step()
        schedule.step()
