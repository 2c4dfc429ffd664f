"""A cohort: ten small trainings, healthy and sick ones, to try an alarm on.

It says what is trained (``stacked`` trains it), logs it as any training would be logged, and knows for each
run when an alarm should ring.
"""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tbxlab.grading.asking import NONE, Window

STEPS, EVERY, BATCH, VALIDATION, TEST = 960, 20, 50, 1000, 2000
NEAR = 1.04
"""Times the lowest noise-free loss: as near to its minimum as a loss over 1,000 examples can tell (they vary by about
0.5, √1000 is 32, and the losses are 0.2 to 0.6)."""
TOO_LATE = 1.7
"""Times the lowest noise-free loss. In 20 draws, no healthy run's val/loss rose by more than 12 % in passing."""

SLOW, SLOWEST = ((0.001, 0.002), (0.1, 0.4)), ((0.0007, 0.0009), (0.4, 0.6))
"""From where to where rate and noise are drawn of those that underfit, and of the one whose losses are in bits."""


@dataclass(frozen=True)
class Member:
    """One training run: what it shall show, and the setting that makes it so."""

    kind: str
    """"healthy", "overfitting" or "underfitting"."""
    seed: int
    examples: int
    """How many there are to go through again and again."""
    rate: float
    noise: float
    fresh: int = 0
    """For so many steps the run is given new examples; only then it is left with its own."""
    bits: bool = False
    """Whether its losses are logged in bits, 1.44 times what they are in nats: so no limit on a loss tells anything."""


@dataclass(frozen=True)
class Curves:
    """What was measured in one training run."""

    train: list[float]
    """The loss of each batch, at steps 0, 1 … 959."""
    loss: list[float]
    """Over 1,000 validation examples, at steps 0, 20 … 960."""
    noise_free: list[float]
    """The expected loss over 2,000 other examples whose true probabilities are known, so that no drawn label
    disturbs it. No learner can log this of a real training run; it only tells when the alarm should ring."""
    floor: float
    """The expected loss of a model that knows the true probabilities: none gets lower."""


def members(seed: int, count: int = 10) -> list[Member]:
    """Draw ``count`` training runs in mixed order: of ten, three are healthy, four overfit and three underfit.

    No cheap rule tells them apart. Healthy ones end at 0.15 to 0.65 nats, since their data are more or less clean; the
    losses of the two noisy ones are logged in bits, as those of one that underfits: no limit on a loss finds the other
    two that underfit, beside any rule for what overfits. Two overfit from the beginning; the two others have new
    examples for half of the run, then go on with a few: no one step is right for all four, and who looks only early or
    only late misses two.
    """
    draw = random.Random(seed)
    overfitting = round(0.4 * count)
    healthy = round(0.3 * count)
    drawn = []
    for i in range(count):
        weights = draw.randrange(1_000_000)
        if i < healthy:
            rate, noise = draw.uniform(0.1, 0.18), (2.6, 0.2, 2.0)[i % 3]
            drawn.append(Member("healthy", weights, 8000, rate, noise, bits=i % 3 != 1))
        elif i < healthy + overfitting and i % 2:
            rate, noise = draw.uniform(0.35, 0.4), draw.uniform(0.65, 0.85)
            drawn.append(Member("overfitting", weights, 150, rate, noise, bits=draw.random() < 0.5))
        elif i < healthy + overfitting:
            rate, noise, fresh = draw.uniform(0.08, 0.1), draw.uniform(0.22, 0.35), EVERY * draw.randint(22, 24)
            drawn.append(Member("overfitting", weights, 60, rate, noise, fresh, draw.random() < 0.5))
        else:
            # In bits it stays as high as the noisy healthy ones to the end: a low limit does not find it, either.
            slow = i == count - 1
            rate, noise = (draw.uniform(*ends) for ends in (SLOWEST if slow else SLOW))
            drawn.append(Member("underfitting", weights, 8000, rate, noise, bits=slow))
    draw.shuffle(drawn)
    return drawn


def windows(members: Sequence[Member], curves: Sequence[Curves], folders: Sequence[Path]) -> list[Window]:
    """Return for each run of a cohort the steps at which an alarm is right.

    Overfitting: from where the noise-free loss is as near to its minimum as 1,000 examples can tell, to where
    it is TOO_LATE times that. Underfitting: from where every healthy run has covered more of its way down, from its
    first loss to the lowest that its data allow, than this run ever will, to the end; before that they look alike.
    """
    losses = np.asarray([each.noise_free for each in curves])
    floors = np.asarray([each.floor for each in curves])[:, None]
    covered = (losses[:, :1] - losses) / (losses[:, :1] - floors)
    steps = EVERY * np.arange(losses.shape[1])
    healthy = covered[[member.kind == "healthy" for member in members]]
    found = []
    for kind, curve, way in zip([member.kind for member in members], losses, covered, strict=True):
        lowest = curve.min()
        if kind == "overfitting":
            late = np.flatnonzero((curve > TOO_LATE * lowest) & (steps > steps[curve.argmin()]))
            last = int(steps[late[0]]) if len(late) else STEPS
            found.append(Window(int(steps[curve <= NEAR * lowest][0]), last))
        elif kind == "underfitting":
            found.append(Window(int(max(steps[each > way.max()][0] for each in healthy)), STEPS))
        else:
            found.append(NONE)
    return found


def write(member: Member, curves: Curves, folder: Path) -> None:
    """Log what a learner may see of a training (not the noise-free loss) into ``folder``."""
    from tensorboardX import SummaryWriter

    unit = math.log(2) if member.bits else 1.0
    with SummaryWriter(str(folder)) as writer:
        for step in range(STEPS + 1):  # in the order of a training loop: the log is also read while it grows
            if step % EVERY == 0:
                writer.add_scalar("val/loss", curves.loss[step // EVERY] / unit, step)
            if step < STEPS:
                writer.add_scalar("train/loss", curves.train[step] / unit, step)
