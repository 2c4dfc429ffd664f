"""Twenty logs to try lab 10's alarm on: spikes that come back, spikes that stay, and runs without any.

They cannot be trained within a check, so a seed draws them from a pool (`spikes.pool`). It cuts off some of the
beginning and of the end, gives the first point another step, and logs some in nats, some in bits and some as the sum
over a batch: no level, no difference, no step and no length says what a log is.
"""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tbxlab.grading.asking import NONE, Window
from tbxlab.lab10.spikes import pool
from tbxlab.lab10.spikes.clear import BEFORE, SMOOTHED, WATCHED

COUNTS = {
    "one token": 2,
    "junk": 3,
    "more junk": 3,
    **dict.fromkeys(pool.STAYS, 2),
    pool.HEALTHY: 4,
}
"""How many of the twenty are of which kind."""
SOONEST, LATEST = 55, 90
"""Steps after the onset between which an alarm is right: the narrowest window that right rules of five kinds meet. A
spike that comes back is back after 60 steps. From 10 to 110, a loss that is up by 0.5 for 70 steps, in whatever unit,
would pass in 3 of 20 draws."""
LEAST_BEFORE, LEAST_AFTER = 50, WATCHED + 5
"""Points that a log has at least before the onset and after it."""
TOGETHER = 6
"""Of the eight that stay, so many at most may have windows that share a point of the log."""
FIRST_STEPS = (200, 60_000)
TOKENS = 830
"""The tokens of a batch, in the logs whose loss is the sum over them."""
UNITS = {"nats": 1.0, "bits": 1 / math.log(2), "sum": float(TOKENS)}
START = 1.5
"""A log whose first losses are this many times the level before the onset begins with the model's first step."""


@dataclass(frozen=True)
class Member:
    """One log of the pool, and what is done to it."""

    kind: str
    """"back", "stays" or "healthy"."""
    log: pool.Log
    first: int
    end: int
    """The part of it that is shown."""
    step: int
    """The step of its first point."""
    unit: str

    @property
    def onset(self) -> int:
        """The step at which the loss jumps."""
        return self.step + self.log.onset - self.first

    @property
    def window(self) -> Window:
        """The steps at which an alarm is right."""
        return Window(self.onset + SOONEST, self.onset + LATEST) if self.kind == "stays" else NONE

    @property
    def loss(self) -> np.ndarray:
        """The losses that are shown, in the member's unit."""
        return UNITS[self.unit] * self.log.loss[self.first : self.end]

    @property
    def norm(self) -> np.ndarray:
        """The norms of the gradient; a loss in another unit has a gradient that is longer in the same proportion."""
        return UNITS[self.unit] * self.log.norm[self.first : self.end]


def members(seed: int) -> list[Member]:
    """Draw twenty logs in mixed order, of each kind as many as COUNTS says, on different corpora as far as there are.

    Of the two logs of each kind that stays, one had a small spike before, and they are in two units.
    """
    rng = random.Random(f"spikes {seed}")
    drawn: list[pool.Log] = []
    units: list[str] = []
    for kind, count in COUNTS.items():
        units += [*rng.sample(list(UNITS), k=2), *rng.choices(list(UNITS), k=count - 2)]
        corpora = rng.sample(pool.CORPORA, k=3) + rng.sample(pool.CORPORA, k=3)
        for i, corpus in enumerate(corpora[:count]):
            of_kind = [log for log in pool.load() if log.kind == kind and not any(log is other for other in drawn)]
            if kind in pool.STAYS:
                of_kind = [log for log in of_kind if (log.earlier is None) == (i == 0)]
            drawn.append(rng.choice([log for log in of_kind if log.corpus == corpus] or of_kind))
    found: list[Member] = []
    while not found or _together(found) > TOGETHER:
        found = [_shown(*each, rng) for each in zip(drawn, units, _cuts(drawn, rng), strict=True)]
    rng.shuffle(found)
    return found


def _together(found: Sequence[Member]) -> int:
    """Return for how many of those that stay an alarm at one point of the log, the best for that, is right."""
    points = [member.log.onset - member.first for member in found if member.kind == "stays"]
    return max(sum(0 <= other - point <= LATEST - SOONEST for other in points) for point in points)


def _cuts(drawn: Sequence[pool.Log], rng: random.Random) -> list[bool]:
    """Draw whether much of a log's beginning is cut off: half of those that stay, half of the others.

    That spreads the points at which losses jump, so that no look at one point is right for nearly all.
    """
    cut: dict[int, bool] = {}
    for stays in (True, False):
        group = [i for i, log in enumerate(drawn) if (log.kind in pool.STAYS) == stays]
        cut |= dict.fromkeys(group, False) | dict.fromkeys(rng.sample(group, k=len(group) // 2), True)
    return [cut[i] for i in range(len(drawn))]


def _shown(log: pool.Log, unit: str, cut: bool, rng: random.Random) -> Member:
    calm = log.onset if log.earlier is None else log.earlier + BEFORE
    most = 0 if _is_young(log) else max(0, min(calm, log.onset) - LEAST_BEFORE)
    first = round(most * (rng.uniform(0.8, 1) if cut else rng.uniform(0, 0.2)))
    end = rng.randint(log.onset + LEAST_AFTER, len(log.loss))
    step = 0 if _is_young(log) else rng.randint(*FIRST_STEPS)
    return Member(pool.PROMISED[log.kind], log, first, end, step, unit)


def _is_young(log: pool.Log) -> bool:
    return bool(log.loss[:SMOOTHED].mean() > START * np.median(log.loss[log.onset - BEFORE : log.onset]))


def curves(drawn: Sequence[Member]) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return loss and norm of each."""
    return [(member.loss, member.norm) for member in drawn]


def write(member: Member, curves: tuple[np.ndarray, np.ndarray], folder: Path) -> None:
    """Log one member, as a training loop would."""
    from tensorboardX import SummaryWriter

    with SummaryWriter(str(folder)) as writer:
        for i, (loss, norm) in enumerate(zip(*curves, strict=True)):
            writer.add_scalar("train/loss", loss, member.step + i)
            writer.add_scalar("grad/norm", norm, member.step + i)
