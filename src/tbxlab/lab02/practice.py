"""A cohort: ten small trainings, healthy and sick ones, to try an alarm on.

It says what is trained (``stacked`` trains it), logs it as any training would be logged, and knows for each
run when an alarm should ring.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tbxlab import events

STEPS, EVERY, BATCH, VALIDATION, TEST = 960, 20, 50, 1000, 2000
UNSURE = 0.015
"""How much a mean loss over 1,000 examples is uncertain: their losses vary by about 0.5, and √1000 is 32."""
TOO_LATE = 1.5
"""Times the lowest noise-free loss. In 40 draws, no healthy run's val/loss rose by more than 36 % in passing."""


@dataclass(frozen=True)
class Member:
    """One training: what it shall show, and the setting that makes it so."""

    kind: str
    """"healthy", "overfitting" or "underfitting"."""
    seed: int
    examples: int
    rate: float
    noise: float


@dataclass(frozen=True)
class Curves:
    """What was measured in one training."""

    train: list[float]
    """The loss of each batch, at steps 0, 1 … 959."""
    loss: list[float]
    """Over 1,000 validation examples, at steps 0, 20 … 960."""
    accuracy: list[float]
    """Over the same examples at the same steps, 0 to 1."""
    noise_free: list[float]
    """The expected loss over 2,000 other examples whose true chances are known, so that no drawn label
    disturbs it. No learner can log this of a real training; it only tells when the alarm should ring."""


@dataclass(frozen=True)
class Window:
    """The steps at which an alarm is right; ``first`` is None where there is nothing to ring for."""

    first: int | None
    last: int | None

    def judge(self, said: float | None) -> str:
        """Return "right", "missed", "false", "early" or "late" for the step that an alarm said."""
        if said is None or self.first is None:
            return "right" if said is None and self.first is None else "missed" if said is None else "false"
        return "early" if said < self.first else "late" if said > self.last else "right"

    def __str__(self) -> str:
        return "none" if self.first is None else f"{self.first} to {self.last}"


def members(seed: int, count: int = 10) -> list[Member]:
    """Draw ``count`` trainings in mixed order: three or four of ten healthy, as many overfitting, the others not.

    The data of healthy ones are more or less clean, so that no level of a loss tells healthy from sick.
    """
    draw = random.Random(seed)
    healthy, overfitting = round(count * draw.choice([0.3, 0.4])), round(count * draw.choice([0.3, 0.4]))
    drawn = []
    for i in range(count):
        weights = draw.randrange(1_000_000)
        if i < healthy:
            noise = (0.1, 0.65, 0.15, 0.4)[i % 4]
            drawn.append(Member("healthy", weights, 8000, draw.uniform(0.15, 0.3), noise))
        elif i < healthy + overfitting:
            examples, noise = draw.choice([150, 200, 250]), draw.uniform(0.55, 0.75)
            drawn.append(Member("overfitting", weights, examples, draw.uniform(0.22, 0.35), noise))
        else:
            rate, noise = draw.uniform(0.0003, 0.0012), draw.uniform(0.3, 0.65)
            drawn.append(Member("underfitting", weights, 8000, rate, noise))
    draw.shuffle(drawn)
    return drawn


def windows(kinds: list[str], noise_free: list[list[float]]) -> list[Window]:
    """Return for each run of a cohort the steps at which an alarm is right.

    Overfitting: from where the noise-free loss is as near to its minimum as 1,000 examples can tell, to where
    it is half as high again. Underfitting: from where the slowest healthy run has left behind all that this
    run will ever reach, to the end; before that the two look alike.
    """
    curves = np.asarray(noise_free)
    steps = EVERY * np.arange(curves.shape[1])
    healthy = curves[[kind == "healthy" for kind in kinds]]
    found = []
    for kind, curve in zip(kinds, curves, strict=True):
        lowest = curve.min()
        if kind == "overfitting":
            late = np.flatnonzero((curve > TOO_LATE * lowest) & (steps > steps[curve.argmin()]))
            found.append(Window(int(steps[curve <= lowest + UNSURE][0]), int(steps[late[0]])))
        elif kind == "underfitting":
            found.append(Window(int(max(steps[each < lowest][0] for each in healthy)), STEPS))
        else:
            found.append(Window(None, None))
    return found


def write(curves: Curves, folder: Path) -> events.Run:
    """Log what a learner may see of a training (not the noise-free loss) into ``folder``, and read it back."""
    from tensorboardX import SummaryWriter

    with SummaryWriter(str(folder)) as writer:
        for step, value in enumerate(curves.train):
            writer.add_scalar("train/loss", value, step)
        for i, (loss, accuracy) in enumerate(zip(curves.loss, curves.accuracy, strict=True)):
            writer.add_scalar("val/loss", loss, i * EVERY)
            writer.add_scalar("val/accuracy", accuracy, i * EVERY)
    return events.read_run(folder)


class Practice:
    """Ten runs below ``folder`` that say what they are: ``runs`` is {"healthy-1": run, …}."""

    def __init__(self, folder: Path, seed: int = 2026) -> None:
        from tbxlab.lab02 import stacked

        cohort = members(seed)
        kinds = [member.kind for member in cohort]
        curves = stacked.train(cohort)
        right = windows(kinds, [each.noise_free for each in curves])
        self.runs: dict[str, events.Run] = {}
        self.windows: dict[str, Window] = {}
        for i, kind in sorted(enumerate(kinds), key=lambda pair: pair[1]):
            name = f"{kind}-{1 + sum(other.startswith(kind) for other in self.runs)}"
            self.runs[name], self.windows[name] = write(curves[i], folder / name), right[i]

    def table(self, alarm: Callable[[events.Run], Any]) -> str:
        """Return one line for each run: the steps at which an alarm is right, and what ``alarm`` says."""
        lines = [f"{'run':16}{'right':>12}{'yours':>8}"]
        for name, run in self.runs.items():
            said = alarm(run)
            verdict = self.windows[name].judge(said)
            lines.append(f"{name:16}{self.windows[name]!s:>12}{said if said is not None else 'none':>8}  {verdict}")
        return "\n".join(lines)
