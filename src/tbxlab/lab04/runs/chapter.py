"""The runs that chapter 04, Graphs, shows: one model as it was meant, and what came of it when a line was wrong.

The chapter writes the same models down in full; it asserts that their graphs are those in these runs.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from tbxlab.authoring.clocks import Cost
from tbxlab.authoring.reference_runs import run
from tbxlab.toy import digits

SEEDS = (0, 1, 2)
STEPS, BATCH, RATE = 300, 50, 3e-3
EVERY = 10
TRAINED_ON = digits.ON_EIGHT_SHEETS
"""Of the 1,797 images: eight whole sheets of handwriting; the six others are for validation."""


class Residual(nn.Module):
    """Two convolutions beside a skip: float32[n, width, 8, 8] to the same shape."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(width, width, 3, padding=1)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        """Return relu(x + what the convolutions make of x)."""
        return torch.relu(x + self.conv2(torch.relu(self.conv1(x))))


class WithoutSkip(Residual):
    """The same two convolutions; the line that adds x has lost it."""

    def forward(self, x: Tensor) -> Tensor:
        """Return relu of what the convolutions make of x."""
        return torch.relu(self.conv2(torch.relu(self.conv1(x))))


class TwoBranches(nn.Module):
    """Digits, float32[n, 1, 8, 8], to ten logits: one branch looks for strokes, the other reads the pixels."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(1, 16, 3, padding=1)
        self.block = Residual(16)
        self.ink = nn.Sequential(nn.Flatten(), nn.Linear(64, 16), nn.ReLU())
        self.head = nn.Linear(32, 10)

    def strokes(self, image: Tensor) -> Tensor:
        """Return the mean of each channel after the block: float32[n, 16]."""
        return self.block(torch.relu(self.stem(image))).mean(dim=(2, 3))

    def forward(self, image: Tensor) -> Tensor:
        """Return logits, float32[n, 10]."""
        strokes, ink = self.strokes(image), self.ink(image)
        return self.head(torch.cat([strokes, ink], dim=1))


class NeverConnected(TwoBranches):
    """The strokes are computed, and never used."""

    def forward(self, image: Tensor) -> Tensor:
        """Return logits, float32[n, 10], from the ink alone, twice."""
        strokes, ink = self.strokes(image), self.ink(image)  # noqa: F841
        return self.head(torch.cat([ink, ink], dim=1))


class LostSkip(TwoBranches):
    """The block has no skip."""

    def __init__(self) -> None:
        super().__init__()
        self.block = WithoutSkip(16)


class Detached(TwoBranches):
    """The strokes reach the head; no gradient comes back."""

    def forward(self, image: Tensor) -> Tensor:
        """Return logits, float32[n, 10]."""
        strokes, ink = self.strokes(image).detach(), self.ink(image)
        return self.head(torch.cat([strokes, ink], dim=1))


class Undecided(TwoBranches):
    """An `if` that looks at the data: of bright images it reads the strokes only."""

    def forward(self, image: Tensor) -> Tensor:
        """Return logits, float32[n, 10]."""
        strokes, ink = self.strokes(image), self.ink(image)
        if image.mean() > 0.5:
            ink = strokes
        return self.head(torch.cat([strokes, ink], dim=1))


@contextmanager
def traced() -> Iterator[None]:
    """No gradients, and no word of torch's about its tracer (chapter 04 shows each of them)."""
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def add_graph(writer: Any, model: nn.Module, image: Tensor | None = None) -> None:
    """Log the graph of a model, for four images of zeros or for these."""
    with traced():
        writer.add_graph(model.eval(), torch.zeros(4, 1, 8, 8) if image is None else image)


@cache
def images() -> tuple[Tensor, Tensor]:
    """Return scikit-learn's digits, sheet by sheet: float32[1797, 1, 8, 8] from 0 to 1, int64[1797]."""
    from sklearn.datasets import load_digits

    pixels, labels = load_digits(return_X_y=True)
    return torch.tensor(pixels / 16, dtype=torch.float32).reshape(-1, 1, 8, 8), torch.tensor(labels)


def train(writer: Any, model: nn.Module, seed: int) -> None:
    """Train for 300 steps; log every tenth batch loss and each part's gradient norm, every 30 steps the validation."""
    X, y = images()
    order = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=RATE)
    for step in range(STEPS + 1):
        if step % 30 == 0:
            with torch.no_grad():
                logits = model(X[TRAINED_ON:])
                right = (logits.argmax(dim=1) == y[TRAINED_ON:]).float().mean()
                writer.add_scalar("val/loss", cross_entropy(logits, y[TRAINED_ON:]).item(), step)
                writer.add_scalar("val/accuracy", right.item(), step)
        if step == STEPS:
            break
        batch = torch.randint(TRAINED_ON, (BATCH,), generator=order)
        loss = cross_entropy(model(X[batch]), y[batch])
        optimizer.zero_grad()
        loss.backward()
        if step % EVERY == 0:
            writer.add_scalar("train/loss", loss.item(), step)
            for name, part in model.named_children():
                writer.add_scalar(f"gradient/{name}", gradient_norm(part), step)
        optimizer.step()


def gradient_norm(part: nn.Module) -> float:
    """Return the norm of a part's gradient, all parameters together; 0 where none of them has one."""
    gradients = [each.grad.flatten() for each in part.parameters() if each.grad is not None]
    return torch.cat(gradients).norm().item() if gradients else 0.0


def trained(writer: Any, kind: type[TwoBranches], seed: int) -> None:
    """Log the graph of a model, then its training."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = kind()
    add_graph(writer, model)
    train(writer, model.train(), seed)


@run("04_chapter/connected-{seed}", seeds=SEEDS, atol=0.03, cost=Cost(step=0.0034, start=0.04))
def connected(writer: Any, seed: int) -> None:
    """Both branches reach the head."""
    trained(writer, TwoBranches, seed)


@run("04_chapter/never-connected-{seed}", seeds=SEEDS, atol=0.03, cost=Cost(step=0.0019, start=0.04))
def never_connected(writer: Any, seed: int) -> None:
    """The branch with all convolutions ends in nothing; the losses fall."""
    trained(writer, NeverConnected, seed)


@run("04_chapter/lost-skip-{seed}", seeds=SEEDS, atol=0.03, cost=Cost(step=0.0032, start=0.04))
def lost_skip(writer: Any, seed: int) -> None:
    """The block passes its input through both convolutions only; the losses fall."""
    trained(writer, LostSkip, seed)


@run("04_chapter/detached-{seed}", seeds=SEEDS, atol=0.03, cost=Cost(step=0.0019, start=0.04))
def detached(writer: Any, seed: int) -> None:
    """The branch `strokes` stays as it was drawn at random; the losses fall."""
    trained(writer, Detached, seed)


@run("04_chapter/dark")
def dark(writer: Any, seed: int) -> None:
    """The graph of a model with an `if`, traced on dark images."""
    add_graph(writer, Undecided(), torch.zeros(4, 1, 8, 8))


@run("04_chapter/bright")
def bright(writer: Any, seed: int) -> None:
    """The graph of the same model, traced on bright images."""
    add_graph(writer, Undecided(), torch.ones(4, 1, 8, 8))
