"""Ten trainings to try lab 08's alarm on: ones that still improve, ones that a bad spell sets back, ones that are over.

Each trains a new head on the features of the pretrained network. An alarm says at which step to stop, or that it is
too early to stop.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tbxlab.grading.asking import NONE, Window

STEPS, EVERY, BATCH = 400, 10, 32
LOOK = 160
"""Validation pictures of one look, drawn anew each time, so that the mean loss over them trembles."""
UNSURE = 0.03
PATIENCE = 250
"""Steps after the lowest noise-free loss in which it is still right to stop. A bad spell is made good within 150."""


@dataclass(frozen=True)
class Member:
    """One training: what it shall show, and what makes it so."""

    kind: str
    """"improving", "recovering" (improving, but for some bad batches in between) or "over" (it learns wrong labels)."""
    seed: int
    pictures: int
    wrong: float
    """Share of the training labels that are wrong; those of the validation pictures are right."""
    rate: float
    spell: tuple[int, int] | None = None
    """First step, and number, of the batches whose labels are all drawn by lot."""


@dataclass(frozen=True)
class Curves:
    """What was measured at the steps 0, 10 … 400."""

    train: list[float]
    """Mean loss of the ten batches before (at step 0: of the first one)."""
    loss: list[float]
    accuracy: list[float]
    noise_free: list[float]
    """The loss over all 1,021 pictures that no training has seen; nobody can log this, it only tells what is right."""


def members(seed: int) -> list[Member]:
    """Draw ten trainings in mixed order: three improving, three recovering, four over."""
    draw = random.Random(seed)

    def weights() -> int:
        return draw.randrange(1_000_000)

    drawn = [Member("improving", weights(), 700, 0.75, draw.uniform(0.00015, 0.00025))]
    # So few pictures that val/loss is as far above train/loss as where a training is over: no distance tells, either.
    drawn += [
        Member("improving", weights(), draw.randint(18, 24), 0.0, draw.uniform(0.0001, 0.00014)) for _ in range(2)
    ]
    drawn += [
        Member(
            "recovering",
            weights(),
            700,
            wrong,
            draw.uniform(0.0003, 0.0004),
            (10 * draw.randrange(12, 20), draw.randint(15, 19)),
        )
        for wrong in (0.0, 0.1, 0.2)
    ]
    drawn += [
        Member("over", weights(), draw.choice([50, 60]), wrong, draw.uniform(0.003, 0.006)) for wrong in (0.3, 0.4)
    ]
    # So many pictures that train/loss is still high where the training is over: neither its level nor a distance tells.
    drawn += [Member("over", weights(), draw.randint(150, 200), 0.4, draw.uniform(0.006, 0.009)) for _ in range(2)]
    draw.shuffle(drawn)
    return drawn


def windows(members: Sequence[Member], curves: Sequence[Curves], folders: Sequence[Path]) -> list[Window]:
    """Return for each run the steps at which an alarm is right: around the lowest loss, and some patience later."""
    found = []
    for member, measured in zip(members, curves, strict=True):
        if member.kind != "over":
            found.append(NONE)
            continue
        curve = np.asarray(measured.noise_free)
        near = np.flatnonzero(curve <= curve.min() + UNSURE)
        found.append(Window(int(near[0]) * EVERY, int(near[-1]) * EVERY + PATIENCE))
    return found


def write(member: Member, curves: Curves, folder: Path) -> None:
    """Log what a learner may see of a training (not the noise-free loss) into ``folder``."""
    from tensorboardX import SummaryWriter

    with SummaryWriter(str(folder)) as writer:
        for i, values in enumerate(zip(curves.train, curves.loss, curves.accuracy, strict=True)):
            for tag, value in zip(("train/loss", "val/loss", "val/accuracy"), values, strict=True):
                writer.add_scalar(tag, value, i * EVERY)
