"""Fine-tuning a CNN, written out, so that every number in the log is understood.

The step of every point is the number of updates that the weights had received when it was measured, as in
``tbxlab.lab02.training``: train/loss at step 0 and val/loss at step 0 are both of the weights before training.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from tbxlab.lab08 import cnn, weights
from tbxlab.lab08.digits import CLASSES, Pictures
from tbxlab.lab08.images import Statistics, measure

STEPS = 60
BATCH_SIZE = 32
VALIDATE_EVERY = 10  # steps


@dataclass(frozen=True)
class Setting:
    """All that makes one run differ from another, apart from its labels and its seed."""

    architecture: str = "resnet"
    pretrained: bool = True
    """False: from zero, all weights drawn at random."""
    frozen: bool = False
    """True: only the head learns, on features that stay as they are (a linear probe)."""
    rate: float = 0.01
    """Of the head; of the other groups, too, where ``shrink`` is 1."""
    shrink: float = 1.0
    """Discriminative rates: each group, from the head back to the stem, has this times the rate of the one after it."""
    statistics: Statistics | None = None
    """What the pictures are normalized with; None: what the pretrained weights had. Anything else is a fault."""
    body_in_train_mode: bool = False
    """True is a fault where ``frozen``: BatchNorm goes on following the batches, though no weight has a gradient."""
    validate_in_train_mode: bool = False
    """True is a fault: BatchNorm then looks at the other pictures of the batch."""
    sorted_validation: bool = False
    """Validation pictures in the order of their classes, as a folder for each class is read. No fault by itself."""
    without_head: bool = False
    """True is a fault: the head was not given to the optimizer."""
    leak: bool = False
    """True is a fault: copies were made of each labeled picture, and then they were split (``sick.leaked``)."""


METHODS = {
    "zero": Setting(pretrained=False, rate=0.003),
    "probe": Setting(frozen=True, rate=0.03),
    "full": Setting(),
    "discriminative": Setting(rate=0.03, shrink=0.5),
    "rate too high": Setting(rate=0.3),
}
"""The ways to use few labels that are compared, and one that wastes them. Rates: see ``table.sweep``."""


def make_model(setting: Setting, seed: int) -> nn.Module:
    """Return the network before its first step: body from the checkpoint or drawn by ``seed``, head always drawn."""
    model = cnn.ARCHITECTURES[setting.architecture](CLASSES, seed)
    if setting.pretrained:
        weights.put_body(model, weights.load(weights.given(setting.architecture)))
    return model


def make_optimizer(model: nn.Module, setting: Setting) -> torch.optim.SGD:
    """Freeze what shall not learn, and return SGD with one parameter group for each group of layers that learns."""
    named = cnn.groups(model)
    if setting.frozen:
        model.requires_grad_(False)
        named = {"head": named["head"]}
        for parameter in named["head"]:
            parameter.requires_grad_()
    rates = {name: setting.rate * setting.shrink**i for i, name in enumerate(reversed(named))}
    if setting.without_head:
        del named["head"]
    groups = [{"params": parameters, "lr": rates[name], "name": name} for name, parameters in named.items()]
    return torch.optim.SGD(groups, lr=setting.rate, momentum=0.9)


def batches(n: int, size: int, steps: int, seed: int) -> Iterator[Tensor]:
    """Yield the indices of ``steps`` batches, int64[size], each epoch in another order.

    What is left of an epoch is left out: with 100 pictures and batches of 32, the last batch would hold four, and
    BatchNorm's mean over four pictures is mostly noise. With fewer pictures than ``size``, a batch is all of them.
    """
    generator = torch.Generator().manual_seed(seed)
    size = min(size, n)
    for _ in range(0, steps, n // size):
        order = torch.randperm(n, generator=generator)[: n - n % size].split(size)
        yield from order[:steps]
        steps -= len(order)


def finetune(
    model: nn.Module,
    train: Pictures,
    validation: Pictures,
    setting: Setting,
    *,
    seed: int,
    steps: int = STEPS,
    batch_size: int = BATCH_SIZE,
    validate_every: int = VALIDATE_EVERY,
    writer: Any = None,
) -> None:
    """Train ``model`` for ``steps`` updates on prepared pictures and leave it in eval mode.

    Logs to ``writer`` (any SummaryWriter, or None). At each step: train/loss of the batch; for each group of layers
    that the optimizer has, rate/<group>; for each group of the network, grad/<group> (norm of its gradient, where it
    has one) and update/<group> (norm of the step over norm of the weights); grad/norm of all. Before the first step
    and after every ``validate_every``: val/loss, val/accuracy, train/accuracy (over all of ``train``, in eval mode)
    and batchnorm/shift. Once, at step 0: input/mean and input/std of all pixels that the network will get.
    """
    optimizer = make_optimizer(model, setting)
    watch = Watch(model, writer)
    watch.log_input(train[0])
    for step, batch in enumerate(batches(len(train[1]), batch_size, steps, seed)):
        if step % validate_every == 0:
            log_validation(watch, model, train, validation, setting, step)
        # frozen weights do not keep BatchNorm from following the batches: only eval mode does
        model.train(not setting.frozen or setting.body_in_train_mode)
        loss = cross_entropy(model(train[0][batch]), train[1][batch])
        optimizer.zero_grad()
        loss.backward()
        watch.before(loss, optimizer, step)
        optimizer.step()
        watch.after(step)
    log_validation(watch, model, train, validation, setting, steps)
    model.eval()


@torch.no_grad()
def evaluate(model: nn.Module, pictures: Pictures, batch_size: int = BATCH_SIZE) -> tuple[float, float]:
    """Return mean loss and accuracy (0 to 1) over ``pictures``, batch by batch; the model's mode is left as it is."""
    X, y = pictures
    logits = torch.cat([model(part) for part in X.split(batch_size)])
    return cross_entropy(logits, y).item(), (logits.argmax(dim=1) == y).float().mean().item()


