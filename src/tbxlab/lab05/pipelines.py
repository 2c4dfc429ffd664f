"""The way of a picture from the data set into the network, and five ways in which it breaks.

Ten small trainings, healthy and sick ones, to try an alarm on: each logs what its network receives. Which
pipeline breaks when is drawn here; ``train`` trains all ten at once.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from tbxlab import events
from tbxlab.lab02.practice import Window
from tbxlab.toy import digits

STEPS, EVERY, BATCH, RATE = 400, 20, 32, 0.05
LATE = 100
"""Steps after the first log that shows a fault: an alarm that comes later has let five logs pass."""
BREAKS = ((110, 140), (261, 280))
"""A pipeline breaks at a step from one of these ranges, in turns. They lie farther apart than LATE: no one step is
right for the early and the late ones, so whoever knows only which runs are sick does not get there."""
INPUTS, LOSS, BATCH_MEAN, BATCH_STD = "inputs/batch", "train/loss", "inputs/mean", "inputs/std"


def healthy(pictures: np.ndarray) -> np.ndarray:
    """Return what a network gets of uint8[n, 8, 8, 3]: float32[n, 3, 8, 8], of mean 0 and variance 1."""
    return _normalized(pictures.transpose(0, 3, 1, 2) / 255)


def wrapped(pictures: np.ndarray) -> np.ndarray:
    """Make pictures twice as bright in whole numbers: what is above 255 begins again at 0, and no error tells."""
    return healthy(pictures * np.uint8(2))


def channels_swapped(pictures: np.ndarray) -> np.ndarray:
    """Take blue for red, as where one library reads a file and another one writes it."""
    return healthy(pictures[..., ::-1])


def hwc_as_chw(pictures: np.ndarray) -> np.ndarray:
    """Reshape where axes have to change places: the shape is right, and every number is in a wrong place."""
    return _normalized(pictures.reshape(len(pictures), 3, digits.SIDE, digits.SIDE) / 255)


def not_normalized(pictures: np.ndarray) -> np.ndarray:
    """Forget the mean and the spread: from 0 to 1 instead of about -1 to 3."""
    return (pictures.transpose(0, 3, 1, 2) / 255).astype(np.float32)


FAULTS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "wrapped": wrapped,
    "channels swapped": channels_swapped,
    "HWC as CHW": hwc_as_chw,
    "not normalized": not_normalized,
    "one batch": healthy,
}
"""What can become of a pipeline. In "one batch" the loader gives the same batch again and again."""


def _normalized(pictures: np.ndarray) -> np.ndarray:
    return ((pictures - digits.MEAN[:, None, None]) / digits.STD[:, None, None]).astype(np.float32)


def shown(received: np.ndarray) -> np.ndarray:
    """Return pictures of what a network received, its normalization undone: uint8[n, 8, 8, 3]."""
    pictures = received * digits.STD[:, None, None] + digits.MEAN[:, None, None]
    return np.round(255 * pictures.clip(0, 1)).astype(np.uint8).transpose(0, 2, 3, 1)


def grid(pictures: np.ndarray, columns: int = 8) -> np.ndarray:
    """Return uint8[n, h, w, 3] as one picture, row by row without a gap; n is a multiple of ``columns``."""
    n, height, width, channels = pictures.shape
    rows = pictures.reshape(n // columns, columns, height, width, channels).swapaxes(1, 2)
    return rows.reshape(n // columns * height, columns * width, channels)


def tiles(picture: np.ndarray, side: int = digits.SIDE) -> np.ndarray:
    """Take a grid apart again: uint8[h, w, 3] -> uint8[n, side, side, 3], row by row."""
    height, width, channels = picture.shape
    cut = picture.reshape(height // side, side, width // side, side, channels).swapaxes(1, 2)
    return cut.reshape(-1, side, side, channels)


@dataclass(frozen=True)
class Member:
    """One training: what becomes of its pipeline, and when."""

    kind: str
    """"healthy", or one of ``FAULTS``."""
    seed: int
    breaks: int
    """The first step whose batch comes through the broken pipeline; of a healthy one it says nothing."""
    exposure: float
    """How bright this run's pictures are, as a share: no level tells healthy from sick."""
    flicker: float
    """By how much the exposure of a batch may lie below that."""

    @property
    def window(self) -> Window:
        """The steps at which an alarm is right: from the first log that shows it, ``LATE`` steps long."""
        if self.kind == "healthy":
            return Window(None, None)
        first = -(-self.breaks // EVERY) * EVERY + (EVERY if self.kind == "one batch" else 0)
        return Window(first, first + LATE)


@dataclass(frozen=True, eq=False)
class Logged:
    """What was measured in one training."""

    loss: np.ndarray
    """Of each batch: float64[400]."""
    inputs: np.ndarray
    """What the network received at steps 0, 20 … 380: float32[20, 32, 3, 8, 8]."""


def members(seed: int, count: int = 10) -> list[Member]:
    """Draw ``count`` trainings in mixed order: three or four of ten healthy, each fault at least once."""
    draw = random.Random(seed)
    kinds = ["healthy"] * draw.choice([3, 4]) + list(FAULTS)
    kinds += [draw.choice(list(FAULTS)) for _ in range(count - len(kinds))]
    drawn = []
    for i, kind in enumerate(kinds):
        drawn.append(
            Member(
                kind,
                draw.randrange(1_000_000),
                draw.randint(*BREAKS[i % 2]),
                draw.uniform(0.75, 1.0),
                (0.0, 0.1, 0.2)[i % 3],
            )
        )
    draw.shuffle(drawn)
    return drawn


def batches(member: Member) -> tuple[np.ndarray, np.ndarray]:
    """Return what a training's network receives, float32[400, 32, 3, 8, 8], with the labels, int64[400, 32]."""
    draw = np.random.default_rng(member.seed)
    pictures, labels = digits.colored(member.seed)
    pictures = (pictures * member.exposure).astype(np.uint8)
    order = np.concatenate([draw.permutation(len(pictures)) for _ in range(-(-STEPS * BATCH // len(pictures)))])
    picked = order[: STEPS * BATCH].reshape(STEPS, BATCH)
    light = 1 - member.flicker * draw.random((STEPS, 1, 1, 1, 1))
    sick = np.arange(STEPS) >= member.breaks if member.kind != "healthy" else np.zeros(STEPS, dtype=bool)
    if member.kind == "one batch":
        picked[sick], light[sick] = picked[member.breaks], light[member.breaks]
    drawn = (pictures[picked] * light).astype(np.uint8)
    received = np.empty((STEPS, BATCH, 3, digits.SIDE, digits.SIDE), dtype=np.float32)
    for part, way in ((~sick, healthy), (sick, FAULTS.get(member.kind, healthy))):
        if part.any():
            received[part] = way(drawn[part].reshape(-1, *drawn.shape[2:])).reshape(-1, *received.shape[1:])
    return received, labels[picked]


def train(cohort: list[Member]) -> tuple[Logged, ...]:
    """Train all members at once, their weights stacked, and return what was measured, in their order.

    The last cohort is remembered: an alarm that is tried again meets the same ten runs at once.
    """
    return _train(tuple(cohort))


@lru_cache(maxsize=1)
def _train(cohort: tuple[Member, ...]) -> tuple[Logged, ...]:
    import torch
    from torch.nn.functional import cross_entropy

    drawn = [batches(member) for member in cohort]
    X = torch.stack([torch.from_numpy(inputs) for inputs, _ in drawn], dim=1).flatten(3)  # [400, k, 32, 192]
    y = torch.stack([torch.from_numpy(labels) for _, labels in drawn], dim=1)
    nets = [digits.network(seed=member.seed) for member in cohort]
    W1, b1, W2, b2 = (torch.stack(each).detach() for each in zip(*(net.parameters() for net in nets), strict=True))
    weights = [each.requires_grad_() for each in (W1.mT.contiguous(), b1[:, None], W2.mT.contiguous(), b2[:, None])]
    losses = []
    for step in range(STEPS):
        hidden = torch.baddbmm(weights[1], X[step], weights[0]).relu()
        logits = torch.baddbmm(weights[3], hidden, weights[2])
        each = cross_entropy(logits.flatten(0, 1), y[step].flatten(), reduction="none").view(len(cohort), -1).mean(1)
        gradients = torch.autograd.grad(each.sum(), weights)
        with torch.no_grad():
            for weight, gradient in zip(weights, gradients, strict=True):
                weight -= RATE * gradient
        losses.append(each.detach())
    loss = torch.stack(losses, dim=1).double().numpy()
    return tuple(Logged(one, inputs[::EVERY]) for one, (inputs, _) in zip(loss, drawn, strict=True))


def write(logged: Logged, folder: Path) -> events.Run:
    """Log a training as its learner sees it into ``folder``, and read it back.

    train/loss at every tenth step; at every twentieth the batch before the first layer as a grid of 4 rows of
    8 pictures, its normalization undone, and its mean and spread as the network gets them.
    """
    from tensorboardX import SummaryWriter

    with SummaryWriter(str(folder)) as writer:
        for step in range(0, STEPS, 10):
            writer.add_scalar(LOSS, logged.loss[step], step)
        for i, received in enumerate(logged.inputs):
            writer.add_image(INPUTS, grid(shown(received)), i * EVERY, dataformats="HWC")
            writer.add_scalar(BATCH_MEAN, received.mean(), i * EVERY)
            writer.add_scalar(BATCH_STD, received.std(), i * EVERY)
    return events.read_run(folder)


class Practice:
    """Ten runs below ``folder`` that say what they are: ``runs`` is {"healthy-1": run, …}."""

    def __init__(self, folder: Path, seed: int = 2026) -> None:
        cohort = members(seed)
        trained = train(cohort)
        self.runs: dict[str, events.Run] = {}
        self.windows: dict[str, Window] = {}
        for member, logged in sorted(zip(cohort, trained, strict=True), key=lambda pair: pair[0].kind.lower()):
            stem = member.kind.replace(" ", "-")
            name = f"{stem}-{1 + sum(other.startswith(stem) for other in self.runs)}"
            self.runs[name], self.windows[name] = write(logged, folder / name), member.window

    def table(self, alarm: Callable[[events.Run], Any]) -> str:
        """Return one line for each run: the steps at which an alarm is right, and what ``alarm`` says."""
        lines = [f"{'run':20}{'right':>12}{'yours':>8}"]
        for name, run in self.runs.items():
            said = alarm(run)
            verdict = self.windows[name].judge(said)
            lines.append(f"{name:20}{self.windows[name]!s:>12}{said if said is not None else 'none':>8}  {verdict}")
        return "\n".join(lines)
