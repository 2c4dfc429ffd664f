"""Check of lab 04: a graph is logged, and the model is as it was."""

import random
from dataclasses import dataclass
from typing import Any

from tbxlab.events import Graph
from tbxlab.grading import handed
from tbxlab.grading.case import Case
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.verdict import Wrong

CONVOLUTION = "aten::_convolution"


def the_graph(evidence: Evidence, run: str = ".") -> Graph:
    """Return the only graph of a run. Raises Wrong where there is none, or more than one."""
    if run not in evidence.runs or not evidence.run(run).graphs:
        raise Wrong("graph-none", model=run)
    graphs = evidence.run(run).graphs
    if len(graphs) > 1:
        raise Wrong("graph-twice", model=run, graphs=len(graphs))
    return graphs[0]


def input_shapes(graph: Graph) -> list[list[int | None]]:
    """Return the shape of each node at which data comes in."""
    nodes = [node for node in graph.nodes.values() if node.op == "IO Node" and node.name.startswith("input/")]
    return [list(shape) for node in nodes if (shape := next(iter(node.shapes), None))]


@dataclass(frozen=True)
class Drawn:
    """One model: how many convolutions it has, which of its parts are frozen, and the shape of its input."""

    name: str
    convolutions: int
    training: bool
    frozen: tuple[str, ...]
    shape: tuple[int, ...]

    def model(self) -> Any:
        """Return the model; a frozen part is in the mode that the whole is not in."""
        from torch import nn

        channels, size = self.shape[1], self.shape[2]
        model = nn.Sequential()
        for i in range(self.convolutions):
            model.add_module(f"conv{i}", nn.Conv2d(channels if i == 0 else 4, 4, 3, padding=1))
            model.add_module(f"norm{i}", nn.BatchNorm2d(4))
            model.add_module(f"act{i}", nn.ReLU())
        model.add_module("drop", nn.Dropout(0.5))
        model.add_module("flat", nn.Flatten())
        model.add_module("head", nn.Linear(4 * size * size, 10))
        model.train(self.training)
        for name in self.frozen:
            part = model.get_submodule(name)
            part.train(not self.training)
            for parameter in part.parameters():
                parameter.requires_grad_(False)
        return model


@exercise("4.1")
class LogGraph:
    """Is the graph of the model there, and the model as it was?"""

    def case(self, seed: int) -> Case[list[Drawn], None]:
        """Draw two models: one in training with a frozen batch norm, one in evaluation with a dropout in training."""
        draw = random.Random(seed)
        first, second = draw.sample([2, 3, 4], 2)
        models = [
            Drawn("in training", first, True, ("norm0",), (draw.randint(2, 9), 1, 8, 8)),
            Drawn("in evaluation", second, False, ("drop",), (draw.randint(2, 9), 3, 6, 6)),
        ]
        return Case(given=models, true=None)

    def drive(self, log_graph: Any, given: list[Drawn], evidence: Evidence) -> None:
        """Let the graph of each model be logged."""
        import torch

        from tbxlab.compat import tracing

        tracing.prepare()
        for drawn in given:
            model, X = drawn.model(), torch.rand(drawn.shape)
            torch.nn.functional.cross_entropy(model(X), torch.zeros(len(X), dtype=torch.long)).backward()
            with evidence.writer(drawn.name) as writer, handed.unchanged(model=model, X=X):
                log_graph(writer, model, X)

    def verify(self, evidence: Evidence, case: Case[list[Drawn], None]) -> None:
        """Expect one graph each, of this model for this input."""
        for drawn in case.given:
            graph = the_graph(evidence, drawn.name)
            found = input_shapes(graph)
            if found != [list(drawn.shape)]:
                shown = ", ".join(map(str, found)) or "none"
                raise Wrong("graph-other-input", model=drawn.name, expected=list(drawn.shape), found=shown)
            convolutions = graph.ops[CONVOLUTION]
            if convolutions != drawn.convolutions or graph.ops["aten::linear"] != 1:
                linear = graph.ops["aten::linear"]
                about = {"expected": drawn.convolutions, "found": convolutions, "linear": linear}
                raise Wrong("graph-other-model", model=drawn.name, **about)
