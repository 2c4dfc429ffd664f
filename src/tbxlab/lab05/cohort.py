"""Small training runs to try lab 05's alarm on: each logs what its network receives, and some pipelines break."""

import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tbxlab.grading.asking import NONE, Window
from tbxlab.lab05.pipelines import FAULTS, grid, healthy, shown
from tbxlab.toy import digits

STEPS, EVERY, BATCH, RATE = 400, 20, 32, 0.05
LATE = 100
"""Steps after the first log that shows a fault: an alarm that comes later has let five logs pass."""
BREAKS = ((110, 140), (261, 280))
"""A pipeline breaks at a step from one of these ranges, in turns. They lie farther apart than LATE: no one step is
right for the early and the late ones, so whoever knows only which runs are sick does not get there."""
FLICKER = (0.0, 0.1, 0.2)
"""By how much a run's batches may be darker than its exposure: augmentation, which no alarm should report."""
INPUTS, LOSS, BATCH_MEAN, BATCH_STD = "inputs/batch", "train/loss", "inputs/mean", "inputs/std"


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
            return NONE
        first = -(-self.breaks // EVERY) * EVERY + (EVERY if self.kind == "one batch" else 0)
        return Window(first, first + LATE)


@dataclass(frozen=True, eq=False)
class Logged:
    """What was measured in one training."""

    loss: np.ndarray
    """Of each batch: float64[400]."""
    inputs: np.ndarray
    """What the network received at steps 0, 20 … 380: float32[20, 32, 3, 8, 8]."""


def members(seed: int) -> list[Member]:
    """Draw thirteen training runs in mixed order: three healthy, two of each fault, one that breaks early and one late.

    So an alarm that is blind to one fault misses two, and no step is right for more than half of those that break.
    """
    draw = random.Random(seed)
    kinds = [("healthy", 0), ("healthy", 1), ("healthy", 0)] + [(kind, late) for kind in FAULTS for late in (0, 1)]
    flickers = [FLICKER[i % len(FLICKER)] for i in range(len(kinds))]
    draw.shuffle(flickers)
    drawn = [
        Member(kind, draw.randrange(1_000_000), draw.randint(*BREAKS[late]), draw.uniform(0.75, 1.0), flicker)
        for (kind, late), flicker in zip(kinds, flickers, strict=True)
    ]
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


def write(member: Member, logged: Logged, folder: Path) -> None:
    """Log a training as its learner sees it into ``folder``.

    train/loss at every tenth step; at every twentieth the batch before the first layer as a grid of 4 rows of
    8 pictures, its normalization undone, and its mean and spread as the network gets them.
    """
    from tensorboardX import SummaryWriter

    with SummaryWriter(str(folder)) as writer:
        for step in range(0, STEPS, 10):  # in the order of a training loop: the log is also read while it grows
            if step % EVERY == 0:
                received = logged.inputs[step // EVERY]
                writer.add_image(INPUTS, grid(shown(received)), step, dataformats="HWC")
                writer.add_scalar(BATCH_MEAN, received.mean(), step)
                writer.add_scalar(BATCH_STD, received.std(), step)
            writer.add_scalar(LOSS, logged.loss[step], step)
