"""Checks of lab 02, measuring: the gradient of a loss, rate and gradient norm."""

import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from tbxlab.grading import handed
from tbxlab.grading.case import Case
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.expect import expect_steps, expect_values
from tbxlab.grading.verdict import Wrong

Answer = Callable[..., Any]
Array = Any
LOSSES = {
    "sum": "cross-entropy, added up",
    "mean": "cross-entropy, averaged",
    "squared": "half the squared error of σ(z), added up",
    "weighted": "three times the cross-entropy",
}


@dataclass(frozen=True)
class Measurement:
    """One loss, with the logits and labels at which its gradient is measured, logged at ``step``."""

    loss: str
    z: tuple[float, ...]
    y: tuple[float, ...]
    step: int

    @property
    def mirrored(self) -> "Measurement":
        """The same with the classes exchanged: all differences change their sign."""
        return Measurement(self.loss, tuple(-z for z in self.z), tuple(1 - y for y in self.y), self.step + 1)


@exercise("2.4")
class GradientError:
    """Is the difference between autograd and σ(z) - y measured, for any loss?"""

    tag = "gradient/max_difference"

    def case(self, seed: int) -> Case[tuple[Measurement, ...], None]:
        """Draw logits and labels for each loss, and exchange their classes.

        Of each pair, the largest difference is above zero once, and below zero once.
        """
        draw = random.Random(seed)
        step, given = draw.randint(1, 5), []
        for loss in LOSSES:
            n = draw.randint(5, 12)
            z, y = (draw.uniform(-5, 5) for _ in range(n)), (float(draw.random() < 0.5) for _ in range(n))
            each = Measurement(loss, tuple(z), tuple(y), step)
            given += [each, each.mirrored]
            step += draw.randint(2, 5)
        return Case(given=tuple(given), true=None)

    def drive(self, log_gradient_error: Answer, given: tuple[Measurement, ...], evidence: Evidence) -> None:
        """Measure each loss at its own steps."""
        import torch
        from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy

        functions = {
            "sum": lambda z, y: cross_entropy(z, y, reduction="sum"),
            "mean": lambda z, y: cross_entropy(z, y),
            "squared": lambda z, y: ((torch.sigmoid(z) - y) ** 2).sum() / 2,
            "weighted": lambda z, y: 3 * cross_entropy(z, y, reduction="sum"),
        }
        with evidence.writer() as writer:
            for each in given:
                z, y = torch.tensor(each.z), torch.tensor(each.y)
                with handed.unchanged(z=z, y=y, but=("grad", "requires_grad")):
                    log_gradient_error(writer, functions[each.loss], z, y, each.step)

    def verify(self, evidence: Evidence, case: Case[tuple[Measurement, ...], None]) -> None:
        """Compare with the gradients, worked out by hand."""
        found = evidence.scalars(self.tag)
        expect_steps(found, [each.step for each in case.given], self.tag)
        for value, each in zip(found.values, case.given, strict=True):
            gradient, formula = gradients(each)
            differences = gradient - formula
            expected = np.abs(differences).max()
            # An event file keeps float32, and z is float32: 1e-5 is well above either's rounding.
            if abs(value - expected) <= 1e-5 * (1 + expected):
                continue
            about = {"loss": LOSSES[each.loss], "step": each.step, "found": value, "expected": expected}
            if any(np.isclose(value, signed, atol=1e-5) for signed in (differences.max(), differences.min())):
                raise Wrong("gradient-signed", **about)
            if np.isclose(value, np.abs(gradient + formula).max(), atol=1e-5):
                raise Wrong("gradient-turned", **about)
            raise Wrong("gradient-differs", **about)


def gradients(each: Measurement) -> tuple[Array, Array]:
    """Return the gradient of a loss, and σ(z) - y."""
    z, y = np.array(each.z), np.array(each.y)
    p = 1 / (1 + np.exp(-z))
    scale = {"sum": 1, "mean": 1 / len(y), "squared": p * (1 - p), "weighted": 3}[each.loss]
    return scale * (p - y), p - y


LIMIT = 1.0
STEPS = 24


@dataclass(frozen=True)
class Training:
    """A small training run with a rate that falls at every step; its first step is number ``start``."""

    seed: int
    rate: float
    factor: float
    start: int

    @property
    def steps(self) -> range:
        """The steps at which its curves are logged."""
        return range(self.start, self.start + STEPS)

    def batches(self) -> list[tuple[Any, Any]]:
        """Return X and y of each step: three times as large as usual, so that some gradients are over the limit."""
        from tbxlab.toy import data

        X, y = data.two_classes(50 * STEPS, self.seed)
        return list(zip((3 * X).split(50), y.split(50), strict=True))

    def beginning(self) -> tuple[Any, Any, Any]:
        """Return the model, its optimizer and its scheduler before the first step."""
        import torch

        from tbxlab.toy import models

        model = models.classifier(seed=self.seed)
        optimizer = torch.optim.SGD(model.parameters(), lr=self.rate)
        return model, optimizer, torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=self.factor)


def weights_of(model: Any) -> list[float]:
    """Return all weights, one behind the other."""
    return [value for parameter in model.parameters() for value in parameter.detach().flatten().tolist()]


