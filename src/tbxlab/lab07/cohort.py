"""Ten trainings to try lab 07's alarm on: in some, the loss takes logits for probabilities.

Healthy ones are quick, slow (they stay near the loss of a guess for some epochs), or loud: their first outputs are
large, so that they begin far above the loss of a guess, and learn all the same.
"""

import json
import math
import random
from dataclasses import dataclass
from pathlib import Path

from tbxlab.grading.asking import NONE, Window

EPOCHS, BATCH, TRAIN = 12, 32, 768
GUESS = math.log(10)
"""The loss of one who says that each of ten classes is equally likely."""
FIRST, LAST = 1, 6
"""Epochs in which an alarm is right: one epoch alone cannot tell a loud training from a sick one, and after six more
nothing is found out that was not clear before."""
LOSS, ACCURACY = "epoch_loss", "epoch_accuracy"
SEEDS = Path(__file__).with_name("seeds.json")
"""Found by seeds.py, whose criteria say what the training runs of these seeds show."""
_SEEDS: dict[str, list[int]] = json.loads(SEEDS.read_text(encoding="utf-8"))
SLOW_RATE, SLOW_LOUDNESS = 3e-05, 1.1
FROZEN_RATE, FROZEN_LOUDNESS = 0.006, 0.4
HIGH_RATE = 0.0005
SLOW: tuple[int, ...] = tuple(_SEEDS["slow"])
"""Seeds whose slow training runs stay a little above a guess for seven epochs. Their accuracy falls in one of them."""
FROZEN: tuple[int, ...] = tuple(_SEEDS["frozen"])
"""Seeds whose sick training runs begin far above a guess and stand at it from the second epoch on."""
HIGH: tuple[int, ...] = tuple(_SEEDS["high"])
"""Seeds whose sick training runs stay far above a guess for seven epochs, while the accuracy never falls. Two of these
and two frozen ones are in each cohort: else an alarm that knows one of both would be right on some draws, by luck."""


@dataclass(frozen=True)
class Member:
    """One training: what it shall show, and what makes it so."""

    kind: str
    """"quick", "slow", "loud" (those are healthy) or "mismatch"."""
    seed: int
    rate: float
    loudness: float = 1.0
    """Factor on the initial weights of the last layer."""


@dataclass(frozen=True)
class Curves:
    """What Keras logs of the training examples at the epochs 0 to 11: means over the epoch."""

    loss: list[float]
    accuracy: list[float]


def members(seed: int) -> list[Member]:
    """Draw ten trainings in mixed order: one quick, two slow, three loud, two that freeze, two that stay high."""
    draw = random.Random(seed)

    def weights() -> int:
        return draw.randrange(1_000_000)

    drawn = [Member("quick", weights(), draw.uniform(0.003, 0.006))]
    drawn += [Member("slow", chosen, SLOW_RATE, SLOW_LOUDNESS) for chosen in draw.sample(SLOW, 2)]
    drawn += [Member("loud", weights(), draw.uniform(0.003, 0.006), draw.uniform(18, 25)) for _ in range(3)]
    drawn += [Member("mismatch", chosen, HIGH_RATE) for chosen in draw.sample(HIGH, 2)]
    drawn += [Member("mismatch", chosen, FROZEN_RATE, FROZEN_LOUDNESS) for chosen in draw.sample(FROZEN, 2)]
    draw.shuffle(drawn)
    return drawn


def window(member: Member) -> Window:
    """Return the epochs at which an alarm is right."""
    return Window(FIRST, LAST) if member.kind == "mismatch" else NONE


def write(member: Member, curves: Curves, folder: Path) -> None:
    """Log a training into ``folder`` under the tags that Keras's callback uses."""
    from tensorboardX import SummaryWriter

    with SummaryWriter(str(folder)) as writer:
        for epoch, values in enumerate(zip(curves.loss, curves.accuracy, strict=True)):
            for tag, value in zip((LOSS, ACCURACY), values, strict=True):
                writer.add_scalar(tag, value, epoch)
