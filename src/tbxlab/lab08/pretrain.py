"""Pretraining: a network learns to read printed letters. It takes minutes; the result comes with the course."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.nn.functional import cross_entropy
from torch.optim.lr_scheduler import OneCycleLR

from tbxlab.course import folders
from tbxlab.lab08 import characters, cnn, digits, weights
from tbxlab.lab08.images import prepare

BATCH_SIZE = 128
STEPS = {"resnet": 2000, "vgg": 3000}
RATE = {"resnet": 0.1, "vgg": 0.05}
"""The highest rate: it rises over the first three tenths of the steps and falls to nothing at the end (OneCycleLR)."""
WEIGHT_DECAY = 5e-4
VALIDATION = 1000  # letters, in fonts that are not trained on


@dataclass(frozen=True)
class Pretrained:
    """A pretrained network, in eval mode, and how well it reads letters of other fonts."""

    model: nn.Module
    loss: float
    accuracy: float


def pretrain(
    architecture: str = "resnet",
    *,
    steps: int | None = None,
    seed: int = 0,
    writer: Any = None,
    validate_every: int = 100,
) -> Pretrained:
    """Train a network on ``steps`` batches of 128 fresh letters, by SGD with momentum 0.9.

    Logs to ``writer`` (any SummaryWriter, or None): train/loss, train/accuracy (of the batch) and rate at each step;
    val/loss and val/accuracy before the first step and after every ``validate_every``. ``seed`` draws the weights
    and the letters; the validation letters are always the same.
    """
    steps = steps or STEPS[architecture]
    model = cnn.ARCHITECTURES[architecture](len(characters.CLASSES), seed)
    generator = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.SGD(
        model.parameters(), lr=RATE[architecture], momentum=0.9, nesterov=True, weight_decay=WEIGHT_DECAY
    )
    schedule = OneCycleLR(optimizer, RATE[architecture], total_steps=steps)
    held_out = validation()
    for step in range(steps):
        if writer and step % validate_every == 0:
            _log(writer, "val", evaluate(model, held_out), step)
        X, y = characters.draw(BATCH_SIZE, generator)
        model.train()
        logits = model(prepare(X))
        loss = cross_entropy(logits, y)
        optimizer.zero_grad()
        loss.backward()
        if writer:
            _log(writer, "train", (loss.item(), (logits.argmax(dim=1) == y).float().mean().item()), step)
            writer.add_scalar("rate", schedule.get_last_lr()[0], step)
        optimizer.step()
        schedule.step()
    measured = evaluate(model, held_out)
    if writer:
        _log(writer, "val", measured, steps)
    return Pretrained(model.eval(), *measured)


def validation() -> digits.Pictures:
    """Return the same 1,000 letters every time, in fonts that no training letter has."""
    return characters.draw(VALIDATION, torch.Generator().manual_seed(2026), characters.VALIDATION_FONTS)


@torch.no_grad()
def evaluate(model: nn.Module, pictures: digits.Pictures) -> tuple[float, float]:
    """Return the mean loss and the accuracy (0 to 1) in eval mode."""
    model.eval()
    X, y = pictures
    logits = model(prepare(X))
    return cross_entropy(logits, y).item(), (logits.argmax(dim=1) == y).float().mean().item()


def _log(writer: Any, which: str, measured: tuple[float, float], step: int) -> None:
    for name, value in zip(("loss", "accuracy"), measured, strict=True):
        writer.add_scalar(f"{which}/{name}", value, step)


def command(architecture: str, steps: int | None, seed: int, out: Path | None, say: Callable[[str], None]) -> None:
    """Pretrain as ``tbxlab pretrain`` does: log to a new run, and write the weights with their record.

    ``out`` is the checkpoint's file, by default in the run's own directory; ``say`` is told what is done, by lines.
    """
    from tensorboardX import SummaryWriter

    run = folders.new_run(f"pretrain/{architecture}")
    file = (out or run / f"characters_{architecture}.pt").with_suffix(".pt")
    steps = steps or STEPS[architecture]
    say(f"{steps} steps, logged to {run}")
    with SummaryWriter(str(run)) as writer:
        made = pretrain(architecture, steps=steps, seed=seed, writer=writer)
    weights.save(
        made.model,
        file,
        weights.PACKAGES,
        architecture=architecture,
        command=f"tbxlab pretrain {architecture} --steps {steps} --seed {seed}",
        steps=steps,
        seed=seed,
        validation_loss=round(made.loss, 4),
        validation_accuracy=round(made.accuracy, 4),
    )
    say(f"{made.accuracy:.3f} of the letters in other fonts are right. Weights: {file}")
