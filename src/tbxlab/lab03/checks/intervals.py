"""Check of lab 03: histograms of every layer at an interval, of the right numbers."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from tbxlab.events import Histogram
from tbxlab.grading import handed
from tbxlab.grading.case import Case
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.expect import expect_steps
from tbxlab.grading.verdict import Wrong

Numbers = np.ndarray
"""All numbers of one tensor, sorted."""


@dataclass(frozen=True)
class Training:
    """One small training run: it begins at step ``first``, as one does that is resumed."""

    run: str
    every: int
    first: int
    steps: int
    seed: int

    @property
    def expected_steps(self) -> list[int]:
        """The steps at which histograms were asked for."""
        return [step for step in range(self.first, self.first + self.steps) if step % self.every == 0]


def trained(training: Training) -> Iterator[tuple[int, Any, dict[str, Any]]]:
    """Train a small model and yield (step, model, what its layers put out) before each optimizer step.

    One layer takes no part in the loss: it has no gradient. Another takes part with a factor of 0: its gradient is 0.
    """
    import torch
    from torch import nn
    from torch.nn.functional import cross_entropy

    from tbxlab.toy import data

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(training.seed)
        layers = {"first": nn.Linear(10, 6), "last": nn.Linear(6, 2), "spare": nn.Linear(6, 3), "mute": nn.Linear(6, 2)}
        first = layers.pop("first")
        model = nn.ModuleDict({"body": nn.ModuleDict({"first": first}), **layers})
    X, y = data.two_classes(40, training.seed)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    for step in range(training.first, training.first + training.steps):
        hidden = first(X).relu()
        logits = model["last"](hidden) + 0 * model["mute"](hidden)
        optimizer.zero_grad()
        cross_entropy(logits, y).backward()
        yield step, model, {"hidden": hidden, "logits": logits}
        optimizer.step()


def truth(training: Training) -> dict[str, list[Numbers]]:
    """Return for each tag the numbers at each expected step."""
    expected: dict[str, list[Numbers]] = {}
    for step, model, outputs in trained(training):
        if step % training.every == 0:
            tensors = {f"weights/{name}": each for name, each in model.named_parameters()}
            tensors |= {f"gradients/{name}": each.grad for name, each in model.named_parameters()}
            tensors |= {f"activations/{name}": each for name, each in outputs.items()}
            for tag, tensor in tensors.items():
                if tensor is not None:
                    numbers = np.sort(tensor.detach().numpy().astype(float).ravel())
                    expected.setdefault(tag, []).append(numbers)
    return expected


@exercise("3.1")
class HistogramsAtAnInterval:
    """Is every layer's histogram logged at the interval, of the right numbers, and nothing in between?"""

    tolerance = 1e-4
    """Single precision, and writers that round the outer buckets' ends to it."""

    def case(self, seed: int) -> Case[list[Training], None]:
        """Draw a training run from step 0, one that is resumed between two multiples, and one with every step."""
        draw = random.Random(seed)
        every, other = draw.sample([3, 4, 5, 6], 2)
        runs = [
            Training("whole", every, 0, 3 * every + 2, draw.randrange(1000)),
            Training("resumed", other, 2 * other + 1, 2 * other + 1, draw.randrange(1000)),
            Training("each step", 1, 0, 3, draw.randrange(1000)),
        ]
        return Case(given=runs, true=None)

    def drive(self, log_histograms: Any, given: list[Training], evidence: Evidence) -> None:
        """Call the answer at every step of each training run."""
        for training in given:
            with evidence.writer(training.run) as writer:
                for step, model, outputs in trained(training):
                    with handed.unchanged(model=model, activations=outputs):
                        log_histograms(writer, model, outputs, step, training.every)

    def verify(self, evidence: Evidence, case: Case[list[Training], None]) -> None:
        """Expect the tags, then the steps, then the numbers that were counted."""
        for training in case.given:
            self.verify_run(evidence, training, truth(training))

    def verify_run(self, evidence: Evidence, training: Training, expected: dict[str, list[Numbers]]) -> None:
        """Expect the histograms of one training run."""
        run = evidence.run(training.run)
        missing = sorted(set(expected) - set(run.histograms))
        if missing:
            scalars = [tag for tag in missing if tag in run.scalars]
            raise Wrong(
                "histograms-scalars" if scalars else "histograms-missing",
                tag=(scalars or missing)[0],
                missing=len(missing),
                expected=len(expected),
                found=", ".join(run.histograms) or "none",
            )
        extra = sorted(set(run.histograms) - set(expected))
        if extra:
            raise Wrong("histograms-extra", tag=extra[0], found=len(run.histograms), expected=len(expected))
        for tag, at_steps in expected.items():
            found = run.histograms[tag]
            if len(found) == training.steps > len(training.expected_steps):
                raise Wrong("histograms-every-step", tag=tag, steps=training.steps, every=training.every)
            expect_steps(found, training.expected_steps, tag)
            for step, histogram, numbers in zip(found.steps, found.buckets, at_steps, strict=True):
                self.verify_numbers(tag, int(step), histogram, numbers, expected)

    def verify_numbers(
        self, tag: str, step: int, histogram: Histogram, numbers: Numbers, expected: dict[str, list[Numbers]]
    ) -> None:
        """Compare the buckets with the numbers; say whose they are where they are others'."""
        if self.is_of(histogram, numbers):
            return
        others = [name for name, at_steps in expected.items() if any(self.is_of(histogram, each) for each in at_steps)]
        if tag in others:
            raise Wrong("histograms-other-step", tag=tag, step=step)
        if others:
            raise Wrong("histograms-of-another", tag=tag, step=step, other=others[0])
        if abs(histogram.number - len(numbers)) > 0.5:
            raise Wrong("histograms-how-many", tag=tag, step=step, found=histogram.number, expected=len(numbers))
        raise Wrong(
            "histograms-other-numbers",
            tag=tag,
            step=step,
            low=histogram.minimum,
            high=histogram.maximum,
            mean=histogram.mean,
            expected_low=numbers[0],
            expected_high=numbers[-1],
            expected_mean=numbers.mean(),
        )

    def is_of(self, histogram: Histogram, numbers: Numbers) -> bool:
        """Return whether a histogram, whatever its buckets, can be of these numbers."""
        ends = [histogram.minimum, histogram.maximum]
        if abs(histogram.number - len(numbers)) > 0.5 or len(histogram) == 0:
            return False
        if not np.allclose(ends, [numbers[0], numbers[-1]], rtol=self.tolerance, atol=1e-6):
            return False
        # Up to the end of each bucket: a number that lies on an edge may be counted on either side of it.
        counted, slack = np.cumsum(histogram.counts), self.tolerance * np.abs(histogram.right) + 1e-6
        least = np.searchsorted(numbers, histogram.right - slack, side="left")
        most = np.searchsorted(numbers, histogram.right + slack, side="right")
        return bool(((least - 0.5 < counted) & (counted < most + 0.5)).all())
