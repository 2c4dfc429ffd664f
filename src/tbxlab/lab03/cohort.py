"""Ten deep networks to try lab 03's alarm on: healthy ones, ones whose first layers starve, ones whose units die.

The networks are trained at once, with their weights stacked, and logged as ``deep.train`` logs one. An alarm is
right in a ``Window``: the same rules as in lab 02.
"""

import random
from dataclasses import dataclass
from pathlib import Path

from tbxlab.grading.asking import NONE, Window

STEPS, EVERY = 300, 10
IN_TIME = 80
"""Steps after the penalty set in: half of them to see it, half for an alarm that waits until it is sure. In 60 draws,
0.7 or more of units4 were dead after 40 steps; of a healthy network's layers, never more than 0.34."""
ONSETS = ((20, 30), (120, 130), (220, 220))
"""From which step to which the penalty sets in, one pair for each dying network. They lie farther apart than IN_TIME:
no one step is right for two of them, so whoever knows only which runs are sick does not get there."""


@dataclass(frozen=True)
class Member:
    """One training: what it shall show, and what makes it so."""

    kind: str
    """"healthy", "starving" (the gradient does not reach the first layers) or "dying" (units stop for good)."""
    activation: str
    seed: int
    rate: float
    scale: float
    """What the loss is multiplied by; the rate is divided by it. So no size of a gradient tells healthy from sick."""
    penalty_from: int | None = None
    """The step from which what the fourth layer puts out is penalized, far too strongly."""
    first: float = 1.0
    """What the first layer's weights are multiplied by before the training: so how many of its units are saturated does
    not tell a sigmoid from a tanh."""

    @property
    def window(self) -> Window:
        """The steps at which an alarm is right."""
        if self.kind == "starving":
            return Window(0, STEPS // 2)
        if self.penalty_from is not None:
            return Window(self.penalty_from, self.penalty_from + IN_TIME)
        return NONE


def members(seed: int) -> list[Member]:
    """Draw ten trainings in mixed order: four healthy (two of them slow), three starving, three dying."""
    draw = random.Random(seed)

    def member(
        kind: str,
        activation: str,
        rate: float,
        powers: tuple[float, float],
        penalty_from: int | None = None,
        first: float = 1.0,
    ) -> Member:
        """Draw the weights' seed, and the scale of the loss between two powers of ten."""
        return Member(
            kind, activation, draw.randrange(1_000_000), rate, 10 ** draw.uniform(*powers), penalty_from, first
        )

    # The first layer's gradient in healthy networks is about 0.3 times the scale, in starving ones about 0.0005 times.
    # Two healthy ones have the lower, two starving ones the higher gradient: no limit on it is right for all four.
    tiny, huge, anything = (-3.0, -2.7), (0.7, 1.0), (-3.0, 1.0)
    drawn = [
        member("healthy", "relu", draw.uniform(0.03, 0.06), tiny),
        member("healthy", "tanh", draw.uniform(0.03, 0.1), anything, first=1.8),
        # Two are slow: their layers get what they need, their losses fall little. So no loss tells healthy from sick.
        # They are of tanh, since only starving ones are of sigmoids: that a run has no ReLU must not tell it either.
        member("healthy", "tanh", draw.uniform(0.0002, 0.0006), tiny, first=0.4),
        member("healthy", "tanh", draw.uniform(0.0002, 0.0006), anything),
        *(
            member("starving", "sigmoid", draw.uniform(0.03, 0.1), powers, first=first)
            for powers, first in ((huge, 1.0), (huge, 3.0), (anything, 2.0))
        ),
        *(
            member("dying", "relu", draw.uniform(0.03, 0.06), anything, draw.choice(range(first, last + EVERY, EVERY)))
            for first, last in ONSETS
        ),
    ]
    draw.shuffle(drawn)
    return drawn


def write(member: Member, curves: dict[str, list[float]], folder: Path) -> None:
    """Log what was measured in one training into ``folder``."""
    from tensorboardX import SummaryWriter

    with SummaryWriter(str(folder)) as writer:
        for step in range(0, STEPS, EVERY):  # in the order of a training loop: the log is also read while it grows
            for tag, values in curves.items():
                writer.add_scalar(tag, values[step // EVERY], step)
