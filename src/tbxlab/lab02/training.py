"""A training loop with its logging, and the settings in which it goes well or badly.

The step of every point is the number of updates that the weights had received when it was measured. So
train/loss (before an update) and val/loss (after it) share one axis, and val/loss at step 0 is the loss
before training.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from tbxlab.toy import data, models

Examples = tuple[Tensor, Tensor]
"""Features float32[n, 10] and labels int64[n]."""
VALIDATION = 1000  # examples: a loss over them is uncertain by about 0.015, an accuracy by about 0.012


def train(
    model: nn.Module,
    train: Examples,
    validation: Examples,
    *,
    epochs: int,
    batch_size: int,
    rate: float,
    seed: int,
    writer: Any = None,
    validate_every: int | None = None,
) -> int:
    """Train ``model`` by plain gradient descent on shuffled batches; return the number of optimizer steps.

    Logs to ``writer`` (any SummaryWriter, or None): train/loss of each batch; val/loss and val/accuracy over
    the whole of ``validation``, before the first step and after every ``validate_every`` steps (by default
    once an epoch). ``seed`` orders the batches.
    """
    X, y = train
    order = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.SGD(model.parameters(), lr=rate)
    validate_every = validate_every or -(-len(X) // batch_size)
    step = 0
    log_validation(writer, model, validation, step)
    for _ in range(epochs):
        for batch in torch.randperm(len(X), generator=order).split(batch_size):
            loss = cross_entropy(model(X[batch]), y[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            if writer:
                writer.add_scalar("train/loss", loss.item(), step)
            step += 1
            if step % validate_every == 0:
                log_validation(writer, model, validation, step)
    return step


@torch.no_grad()
def evaluate(model: nn.Module, examples: Examples) -> tuple[float, float]:
    """Return the mean loss and the accuracy (0 to 1) over all of ``examples``, in evaluation mode.

    Afterwards each module is in the mode it was in before, a frozen one, too.
    """
    X, y = examples
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    logits = model(X)
    for module, mode in modes:
        module.training = mode
    return cross_entropy(logits, y).item(), (logits.argmax(dim=1) == y).float().mean().item()


def log_validation(writer: Any, model: nn.Module, validation: Examples, step: int) -> None:
    """Log val/loss and val/accuracy at ``step``; without a writer, do nothing."""
    if writer:
        loss, accuracy = evaluate(model, validation)
        writer.add_scalar("val/loss", loss, step)
        writer.add_scalar("val/accuracy", accuracy, step)


@dataclass(frozen=True)
class Setting:
    """All that makes one training differ from another, apart from its seed."""

    examples: int = 8000
    epochs: int = 9
    batch_size: int = 50
    rate: float = 0.3
    features: Callable[[Tensor], Tensor] | None = None
    """What is done to the features before the model gets them; None: nothing."""
    labels: Callable[[Tensor, int], Tensor] | None = None
    """What is done to the labels of the training examples, with the seed; None: nothing."""


HEALTHY = Setting()
SETTINGS = {
    "healthy": HEALTHY,
    "overfitting": replace(HEALTHY, examples=150, epochs=480),  # as many steps, on few examples
    "underfitting": replace(HEALTHY, rate=0.001),
    "rate too high": replace(HEALTHY, rate=7.0),
    "shuffled labels": replace(HEALTHY, labels=data.shuffled),
    "unscaled inputs": replace(HEALTHY, features=data.as_bytes),
}
"""One healthy training of 1,440 steps, and sick ones that differ from it in one thing each."""


def example(name: str, seed: int, writer: Any) -> nn.Module:
    """Train the classifier in one of the ``SETTINGS``, log it to ``writer``, return the trained model.

    ``seed`` draws the weights, the training examples, their order and the validation examples.
    """
    setting = SETTINGS[name]
    X, y = data.two_classes(setting.examples, seed)
    X_val, y_val = data.two_classes(VALIDATION, seed + 1_000_000)
    if setting.features:
        X, X_val = setting.features(X), setting.features(X_val)
    if setting.labels:
        y = setting.labels(y, seed)
    model = models.classifier(seed=seed)
    train(
        model,
        (X, y),
        (X_val, y_val),
        epochs=setting.epochs,
        batch_size=setting.batch_size,
        rate=setting.rate,
        seed=seed,
        writer=writer,
        validate_every=20,
    )
    return model
