"""Checks of lab 04, tracing: what a trace knows of a model, and a wrapper that makes a model traceable."""

import random

from tbxlab.grading.core import exercise
from tbxlab.grading.expect import expect_steps
from tbxlab.grading.verdict import Wrong


@exercise("4.3")
class OnePathOnly:
    """Is the trace of one input held against the model on others?"""

    tag = "trace/difference"

    def case(self, seed):
        """Draw the sizes of the inputs: which of them lie beyond the model's threshold changes with the seed."""
        draw = random.Random(seed)
        sizes = [draw.uniform(0.1, 0.4) for _ in range(3)] + [draw.uniform(0.7, 1.0) for _ in range(3)]
        draw.shuffle(sizes)
        return sizes

    def drive(self, log_difference, sizes, evidence):
        """Let the differences be logged, for a model with an ``if`` that looks at its input."""
        import torch
        from torch import nn

        class Switch(nn.Module):
            def __init__(self):
                super().__init__()
                self.low, self.high = nn.Linear(6, 3), nn.Linear(6, 3)

            def forward(self, x):
                return self.high(x) if x.mean() > 0.5 else self.low(x)

        model = Switch()
        X = torch.full((4, 6), 0.25)
        others = [torch.full((4, 6), size) + 0.01 * torch.randn(4, 6) for size in sizes]
        with evidence.writer() as writer:
            log_difference(writer, model, X, others)
        with torch.no_grad():
            signed = [(model.low(each) - model(each)) for each in others]
        evidence.note(
            expected=[each.abs().max() for each in signed],
            mean=[each.abs().mean() for each in signed],
            signed=[each.max() for each in signed],
        )

    def verify(self, evidence, sizes):
        """Expect the largest difference of each input; tell a new trace for each, and other measures."""
        found = evidence.scalars(self.tag)
        expect_steps(found, range(len(sizes)), self.tag)
        answers = evidence.answers

        def near(values):
            # a trace may add up in another order: single precision, numbers of about 1
            return all(abs(a - b) < 1e-4 for a, b in zip(found.values, values, strict=True))

        if near(answers["expected"]):
            return
        at = max(range(len(sizes)), key=lambda i: abs(found.values[i] - answers["expected"][i]))
        about = {"tag": self.tag, "at": at, "found": found.values[at], "expected": answers["expected"][at]}
        if near([0] * len(sizes)):
            raise Wrong("trace-always-same", **about, inputs=len(sizes))
        if near(answers["signed"]):
            raise Wrong("trace-signed", **about)
        raise Wrong("trace-mean" if near(answers["mean"]) else "trace-other", **about)


@exercise("4.5")
class DictionariesWrapped:
    """Can the wrapper be traced, and does it say what the model says?"""

    def case(self, seed):
        """Draw the sizes, and two orders of the inputs that have no name in the same place."""
        draw = random.Random(seed)
        names = ["words", "mask", "length"]
        draw.shuffle(names)
        return {"orders": [names, names[1:] + names[:1]], "batch": draw.randint(2, 6)}

    def drive(self, wrapped, case, evidence):
        """Wrap a model from dictionary to dictionary; trace the wrapper and ask it about other inputs."""
        from tbxlab.compat import tracing

        tracing.prepare()
        for i, names in enumerate(case["orders"]):
            evidence.note(**{f"order-{i}": self.try_one(wrapped, names, case["batch"], evidence, f"order-{i}")})

    def try_one(self, wrapped, names, n, evidence, run):
        """Return what the wrapper says for tensors in this order, and log its graph."""
        import torch
        from torch import nn

        class Speaker(nn.Module):
            def __init__(self):
                super().__init__()
                self.body, self.score, self.label = nn.Linear(6, 5), nn.Linear(5, 1), nn.Linear(5, 3)

            def forward(self, batch):
                hidden = self.body(batch["words"] * batch["mask"]) / (1 + batch["length"])
                return {"score": self.score(hidden), "label": self.label(hidden)}

        model = Speaker()
        batches = [{name: torch.rand(n, 6 if name != "length" else 1) for name in names} for _ in range(2)]
        wrapper = wrapped(model, list(names))
        if not isinstance(wrapper, nn.Module):
            raise Wrong("wrapper-no-module", found=type(wrapper).__name__)
        with torch.no_grad():
            try:
                said = wrapper(*batches[1].values())
            except RuntimeError as error:  # a tensor in the wrong place has the wrong shape
                raise Wrong("wrapper-other-values") from error
            right = list(model(batches[1]).values())
            if not isinstance(said, tuple | list):
                raise Wrong("wrapper-no-tuple", found=type(said).__name__)
            same = len(said) == 2 and all(
                torch.is_tensor(a) and a.shape == b.shape and torch.allclose(a, b)
                for a, b in zip(said, right, strict=True)
            )
            with evidence.writer(run) as writer:
                try:
                    writer.add_graph(wrapper, tuple(batches[0].values()))
                except RuntimeError as error:
                    raise Wrong("wrapper-not-traced", why=str(error).split(". ")[0][:160]) from error
        weights = {id(weight) for weight in wrapper.parameters()}
        return {"outputs": len(said), "same": same, "kept": weights == {id(weight) for weight in model.parameters()}}

    def verify(self, evidence, case):
        """Expect a graph in which all three layers lead to the output, the model's values, and its own weights."""
        from tbxlab.lab04.checks.graphs import the_graph

        for i in range(len(case["orders"])):
            graph, noted = the_graph(evidence, f"order-{i}"), evidence.answers[f"order-{i}"]
            drawn = sum(graph.reaches(node.name, "output") for node in graph.of("aten::linear"))
            if noted["outputs"] != 2 or drawn != 3:
                raise Wrong("wrapper-outputs", found=noted["outputs"], drawn=drawn)
            if not noted["same"]:
                raise Wrong("wrapper-other-values")
            if not noted["kept"]:
                raise Wrong("wrapper-other-weights")
