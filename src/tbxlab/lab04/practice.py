"""Ten small trainings of a network with three branches, to try lab 04's alarm on: in some, a branch stops learning.

All ten are trained at once: their weights are stacked, and one batched product serves them all (as in ``stacked``).
What is logged is what a loop would log that knows nothing of the sickness: the loss, and each branch's gradient.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tbxlab import events
from tbxlab.lab02 import practice as scalars

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


def train(drawn: Sequence[Member]) -> tuple[Curves, ...]:
    """Train all members together and return what was measured, in their order; the last ten are remembered."""
    return _train(tuple(drawn))


@lru_cache(maxsize=2)
def _train(drawn: tuple[Member, ...]) -> tuple[Curves, ...]:
    import torch
    from torch.nn.functional import cross_entropy

    from tbxlab.toy import data, models

    def stack(make):
        return torch.stack([make(member, torch.Generator().manual_seed(member.seed)) for member in drawn])

    examples = [data.two_classes(1000, member.seed) for member in drawn]
    picked = stack(lambda member, order: torch.randint(1000, (STEPS, BATCH), generator=order)).transpose(0, 1)
    X, y = (torch.stack(each) for each in zip(*examples, strict=True))
    mine = torch.arange(len(drawn))[:, None]
    kept = stack(lambda member, chance: torch.rand(STEPS, 3, generator=chance) >= member.drop)
    flows = torch.ones_like(kept)
    gains = torch.ones(len(drawn), 3)
    for i, member in enumerate(drawn):
        gains[i, (member.branch + 1) % 3] = member.gain
        if member.kind == "not connected":
            kept[i, member.onset :, member.branch] = False
        elif member.kind != "healthy":
            flows[i, member.onset :, member.branch] = False
    scale = kept * gains[:, None] / (1 - torch.tensor([member.drop for member in drawn]))[:, None, None]
    features = X.shape[-1]
    into = stack(lambda member, first: torch.randn(features, 3 * HIDDEN, generator=first) * (2 / features) ** 0.5)
    out = stack(lambda member, first: torch.randn(3 * HIDDEN, models.CLASSES, generator=first) * HIDDEN**-0.5)
    parameters = [
        into.requires_grad_(),
        torch.zeros(len(drawn), 1, 3 * HIDDEN, requires_grad=True),
        out.requires_grad_(),
        torch.zeros(len(drawn), 1, models.CLASSES, requires_grad=True),
    ]
    losses, lengths = [], []
    for step in range(STEPS):
        W1, b1, W2, b2 = parameters
        hidden = torch.baddbmm(b1, X[mine, picked[step]], W1).relu().unflatten(2, (3, HIDDEN))
        hidden = torch.where(flows[:, step, None, :, None], hidden, hidden.detach())
        used = (hidden * scale[:, step, None, :, None]).flatten(2)
        logits, labels = torch.baddbmm(b2, used, W2), y[mine, picked[step]]
        loss = cross_entropy(logits.flatten(0, 1), labels.flatten(), reduction="none").view(labels.shape).mean(dim=1)
        gradients = torch.autograd.grad(loss.sum(), parameters)
        if step % EVERY == 0:
            both = torch.cat(gradients[:2], dim=1).unflatten(2, (3, HIDDEN))  # a branch's weights and biases
            losses.append(loss.detach())
            lengths.append(both.pow(2).sum(dim=(1, 3)).sqrt())
        with torch.no_grad():
            for parameter, gradient in zip(parameters, gradients, strict=True):
                parameter -= RATE * gradient
    loss, gradients = torch.stack(losses, dim=1).tolist(), torch.stack(lengths, dim=1).tolist()
    return tuple(Curves(*each) for each in zip(loss, gradients, strict=True))


def write(member: Member, curves: Curves, folder: Path) -> events.Run:
    """Log a training as a loop would that logs no gradient where there is none, and read it back."""
    from tensorboardX import SummaryWriter

    with SummaryWriter(str(folder)) as writer:
        for i, (loss, gradients) in enumerate(zip(curves.loss, curves.gradients, strict=True)):
            writer.add_scalar("train/loss", loss, i * EVERY)
            for branch, (tag, length) in enumerate(zip(BRANCHES, gradients, strict=True)):
                if member.kind != "frozen" or branch != member.branch or i * EVERY < member.onset:
                    writer.add_scalar(tag, length, i * EVERY)
    return events.read_run(folder)


def window(run: events.Run) -> scalars.Window:
    """Return the steps at which an alarm is right: from the first logged step after a branch's last gradient.

    It is read from the log, since nobody can tell more: where the branch was also left out by chance in the last
    steps before, the silence begins with that. A branch that had a gradient within the last 50 steps is healthy.
    """
    starts = []
    for tag in BRANCHES:
        steps = run.scalars[tag].steps[run.scalars[tag].values > 0] if tag in run.scalars else []
        starts.append(int(steps[-1]) + EVERY if len(steps) else 0)
    first = min(starts)
    return scalars.Window(first, first + IN_TIME) if first < STEPS - 50 else scalars.Window(None, None)


class Practice(scalars.Practice):
    """Ten runs below ``folder`` that say what they are: ``runs`` is {"detached-1": run, …}."""

    def __init__(self, folder: Path, seed: int = 2026) -> None:
        drawn = members(seed)
        pairs = sorted(zip(drawn, train(drawn), strict=True), key=lambda pair: pair[0].kind)
        self.runs: dict[str, events.Run] = {}
        self.windows: dict[str, scalars.Window] = {}
        for member, curves in pairs:
            short = member.kind.replace(" ", "-")
            name = f"{short}-{1 + sum(other.startswith(short) for other in self.runs)}"
            self.runs[name] = write(member, curves, folder / name)
            self.windows[name] = window(self.runs[name])
