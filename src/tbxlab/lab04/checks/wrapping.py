"""Check of lab 04: a wrapper that makes a model of dictionaries traceable."""

import random
from dataclasses import dataclass
from typing import Any

from tbxlab.grading import handed
from tbxlab.grading.case import Case
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.verdict import Wrong
from tbxlab.lab04.checks.logged import the_graph

WHY = 120
"""How many characters of torch's reason a message shows."""


@dataclass(frozen=True)
class Order:
    """A model: the order of its inputs by name, and its outputs in their order."""

    run: str
    names: tuple[str, ...]
    outputs: tuple[str, ...]
    batch: int

    def model(self) -> Any:
        """Return a model from dictionary to dictionary."""
        from torch import nn

        outputs = self.outputs

        class Speaker(nn.Module):
            """Takes words, mask and length; gives one tensor for each of its outputs."""

            def __init__(self) -> None:
                super().__init__()
                self.body = nn.Linear(6, 5)
                self.heads = nn.ModuleDict({name: nn.Linear(5, 2 + len(name)) for name in outputs})

            def forward(self, batch: Any) -> Any:
                hidden = self.body(batch["words"] * batch["mask"]) / (1 + batch["length"])
                return {name: self.heads[name](hidden) for name in outputs}

        return Speaker()


@exercise("4.5")
class DictionariesWrapped:
    """Can the wrapper be traced, and does it say what the model says?"""

    def case(self, seed: int) -> Case[list[Order], None]:
        """Draw two orders of the inputs that have no name in the same place, and outputs of other names."""
        draw = random.Random(seed)
        names = draw.sample(["words", "mask", "length"], 3)
        first, second = draw.sample([2, 3, 4, 5, 6], 2)
        orders = [
            Order("order-0", tuple(names), ("score", "label"), first),
            Order("order-1", (*names[1:], names[0]), ("topic", "age", "mood"), second),
        ]
        return Case(given=orders, true=None)

    def drive(self, wrapped: Any, given: list[Order], evidence: Evidence) -> None:
        """Wrap a model from dictionary to dictionary; trace the wrapper and ask it about other inputs."""
        from tbxlab.compat import tracing

        tracing.prepare()
        for order in given:
            evidence.note(**{order.run: self.try_one(wrapped, order, evidence)})

    def try_one(self, wrapped: Any, order: Order, evidence: Evidence) -> dict[str, Any]:
        """Return how the wrapper compares with the model, and log its graph."""
        import torch
        from torch import nn

        model, names = order.model(), list(order.names)
        batches = [{name: torch.rand(order.batch, 1 if name == "length" else 6) for name in names} for _ in range(2)]
        with handed.unchanged(model=model, names=names):
            wrapper = wrapped(model, names)
            if not isinstance(wrapper, nn.Module):
                raise Wrong("wrapper-no-module", found=type(wrapper).__name__)
            own = {id(weight) for weight in model.parameters()}
            kept = {id(weight) for weight in wrapper.parameters()} == own
            if not kept:
                raise Wrong("wrapper-other-weights")
            with torch.no_grad():
                try:
                    outputs = wrapper(*batches[1].values())
                except (RuntimeError, KeyError) as error:  # a tensor in the wrong place has the wrong shape
                    raise Wrong("wrapper-not-called", error=f"{type(error).__name__}: {_short(error)}") from error
                expected = list(model(batches[1]).values())
                if not isinstance(outputs, tuple | list):
                    raise Wrong("wrapper-no-tuple", found=type(outputs).__name__)
                same = len(outputs) == len(expected) and all(
                    torch.is_tensor(a) and a.shape == b.shape and torch.allclose(a, b)
                    for a, b in zip(outputs, expected, strict=True)
                )
                with evidence.writer(order.run) as writer:
                    try:
                        writer.add_graph(wrapper, tuple(batches[0].values()))
                    except RuntimeError as error:
                        raise Wrong("wrapper-not-traced", why=_short(error)) from error
        return {"outputs": len(outputs), "same": same}

    def verify(self, evidence: Evidence, case: Case[list[Order], None]) -> None:
        """Expect a graph in which all layers lead to the output, and the model's values."""
        for order in case.given:
            graph, noted = the_graph(evidence, order.run), evidence.answers[order.run]
            drawn = sum(graph.reaches(node.name, "output") for node in graph.of("aten::linear"))
            layers = 1 + len(order.outputs)
            if noted["outputs"] != len(order.outputs) or drawn != layers:
                about = {"found": noted["outputs"], "expected": len(order.outputs), "drawn": drawn, "layers": layers}
                raise Wrong("wrapper-outputs", **about)
            if not noted["same"]:
                raise Wrong("wrapper-other-values")


def _short(error: BaseException) -> str:
    """Return an error's first words, cut between two of them."""
    text = " ".join(str(error).split())
    return text if len(text) <= WHY else f"{text[:WHY].rpartition(' ')[0]} …"
