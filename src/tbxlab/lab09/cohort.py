"""Ten tiny transformers to try lab 09's alarm on: healthy, slow and overfitting ones, and ones that collapse.

A collapsed classifier is back at guessing, or worse: its accuracy is about that of guessing, and its loss above it. Its
rate is far too high, from the beginning or from some step on. An overfitting one ends above its first val/loss, too,
with an accuracy above that of guessing. They are trained at once and logged as `finetune.train` logs one. An alarm is
right in a ``Window``: the same rules as in lab 02.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

from tbxlab.grading.asking import NONE, Window

STEPS, EVERY = 120, 5
IN_TIME = 30
"""Steps after the collapse begins: six validations, twice what an alarm needs that waits for three."""


@dataclass(frozen=True)
class Member:
    """One training: what it shall show, and what makes it so."""

    kind: str
    """"healthy", "slow" (too low a rate; healthy all the same), "overfitting" (few sentences, and not all of
    their labels right) or "collapsing"."""
    seed: int
    classes: int
    rate: float
    jump_at: int | None = None
    """The step from which the rate is ``jump``, far too high."""
    jump: float = 0.0
    odd: int | None = None
    """Once in so many steps, every label of a batch is wrong: the training loss jumps, and nothing is the matter."""
    scale: float = 1.0
    """What losses and gradients are multiplied by in the log, as where one sums over examples that another averages:
    so no height of a curve tells anything. Adam's steps do not depend on it."""

    def rate_at(self, step: int) -> float:
        """Return Adam's rate: up in a line over the first tenth of the steps, then down to 0, unless it jumps; where a
        run overfits it stays up."""
        if self.jump_at is not None and step >= self.jump_at:
            return self.jump
        rising = STEPS // 10
        if self.kind == "overfitting":
            return self.rate * min((step + 1) / rising, 1)
        return self.rate * min((step + 1) / rising, (STEPS - step) / (STEPS - rising))

    def is_odd(self, step: int) -> bool:
        """Return whether the labels of this step's batch are wrong."""
        return self.odd is not None and step % self.odd == self.odd - 1

    @property
    def window(self) -> Window:
        """The steps at which an alarm is right."""
        if self.jump_at is None:
            return NONE
        return Window(self.jump_at, self.jump_at + IN_TIME)


def members(seed: int) -> list[Member]:
    """Draw ten trainings in mixed order: one healthy, two slow, three overfitting, four that collapse."""
    draw = random.Random(seed)

    def member(
        kind: str,
        classes: int,
        rates: tuple[float, float],
        powers: tuple[float, float],
        jump_at: int | None = None,
        jumps: tuple[float, float] = (0.5, 1.0),
    ) -> Member:
        """Draw the rest, and the scale between two powers of ten."""
        jump = draw.uniform(*jumps) if jump_at is not None else 0.0
        often = (60, 75) if kind == "overfitting" else (9, 16)
        odd = None if kind == "slow" else draw.randrange(*often)
        return Member(
            kind,
            draw.randrange(1_000_000),
            classes,
            draw.uniform(*rates),
            jump_at,
            jump,
            odd,
            10 ** draw.uniform(*powers),
        )

    # A healthy run has the highest scale, two that collapse have the lowest: no limit is right for all.
    tiny, huge, anything = (-1.0, -0.7), (0.7, 1.0), (-1.0, 1.0)
    good, lively, low = (0.007, 0.014), (0.024, 0.03), (0.0002, 0.0004)  # a lively val/loss rises now and then
    # These end no higher than some that overfit: their accuracy tells. They have so few classes, and the slow ones so
    # many, that no limit on it does: the slow ones are right as rarely.
    mild = (0.4, 0.6)
    drawn = [
        member("healthy", draw.choice((4, 10)), lively, huge),
        member("slow", draw.choice((7, 8)), low, anything),
        member("slow", draw.choice((9, 10)), low, huge),
        *(member("overfitting", classes, (0.024, 0.034), anything) for classes in (5, 6, 7)),
        member("collapsing", 5, good, anything, draw.randrange(30, 81), mild),
        member("collapsing", 6, good, tiny, draw.randrange(30, 81), mild),
        member("collapsing", draw.choice((3, 4)), good, tiny, 0),
        member("collapsing", draw.choice((5, 8)), good, anything, 0),
    ]
    draw.shuffle(drawn)
    return drawn


def write(member: Member, curves: dict[str, list[float]], folder: Path) -> None:
    """Log what was measured in one training into ``folder``."""
    from tensorboardX import SummaryWriter

    with SummaryWriter(str(folder)) as writer:
        for step in range(STEPS + 1):  # in the order of a training loop: the log is also read while it grows
            for tag, values in curves.items():
                every = EVERY if tag.startswith("val/") else 1
                if step % every == 0 and step // every < len(values):
                    writer.add_scalar(tag, values[step // every], step)