def log_validation(
    watch: "Watch", model: nn.Module, train: Pictures, validation: Pictures, setting: Setting, step: int
) -> None:
    """Log val/loss, val/accuracy, train/accuracy and batchnorm/shift; without a writer, do nothing."""
    if not watch.writer:
        return
    model.eval()
    watch.writer.add_scalar("train/accuracy", evaluate(model, train)[1], step)
    model.train(setting.validate_in_train_mode)
    loss, accuracy = evaluate(model, validation)
    watch.writer.add_scalar("val/loss", loss, step)
    watch.writer.add_scalar("val/accuracy", accuracy, step)
    watch.log_shift(step)


def _statistics(layer: nn.BatchNorm2d) -> tuple[Tensor, Tensor]:
    """Return the running mean and variance, which a layer that tracks none lacks."""
    if layer.running_mean is None or layer.running_var is None:
        raise ValueError("this BatchNorm tracks no statistics")
    return layer.running_mean, layer.running_var


class Watch:
    """Looks at each group of layers before and after a step."""

    def __init__(self, model: nn.Module, writer: Any) -> None:
        self.writer = writer
        self.groups = cnn.groups(model)
        self.norms = cnn.batch_norms(model)
        self._first = [tuple(each.clone() for each in _statistics(layer)) for layer in self.norms]

    @torch.no_grad()
    def before(self, loss: Tensor, optimizer: torch.optim.Optimizer, step: int) -> None:
        """Log the loss, the rates and the gradients that the step will use; remember the weights."""
        if not self.writer:
            return
        self.writer.add_scalar("train/loss", loss.item(), step)
        for group in optimizer.param_groups:
            self.writer.add_scalar(f"rate/{group['name']}", group["lr"], step)
        squares = 0.0
        for name, parameters in self.groups.items():
            gradients = [p.grad for p in parameters if p.grad is not None]
            if gradients:
                size = norm(gradients)
                self.writer.add_scalar(f"grad/{name}", size, step)
                squares += size**2
        self.writer.add_scalar("grad/norm", squares**0.5, step)
        self._weights = {name: [p.clone() for p in parameters] for name, parameters in self.groups.items()}

    @torch.no_grad()
    def after(self, step: int) -> None:
        """Log how far the step went in each group, in parts of the norm of its weights."""
        if not self.writer:
            return
        for name, parameters in self.groups.items():
            old = self._weights[name]
            moved = norm([p - before for p, before in zip(parameters, old, strict=True)])
            self.writer.add_scalar(f"update/{name}", moved / norm(old), step)

    def log_input(self, X: Tensor) -> None:
        """Log mean and standard deviation of the pixels that the network gets."""
        if self.writer:
            for name, value in zip(("mean", "std"), measure(X), strict=True):
                self.writer.add_scalar(f"input/{name}", value, 0)

    def log_shift(self, step: int) -> None:
        """Log how far BatchNorm's running means went since the first step, in the first standard deviations."""
        if self.norms and self.writer:
            shifts = [
                ((_statistics(layer)[0] - mean).square() / (variance + layer.eps)).mean()
                for layer, (mean, variance) in zip(self.norms, self._first, strict=True)
            ]
            self.writer.add_scalar("batchnorm/shift", torch.stack(shifts).mean().sqrt().item(), step)


def norm(tensors: list[Tensor]) -> float:
    """Return the Euclidean norm of all numbers in ``tensors``."""
    return torch.stack([tensor.norm() for tensor in tensors]).norm().item()
