"""Ten small trainings of a network with three branches, to try lab 04's alarm on: in some, a branch stops learning.

All ten are trained at once: their weights are stacked, and one batched product serves them all (as in ``stacked``).
What is logged is what a loop would log that knows nothing of the sickness: the loss, and each branch's gradient.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tbxlab import events
from tbxlab.grading.asking import NONE, Window

STEPS, EVERY, BATCH, HIDDEN, RATE = 400, 5, 40, 12, 0.3
BRANCHES = ("gradient/left", "gradient/middle", "gradient/right")
IN_TIME = 100
"""Steps: a quarter of the training. In 200 draws, no healthy branch was left out more than 8 logged steps in a row."""
ONSETS = ((60, 90), (220, 290))
"""The first step without a gradient lies in one of these ranges, in turns. They lie farther apart than IN_TIME: no one
step is right for the early and the late ones, so whoever knows only which runs are sick does not get there."""
SICK = ("detached", "not connected", "frozen")


@dataclass(frozen=True)
class Member:
    """One training: what it shall show, and the setting that makes it so."""

    kind: str
    """"healthy", or one of SICK: "detached" (its value is used, its gradient cut off), "not connected" (its value
    is not used), or "frozen" (requires_grad is off: there is no gradient that could be logged)."""
    seed: int
    branch: int
    """Which of the three is sick."""
    onset: int
    """The first step without a gradient."""
    drop: float
    """How often each branch is left out for one step, at random, as stochastic depth does (Huang et al., 2016)."""
    gain: float
    """The factor before the branch after the sick one; LayerScale begins with 1e-6 to 0.1 (Touvron et al., 2021)."""


@dataclass(frozen=True)
class Curves:
    """What was measured at steps 0, 5 … 395."""

    loss: list[float]
    gradients: list[list[float]]
    """The length of each branch's gradient, three at each step."""


def members(seed: int) -> list[Member]:
    """Draw ten trainings in mixed order: three or four healthy ones, and at least two of each sickness."""
    draw = random.Random(seed)
    healthy = draw.choice([3, 4])
    kinds = ["healthy"] * healthy + [SICK[i % 3] for i in range(10 - healthy)]
    drawn = []
    for i, kind in enumerate(kinds):
        onset = 0 if kind == "not connected" and i % 2 else draw.randrange(*ONSETS[i % 2])
        quiet, drops = (i % 3 != 2, i % 3 != 1) if kind == "healthy" else (draw.random() < 0.5, draw.random() < 0.5)
        drawn.append(
            Member(
                kind,
                draw.randrange(1_000_000),
                draw.randrange(3),
                onset,
                draw.uniform(0.15, 0.25) if drops else 0.0,
                10 ** draw.uniform(-6, -3) if quiet else 1.0,
            )
        )
    draw.shuffle(drawn)
    return drawn


def write(member: Member, curves: Curves, folder: Path) -> None:
    """Log a training as a loop would that logs no gradient where there is none."""
    from tensorboardX import SummaryWriter

    with SummaryWriter(str(folder)) as writer:
        for i, (loss, gradients) in enumerate(zip(curves.loss, curves.gradients, strict=True)):
            writer.add_scalar("train/loss", loss, i * EVERY)
            for branch, (tag, length) in enumerate(zip(BRANCHES, gradients, strict=True)):
                if member.kind != "frozen" or branch != member.branch or i * EVERY < member.onset:
                    writer.add_scalar(tag, length, i * EVERY)


def windows(members: Sequence[Member], curves: Sequence[Curves], folders: Sequence[Path]) -> list[Window]:
    """Return for each run the steps at which an alarm is right; in a healthy one there are none."""
    runs = map(events.read_run, folders)
    return [NONE if member.kind == "healthy" else window(run) for member, run in zip(members, runs, strict=True)]


def window(run: events.Run) -> Window:
    """Return the steps at which an alarm is right: from the first logged step after a branch's last gradient.

    It is read from the log, since nobody can tell more: where the branch was also left out by chance in the last
    steps before, the silence begins with that. A branch that had a gradient within the last 50 steps is healthy.
    """
    starts: list[int] = []
    for tag in BRANCHES:
        alive = run.scalars[tag].steps[run.scalars[tag].values > 0].tolist() if tag in run.scalars else []
        starts.append(alive[-1] + EVERY if alive else 0)
    first = min(starts)
    return Window(first, first + IN_TIME) if first < STEPS - 50 else NONE
