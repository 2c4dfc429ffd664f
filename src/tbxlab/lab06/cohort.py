"""Ten trainings to try lab 06's alarm on: gone through, resumed as they should be, and resumed with something lost.

A resumed training begins again at its last checkpoint, some steps before those that it had logged already.
"""

import random
from dataclasses import dataclass
from pathlib import Path

from tbxlab.grading.asking import NONE, Window

STEPS, EVERY, EXAMPLES = 600, 10, 4000
IN_TIME = 50
"""Steps after the first point of the second training in which it is still right to ring: five points."""
HEALTHY = ("through", "resumed", "continued")
SICK = ("schedule", "weights", "overlap")
STOPS = ((240, 290), (380, 450))
"""The step at which the first training stops lies in one of these ranges, in turns. They lie farther apart than
IN_TIME and what is lost: no one step is right for all that are sick."""
WARM_UP = 40
"""Steps in which the learning rate rises; from there it falls to zero at the end."""


@dataclass(frozen=True)
class Member:
    """One training: what it shall show, and what makes it so."""

    kind: str
    """"through" (never stopped), "resumed", "continued" (stopped at a checkpoint, so that nothing overlaps), "schedule"
    (the learning rate begins its way anew), "weights" (they were not loaded: new ones go on from there), or "overlap"
    (all right but the log: its writer got no purge_step). "momentum" (the optimizer's buffers were not loaded) is never
    drawn: nothing shows it."""
    seed: int
    noise: float
    rate: float
    stop: int = STEPS
    """The last step that the first training logged."""
    back: int = STEPS
    """The step of the checkpoint at which the second one begins."""

    @property
    def window(self) -> Window:
        """The steps at which an alarm is right: the first ones that the second training logged."""
        if self.kind in HEALTHY:
            return NONE
        return Window(self.back + EVERY, self.back + EVERY + IN_TIME)


@dataclass(frozen=True)
class Curves:
    """What both trainings log, {step: (val/loss, learning rate)}; the second is empty where there was none."""

    first: dict[int, tuple[float, float]]
    second: dict[int, tuple[float, float]]


def members(seed: int) -> list[Member]:
    """Draw ten trainings in mixed order: four healthy ones, two of each way to resume badly."""
    draw = random.Random(seed)
    kinds = ["through", "resumed", "resumed", "continued", *SICK, *SICK]
    drawn = []
    for i, kind in enumerate(kinds):
        noise, rate = draw.uniform(0.15, 0.45), draw.uniform(0.3, 0.6)
        if kind == "through":
            drawn.append(Member(kind, draw.randrange(1_000_000), noise, rate))
            continue
        stop = EVERY * draw.randrange(STOPS[i % 2][0] // EVERY, STOPS[i % 2][1] // EVERY)
        # Of 10 lost steps, the second training's first point would be at the very step of the first one's last.
        lost = 0 if kind == "continued" else EVERY * draw.randint(2, 4)
        drawn.append(Member(kind, draw.randrange(1_000_000), noise, rate, stop, stop - lost))
    draw.shuffle(drawn)
    return drawn


def rate_at(rate: float, step: int) -> float:
    """Return the learning rate of a step, where ``rate`` is what it would be without warm-up and decay."""
    return rate * min((step + 1) / WARM_UP, 1) * max(1 - step / STEPS, 0)


def write(member: Member, curves: Curves, folder: Path) -> None:
    """Log a training as it would be logged, from one process and then from another.

    Each process writes a file of its own: within one second, two files of one name would be one.
    """
    from tensorboardX import SummaryWriter

    parts: list[tuple[dict[int, tuple[float, float]], int | None]] = [(curves.first, 0)]
    if curves.second:
        parts.append((curves.second, None if member.kind in ("overlap", "continued") else member.back + EVERY))
    for number, (points, purge_step) in enumerate(parts):
        with SummaryWriter(str(folder), purge_step=purge_step, filename_suffix=f".part-{number}") as writer:
            for step, (loss, rate) in points.items():
                writer.add_scalar("val/loss", loss, step)
                writer.add_scalar("learning_rate", rate, step)
