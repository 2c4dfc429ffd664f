"""Check of lab 04: what a trace knows of a model."""

import random
from dataclasses import dataclass
from typing import Any

import numpy as np

from tbxlab.grading import handed
from tbxlab.grading.case import Case
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.expect import expect_steps
from tbxlab.grading.verdict import Wrong

TAG = "trace/difference"


@dataclass(frozen=True)
class Traced:
    """A model that takes one of two layers, the input that it is traced with, and others.

    ``others`` holds for each the mean of its numbers, and which way the two layers differ most on it: 1 or -1.
    """

    run: str
    threshold: float
    example: float
    others: tuple[tuple[float, int], ...]
    seed: int

    def model(self) -> Any:
        """Return the model. Its layers differ by -2 to 2, most in the first of three outputs."""
        import torch
        from torch import nn

        threshold = self.threshold

        class Switch(nn.Module):
            """Calm inputs go through one layer, loud ones through the other."""

            def __init__(self) -> None:
                super().__init__()
                self.low, self.high = nn.Linear(6, 3), nn.Linear(6, 3)

            def forward(self, x: Any) -> Any:
                return self.high(x) if x.mean() > threshold else self.low(x)

        with torch.random.fork_rng(devices=[]), torch.no_grad():
            torch.manual_seed(self.seed)
            model = Switch()
            model.high.load_state_dict(model.low.state_dict())
            model.high.weight[0] += torch.tensor([5.0, -5.0, 0.0, 0.0, 0.0, 0.0])
            model.high.bias[1] += 0.4
            model.high.bias[2] -= 0.3
        return model

    def inputs(self) -> tuple[Any, list[Any]]:
        """Return the input to trace with, float32[4, 6], and the others."""
        import torch

        draw = torch.Generator().manual_seed(self.seed)
        others = []
        for mean, way in self.others:
            x = torch.full((4, 6), mean) + 0.01 * torch.randn(4, 6, generator=draw)
            x[:, 0] += 0.2 * way
            x[:, 1] -= 0.2 * way
            others.append(x)
        return torch.full((4, 6), self.example), others

    def differences(self) -> list[np.ndarray]:
        """Return trace minus model on each of the others: the trace takes the path of the example."""
        import torch

        model, (_, others) = self.model(), self.inputs()
        path = model.high if self.example > self.threshold else model.low
        with torch.no_grad():
            return [(path(x) - model(x)).numpy() for x in others]


@exercise("4.3")
class OnePathOnly:
    """Is the trace of one input held against the model on others?"""

    def case(self, seed: int) -> Case[list[Traced], None]:
        """Draw two models, one traced on its calm path and one on its loud one; on both, others go either way."""
        draw = random.Random(seed)
        traced = []
        for run, loud, each in (("calm", False, 3), ("loud", True, 2)):
            threshold = draw.uniform(0.4, 0.6)
            # Of those on the other path, one differs most upwards and one downwards: without abs() one is wrong.
            calm, noisy = [(draw.uniform(0.05, 0.3), way) for way in (1, -1, 1)], []
            noisy = [(draw.uniform(0.7, 1.0), way) for way in (-1, 1, -1)]
            others = [*calm[:each], *noisy[:each]]
            draw.shuffle(others)
            traced.append(Traced(run, threshold, 0.9 if loud else 0.2, tuple(others), draw.randrange(1000)))
        return Case(given=traced, true=None)

    def drive(self, log_difference: Any, given: list[Traced], evidence: Evidence) -> None:
        """Let the differences be logged, for a model with an ``if`` that looks at its input."""
        for traced in given:
            model, (X, others) = traced.model(), traced.inputs()
            with evidence.writer(traced.run) as writer, handed.unchanged(model=model, X=X, others=others):
                log_difference(writer, model, X, others)

    def verify(self, evidence: Evidence, case: Case[list[Traced], None]) -> None:
        """Expect the largest difference of each input; tell a new trace for each, and other measures."""
        for traced in case.given:
            found = evidence.scalars(TAG, traced.run)
            differences = traced.differences()
            expect_steps(found, range(len(differences)), TAG)
            expected = [float(np.abs(each).max()) for each in differences]
            # A trace may add up in another order: single precision, numbers of about 1.
            wrong = np.flatnonzero(~np.isclose(found.values, expected, rtol=0, atol=1e-4))
            if len(wrong) == 0:
                continue
            at = int(wrong[0])
            about = {"tag": TAG, "at": at, "found": float(found.values[at]), "expected": expected[at]}
            if np.allclose(found.values, 0, atol=1e-4):
                raise Wrong("trace-always-same", **about, inputs=len(expected))
            of = differences[at]
            if any(abs(about["found"] - each) < 1e-4 for each in (of.max(), of.min(), (-of).max(), (-of).min())):
                raise Wrong("trace-signed", **about)
            if abs(about["found"] - np.abs(of).mean()) < 1e-4:
                raise Wrong("trace-mean", **about)
            raise Wrong("trace-other", **about)