def clip_each(parameters: list[Any]) -> Any:
    """Clip each parameter's gradient alone; a mistake."""
    from torch.nn.utils import clip_grad_norm_

    return [clip_grad_norm_([parameter], LIMIT) for parameter in parameters]


@dataclass(frozen=True)
class Twins:
    """What the same training run does when it is made in the right way, and in some wrong ones."""

    of: Training

    def train(self, mistake: str = "") -> tuple[Array, Array]:
        """Return loss, norm and rate of each step, float64[24, 3], and the weights at the end."""
        from torch.nn.functional import cross_entropy
        from torch.nn.utils import clip_grad_norm_

        model, optimizer, scheduler = self.of.beginning()
        measured = []
        for X, y in self.of.batches():
            loss = cross_entropy(model(X), y)
            if mistake != "piled":
                optimizer.zero_grad()
            loss.backward()
            parameters = list(model.parameters())
            if mistake == "each":
                clip_each(parameters)
            whole = clip_grad_norm_(parameters, math.inf if mistake in ("unclipped", "each") else LIMIT)
            measured.append([loss.item(), whole.item(), optimizer.param_groups[0]["lr"]])
            optimizer.step()
            for _ in range({"level": 0, "twice": 2}.get(mistake, 1)):
                scheduler.step()
        return np.array(measured), np.array(weights_of(model))

    @cached_property
    def right(self) -> tuple[Array, Array]:
        """Of the right training run."""
        return self.train()

    def mistakes(self) -> Iterator[tuple[str, Array]]:
        """Yield each known mistake, with the weights to which it leads."""
        yield "still", np.array(weights_of(self.of.beginning()[0]))
        for mistake in ("unclipped", "each", "level", "twice", "piled"):
            yield mistake, self.train(mistake)[1]


@exercise("2.5")
class RateAndNorm:
    """Are rate and gradient norm those of this step, the norm as it was before it was clipped?"""

    tags = ("train/loss", "train/gradient_norm", "train/learning_rate")

    def case(self, seed: int) -> Case[Training, Twins]:
        """Draw the weights, the first learning rate and the number of the first step."""
        draw = random.Random(seed)
        training = Training(
            draw.randrange(1000), draw.choice([0.2, 0.3, 0.4]), draw.uniform(0.8, 0.9), draw.randint(3, 40)
        )
        return Case(given=training, true=Twins(training))

    def drive(self, train_step: Answer, given: Training, evidence: Evidence) -> None:
        """Train a model through the learner's function."""
        model, optimizer, scheduler = given.beginning()
        with evidence.writer() as writer:
            for step, (X, y) in zip(given.steps, given.batches(), strict=True):
                with handed.unchanged(X=X, y=y):
                    train_step(writer, model, optimizer, scheduler, X, y, step)
        evidence.note(weights=weights_of(model))

    def verify(self, evidence: Evidence, case: Case[Training, Twins]) -> None:
        """Expect three curves as measured on the twin, and a training run that went the same way."""
        expected, weights = case.true.right
        for tag in self.tags:
            expect_steps(evidence.scalars(tag), case.given.steps, tag)
        self.verify_weights(np.array(evidence.answers["weights"]), weights, case.true)
        self.verify_norm(evidence.scalars(self.tags[1]), expected[:, 1])
        self.verify_rate(evidence.scalars(self.tags[2]), expected[:, 2])
        expect_values(evidence.scalars(self.tags[0]), expected[:, 0], self.tags[0], tolerance=1e-3)

    def verify_weights(self, found: Array, expected: Array, twins: Twins) -> None:
        """The curves of another training run tell nothing: say which one it was, where that is known."""
        if np.abs(found - expected).max() < 1e-3:  # the sums may be taken in another order
            return
        for mistake, weights in twins.mistakes():
            if np.abs(found - weights).max() < 1e-3:
                raise Wrong(f"step-{mistake}", limit=LIMIT)
        raise Wrong("step-other-weights", limit=LIMIT, apart=np.abs(found - expected).max())

    def verify_norm(self, logged: Any, expected: Array) -> None:
        """Say which norm it is, as far as it can be told."""
        found = logged.values
        differ = np.flatnonzero(~np.isclose(found, expected, rtol=1e-3))
        if not len(differ):
            return
        at = int(differ[0])
        about = {"step": int(logged.steps[at]), "found": found[at], "expected": expected[at]}
        if np.allclose(found, np.minimum(expected, LIMIT), rtol=1e-3):
            raise Wrong("norm-clipped", limit=LIMIT, highest=expected.max(), **about)
        if np.allclose(found[1:], expected[:-1], rtol=1e-3) or math.isclose(found[0], 0, abs_tol=1e-9):
            raise Wrong("norm-not-yet", **about)
        raise Wrong("norm-other", **about)

    def verify_rate(self, logged: Any, expected: Array) -> None:
        """Say whether it is the next step's, or never changes."""
        found = logged.values
        differ = np.flatnonzero(~np.isclose(found, expected, rtol=1e-4))
        if not len(differ):
            return
        at = int(differ[0])
        about = {"step": int(logged.steps[at]), "found": found[at], "expected": expected[at]}
        if np.allclose(found[:-1], expected[1:], rtol=1e-4):
            raise Wrong("rate-of-the-next", **about)
        raise Wrong("rate-constant" if np.ptp(found) == 0 else "rate-other", **about)
