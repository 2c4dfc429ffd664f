"""Ten trainings to try lab 07's alarm on: in some, the loss takes logits for probabilities.

Healthy ones are quick, slow (they stay near the loss of a guess for some epochs), or loud: their first outputs are
large, so that they begin far above the loss of a guess, and learn all the same.
"""

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from tbxlab import events
from tbxlab.lab02.practice import Window

EPOCHS, BATCH, TRAIN = 12, 32, 768
GUESS = math.log(10)
"""The loss of one who says that each of ten classes is equally likely."""
FIRST, LAST = 1, 6
"""Epochs in which an alarm is right: one epoch alone cannot tell a loud training from a sick one, and after six more
nothing is found out that was not clear before."""
LOSS, ACCURACY = "epoch_loss", "epoch_accuracy"
SLOW, SLOW_RATE, SLOW_LOUDNESS = (
    (
        1,
        2,
        6,
        12,
        13,
        19,
        20,
        22,
        40,
        44,
        51,
        61,
        62,
        71,
        73,
        74,
        76,
        80,
        87,
        89,
        93,
        94,
        100,
        109,
        113,
        117,
        129,
        134,
        136,
        141,
        142,
        151,
    ),
    0.00003,
    1.1,
)
"""Seeds whose slow trainings stay a little above a guess for six epochs, and whose accuracy falls in one of them."""
FROZEN, FROZEN_RATE, FROZEN_LOUDNESS = (
    (
        0,
        6,
        8,
        9,
        12,
        14,
        16,
        17,
        20,
        24,
        28,
        29,
        30,
        31,
        32,
        37,
        40,
        41,
        42,
        47,
        54,
        55,
        56,
        60,
        62,
        67,
        79,
        83,
        85,
        90,
        91,
        104,
    ),
    0.006,
    0.4,
)
"""Seeds whose sick trainings begin far above a guess and stand at it from the second epoch on."""
HIGH, HIGH_RATE = (
    (
        0,
        1,
        2,
        3,
        4,
        5,
        6,
        8,
        9,
        10,
        11,
        13,
        15,
        16,
        19,
        21,
        22,
        23,
        24,
        25,
        26,
        27,
        28,
        29,
        33,
        35,
        36,
        37,
        38,
        39,
        40,
        41,
    ),
    0.0005,
)
"""Seeds whose sick trainings stay far above a guess for six epochs. Two of these and two frozen ones are in each
cohort: else an alarm that knows one of both would be right on some draws, by luck."""


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
    return Window(FIRST, LAST) if member.kind == "mismatch" else Window(None, None)


@lru_cache(maxsize=1)
def _train(cohort: tuple[Member, ...]) -> tuple[Curves, ...]:
    from tbxlab.lab07 import stacked  # imports torch, which the judging side never needs

    return stacked.train(cohort)


def train(cohort: Sequence[Member]) -> tuple[Curves, ...]:
    """Train all members; the last cohort is remembered."""
    return _train(tuple(cohort))


def write(curves: Curves, folder: Path) -> events.Run:
    """Log a training into ``folder`` under the tags that Keras's callback uses, and read it back."""
    from tensorboardX import SummaryWriter

    with SummaryWriter(str(folder)) as writer:
        for epoch, values in enumerate(zip(curves.loss, curves.accuracy, strict=True)):
            for tag, value in zip((LOSS, ACCURACY), values, strict=True):
                writer.add_scalar(tag, value, epoch)
    return events.read_run(folder)


class Practice:
    """Ten runs below ``folder`` that say what they are: ``runs`` is {"mismatch-1": run, …}."""

    def __init__(self, folder: Path, seed: int = 2026) -> None:
        cohort = members(seed)
        self.runs: dict[str, events.Run] = {}
        self.windows: dict[str, Window] = {}
        for curves, member in sorted(zip(train(cohort), cohort, strict=True), key=lambda pair: pair[1].kind):
            name = f"{member.kind}-{1 + sum(other.startswith(member.kind) for other in self.runs)}"
            self.runs[name], self.windows[name] = write(curves, folder / name), window(member)

    def table(self, alarm: Callable[[events.Run], Any]) -> str:
        """Return one line for each run: the epochs at which an alarm is right, and what ``alarm`` says."""
        lines = [f"{'run':14}{'right':>12}{'yours':>8}"]
        for name, run in self.runs.items():
            said = alarm(run)
            verdict = self.windows[name].judge(said)
            lines.append(f"{name:14}{self.windows[name]!s:>12}{said if said is not None else 'none':>8}  {verdict}")
        return "\n".join(lines)
