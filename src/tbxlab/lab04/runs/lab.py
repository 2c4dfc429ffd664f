"""The runs that lab 04 gives to read. Their names say nothing; what each shows is asked in the lab."""

import warnings
from typing import Any

import torch
from torch import Tensor, nn
from torch.jit._trace import TracerWarning

from tbxlab.authoring.clocks import Cost
from tbxlab.authoring.reference_runs import run
from tbxlab.compat import tracing
from tbxlab.lab04 import wiring

COST = Cost(step=0.0023, start=0.05)
"""Of the 200 steps of each patient, in batches of 50."""


class Tower(nn.Module):
    """Digits to ten logits: one convolution is called three times, and one is never called."""

    def __init__(self) -> None:
        super().__init__()
        self.enter = nn.Conv2d(1, 12, 3, padding=1)
        self.mix = nn.Conv2d(12, 12, 3, padding=1)
        self.widen = nn.Conv2d(12, 24, 1)
        self.shrink = nn.Conv2d(12, 24, 3, stride=2)
        self.last = nn.Conv2d(24, 6, 1)
        self.head = nn.Linear(54, 10)

    def forward(self, image: Tensor) -> Tensor:
        """Return logits, float32[n, 10]."""
        x = torch.relu(self.enter(image))
        for _ in range(3):
            x = torch.relu(self.mix(x))
        return self.head(self.last(torch.relu(self.shrink(x))).flatten(1))


def add_graph(writer: Any, model: nn.Module, image: Tensor) -> None:
    """Log the graph of a model in evaluation mode, without gradients and without the tracer's warnings."""
    tracing.prepare()
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore", TracerWarning)
        writer.add_graph(model, image)


@run("04_graphs/a")
def a(writer: Any, seed: int) -> None:
    """Lab 04, exercise 4.2: the graph of a model whose code is not shown."""
    add_graph(writer, wiring.built(Tower, seed), torch.zeros(5, 1, 8, 8))


def nameless(kind: type[wiring.BranchNet]) -> type[wiring.BranchNet]:
    """Give a patient the healthy one's name, which is the first word of every node of its graph."""
    kind.__name__ = "BranchNet"
    return kind


@nameless
class NotConnected(wiring.BranchNet):
    """The branch `texture` is computed; the branch `edges` takes its place."""

    def forward(self, image: Tensor) -> Tensor:
        """Return logits, float32[n, 10]."""
        x = torch.relu(self.stem(image))
        x = x + self.block(x)
        edges, _ = self.edges(x), self.texture(x)
        return self.head(torch.cat([edges, edges], dim=1).amax(dim=(2, 3)))


@nameless
class OtherPath(wiring.BranchNet):
    """An empty image has no edges: they are left out where nothing is drawn."""

    def forward(self, image: Tensor) -> Tensor:
        """Return logits, float32[n, 10]."""
        x = torch.relu(self.stem(image))
        x = x + self.block(x)
        texture = self.texture(x)
        edges = self.edges(x) if image.amax() > 0 else torch.zeros_like(texture)
        return self.head(torch.cat([edges, texture], dim=1).amax(dim=(2, 3)))


@nameless
class SkipLost(wiring.BranchNet):
    """The block's input is no longer added to its output."""

    def forward(self, image: Tensor) -> Tensor:
        """Return logits, float32[n, 10]."""
        x = self.block(torch.relu(self.stem(image)))
        return self.head(torch.cat([self.edges(x), self.texture(x)], dim=1).amax(dim=(2, 3)))


@nameless
class NoGradient(wiring.BranchNet):
    """The branch `edges` is used, and computed without gradients: nothing of that can stand in a graph."""

    def forward(self, image: Tensor) -> Tensor:
        """Return logits, float32[n, 10]."""
        x = torch.relu(self.stem(image))
        x = x + self.block(x)
        with torch.no_grad():
            edges = self.edges(x)
        return self.head(torch.cat([edges, self.texture(x)], dim=1).amax(dim=(2, 3)))


@nameless
class Quiet(wiring.BranchNet):
    """As it was meant; the head begins by hardly listening to `texture`."""

    def __init__(self) -> None:
        super().__init__()
        with torch.no_grad():
            self.head.weight[:, 8:] *= 0.01


def patient(writer: Any, kind: type[wiring.BranchNet], seed: int) -> None:
    """Log a graph, traced on zeros as is common, then the training."""
    model = wiring.built(kind, seed)
    add_graph(writer, model, torch.zeros(1, 1, 8, 8))
    wiring.train(model, writer, seed)


@run("04_graphs/p", atol=0.03, rtol=0.1, cost=COST)
def p(writer: Any, seed: int) -> None:
    """Lab 04, exercise 4.4: patient p."""
    patient(writer, NotConnected, 21)


@run("04_graphs/q", atol=0.03, rtol=0.1, cost=COST)
def q(writer: Any, seed: int) -> None:
    """Lab 04, exercise 4.4: patient q."""
    patient(writer, OtherPath, 22)


@run("04_graphs/r", atol=0.03, rtol=0.1, cost=COST)
def r(writer: Any, seed: int) -> None:
    """Lab 04, exercise 4.4: patient r."""
    patient(writer, Quiet, 26)


@run("04_graphs/s", atol=0.03, rtol=0.1, cost=COST)
def s(writer: Any, seed: int) -> None:
    """Lab 04, exercise 4.4: patient s."""
    patient(writer, SkipLost, 24)


@run("04_graphs/t", atol=0.03, rtol=0.1, cost=COST)
def t(writer: Any, seed: int) -> None:
    """Lab 04, exercise 4.4: patient t."""
    patient(writer, NoGradient, 28)
