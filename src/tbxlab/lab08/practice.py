"""Ten trainings to try lab 08's alarm on: ones that still improve, ones that a bad spell sets back, ones that are over.

Each trains a new head on the features of the pretrained network. An alarm says at which step to stop, or that it is
too early to stop.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from tbxlab import events
from tbxlab.lab02.practice import Window

STEPS, EVERY, BATCH = 400, 10, 32
LOOK = 160
"""Validation pictures of one look, drawn anew each time, so that the mean loss over them trembles."""
UNSURE = 0.03
PATIENCE = 200
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
    drawn += [Member("improving", weights(), draw.randint(18, 24), 0.0, draw.uniform(0.0001, 0.00014)) for _ in "12"]
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
        Member("over", weights(), draw.choice([50, 60]), wrong, draw.uniform(0.003, 0.006))
        for wrong in (0.3, 0.35, 0.4, 0.4)
    ]
    draw.shuffle(drawn)
    return drawn


def windows(kinds: Sequence[str], noise_free: Sequence[Sequence[float]]) -> list[Window]:
    """Return for each run the steps at which an alarm is right: around the lowest loss, and some patience later."""
    found = []
    for kind, values in zip(kinds, noise_free, strict=True):
        if kind != "over":
            found.append(Window(None, None))
            continue
        curve = np.asarray(values)
        near = np.flatnonzero(curve <= curve.min() + UNSURE)
        found.append(Window(int(near[0]) * EVERY, int(near[-1]) * EVERY + PATIENCE))
    return found


@lru_cache(maxsize=1)
def _train(cohort: tuple[Member, ...]) -> tuple[Curves, ...]:
    from tbxlab.lab08 import stacked  # imports torch, which the judging side never needs

    return stacked.train(cohort)


def train(cohort: Sequence[Member]) -> tuple[Curves, ...]:
    """Train all members; the last cohort is remembered."""
    return _train(tuple(cohort))


def write(curves: Curves, folder: Path) -> events.Run:
    """Log what a learner may see of a training (not the noise-free loss) into ``folder``, and read it back."""
    from tensorboardX import SummaryWriter

    with SummaryWriter(str(folder)) as writer:
        for i, values in enumerate(zip(curves.train, curves.loss, curves.accuracy, strict=True)):
            for tag, value in zip(("train/loss", "val/loss", "val/accuracy"), values, strict=True):
                writer.add_scalar(tag, value, i * EVERY)
    return events.read_run(folder)


class Practice:
    """Ten runs below ``folder`` that say what they are: ``runs`` is {"over-1": run, …}."""

    def __init__(self, folder: Path, seed: int = 2026) -> None:
        cohort = members(seed)
        curves = train(cohort)
        right = windows([member.kind for member in cohort], [each.noise_free for each in curves])
        self.runs: dict[str, events.Run] = {}
        self.windows: dict[str, Window] = {}
        for i, member in sorted(enumerate(cohort), key=lambda pair: pair[1].kind):
            name = f"{member.kind}-{1 + sum(other.startswith(member.kind) for other in self.runs)}"
            self.runs[name], self.windows[name] = write(curves[i], folder / name), right[i]

    def table(self, alarm: Callable[[events.Run], Any]) -> str:
        """Return one line for each run: the steps at which an alarm is right, and what ``alarm`` says."""
        lines = [f"{'run':14}{'right':>12}{'yours':>8}"]
        for name, run in self.runs.items():
            said = alarm(run)
            verdict = self.windows[name].judge(said)
            lines.append(f"{name:14}{self.windows[name]!s:>12}{said if said is not None else 'none':>8}  {verdict}")
        return "\n".join(lines)
