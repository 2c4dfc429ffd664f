"""A cohort: ten small trainings, healthy and sick ones, to try an alarm on.

It says what is trained (``stacked`` trains it), logs it as any training would be logged, and knows for each
run when an alarm should ring.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tbxlab.grading.asking import NONE, Window

STEPS, EVERY, BATCH, VALIDATION, TEST = 960, 20, 50, 1000, 2000
UNSURE = 0.015
"""How much a mean loss over 1,000 examples is uncertain: their losses vary by about 0.5, and √1000 is 32."""
TOO_LATE = 1.5
"""Times the lowest noise-free loss. In 40 draws, no healthy run's val/loss rose by more than 36 % in passing."""


@dataclass(frozen=True)
class Member:
    """One training: what it shall show, and the setting that makes it so."""

    kind: str
    """"healthy", "overfitting" or "underfitting"."""
    seed: int
    examples: int
    rate: float
    noise: float


@dataclass(frozen=True)
class Curves:
    """What was measured in one training."""

    train: list[float]
    """The loss of each batch, at steps 0, 1 … 959."""
    loss: list[float]
    """Over 1,000 validation examples, at steps 0, 20 … 960."""
    accuracy: list[float]
    """Over the same examples at the same steps, 0 to 1."""
    noise_free: list[float]
    """The expected loss over 2,000 other examples whose true chances are known, so that no drawn label
    disturbs it. No learner can log this of a real training; it only tells when the alarm should ring."""


def members(seed: int, count: int = 10) -> list[Member]:
    """Draw ``count`` trainings in mixed order: three or four of ten healthy, as many overfitting, the others not.

    The data of healthy ones are more or less clean, so that no level of a loss tells healthy from sick.
    """
    draw = random.Random(seed)
    healthy, overfitting = round(count * draw.choice([0.3, 0.4])), round(count * draw.choice([0.3, 0.4]))
    drawn = []
    for i in range(count):
        weights = draw.randrange(1_000_000)
        if i < healthy:
            noise = (0.1, 0.65, 0.15, 0.4)[i % 4]
            drawn.append(Member("healthy", weights, 8000, draw.uniform(0.15, 0.3), noise))
        elif i < healthy + overfitting:
            examples, noise = draw.choice([150, 200, 250]), draw.uniform(0.55, 0.75)
            drawn.append(Member("overfitting", weights, examples, draw.uniform(0.22, 0.35), noise))
        else:
            rate, noise = draw.uniform(0.0003, 0.0012), draw.uniform(0.3, 0.65)
            drawn.append(Member("underfitting", weights, 8000, rate, noise))
    draw.shuffle(drawn)
    return drawn


def windows(members: Sequence[Member], curves: Sequence[Curves], folders: Sequence[Path]) -> list[Window]:
    """Return for each run of a cohort the steps at which an alarm is right.

    Overfitting: from where the noise-free loss is as near to its minimum as 1,000 examples can tell, to where
    it is half as high again. Underfitting: from where the slowest healthy run has left behind all that this
    run will ever reach, to the end; before that the two look alike.
    """
    losses = np.asarray([each.noise_free for each in curves])
    steps = EVERY * np.arange(losses.shape[1])
    healthy = losses[[member.kind == "healthy" for member in members]]
    found = []
    for kind, curve in zip([member.kind for member in members], losses, strict=True):
        lowest = curve.min()
        if kind == "overfitting":
            late = np.flatnonzero((curve > TOO_LATE * lowest) & (steps > steps[curve.argmin()]))
            found.append(Window(int(steps[curve <= lowest + UNSURE][0]), int(steps[late[0]])))
        elif kind == "underfitting":
            found.append(Window(int(max(steps[each < lowest][0] for each in healthy)), STEPS))
        else:
            found.append(NONE)
    return found


def write(member: Member, curves: Curves, folder: Path) -> None:
    """Log what a learner may see of a training (not the noise-free loss) into ``folder``."""
    from tensorboardX import SummaryWriter

    with SummaryWriter(str(folder)) as writer:
        for step in range(STEPS + 1):  # in the order of a training loop: the log is also read while it grows
            if step % EVERY == 0:
                writer.add_scalar("val/loss", curves.loss[step // EVERY], step)
                writer.add_scalar("val/accuracy", curves.accuracy[step // EVERY], step)
            if step < STEPS:
                writer.add_scalar("train/loss", curves.train[step], step)
