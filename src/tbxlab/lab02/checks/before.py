"""Check of lab 02, before the training: the first loss, and one batch that must be learned by heart."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from tbxlab.grading import handed
from tbxlab.grading.case import Case
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.expect import expect_steps
from tbxlab.grading.verdict import Wrong

FIRST, BATCH = "check/first_loss", "check/one_batch"
FEW = 20
"""Examples of the batch that is to be learned by heart."""
VERDICTS = {
    "sound": "ready",
    "bytes": "first loss",
    "biased": "first loss",
    "used": "first loss",
    "softmax": "one batch",
    "dead": "one batch",
}
LN2 = float(np.log(2))
Answer = Any


@dataclass(frozen=True)
class Patient:
    """A model and its data: sound, or with one fault."""

    kind: str
    seed: int

    def build(self) -> tuple[Any, Any, Any]:
        """Return the model, X float32[500, 10] and y int64[500]."""
        import torch

        from tbxlab.toy import data, models

        model: Any = models.classifier(seed=self.seed)
        X, y = data.two_classes(500, self.seed, noise=0.1 if self.kind == "used" else data.NOISE)
        with torch.no_grad():
            if self.kind == "bytes":
                X = data.as_bytes(X)
            elif self.kind == "biased":
                model[2].bias.copy_(torch.tensor([3.0, -3.0]))  # class 0 with 400 to 1, whatever it sees
            elif self.kind == "softmax":
                model.append(torch.nn.Softmax(dim=1))  # cross_entropy takes logits: this one squashes them twice
            elif self.kind == "dead":
                model[0].bias.fill_(-100)  # no hidden unit ever lets anything through
            elif self.kind == "used":
                knows_the_task(model)
        return model, X, y


def knows_the_task(model: Any) -> None:
    """Set the weights to the score by which toy.data draws its labels: x0 + x1 + 1.5 |x2| - 1.2, sharply."""
    hidden, _, last = model
    for layer in (hidden, last):
        layer.weight.zero_()
        layer.bias.zero_()
    hidden.weight[0, 0] = hidden.weight[0, 1] = hidden.weight[1, 2] = 1
    hidden.weight[2, 2] = -1
    hidden.bias[0] = 10  # so that the sum of the first two features stays above 0
    last.weight[1, :3] = 8 * last.weight.new_tensor([1.0, 1.5, 1.5])
    last.bias[1] = -8 * 11.2


@dataclass(frozen=True)
class FirstLosses:
    """What is true of the models before any update; worked out when it is first needed."""

    patients: tuple[Patient, ...]

    @cached_property
    def losses(self) -> list[tuple[float, float]]:
        """Of each model: the mean loss over all examples, and over the first 20."""
        from tbxlab.lab02.training import evaluate

        built = [patient.build() for patient in self.patients]
        return [(evaluate(m, (X, y))[0], evaluate(m, (X[:FEW], y[:FEW]))[0]) for m, X, y in built]


@exercise("2.3")
class BeforeTraining:
    """Are sound models told from those that need not be trained at all?"""

    learned = 0.25
    """A loss by which one batch has been learned: softmax in front of the loss cannot get below 0.31."""

    def case(self, seed: int) -> Case[tuple[Patient, ...], FirstLosses]:
        """Draw nine models: four sound ones, and one with each fault."""
        draw = random.Random(seed)
        kinds = ["sound"] * 3 + list(VERDICTS)
        draw.shuffle(kinds)
        patients = tuple(Patient(kind, draw.randrange(200)) for kind in kinds)
        return Case(given=patients, true=FirstLosses(patients))

    def drive(self, before_training: Answer, given: tuple[Patient, ...], evidence: Evidence) -> None:
        """Let each model be looked at; keep what it cost on the batch at each of its forward passes."""
        verdicts, passes = [], []
        for i, patient in enumerate(given):
            model, X, y = patient.build()
            with evidence.writer(f"model-{i}") as writer, losses_on(X[:FEW], y[:FEW], type(model)) as losses:
                with handed.unchanged(X=X, y=y):
                    verdicts.append(before_training(writer, model, X, y))
            passes.append(losses)
        evidence.note(verdicts=verdicts, passes=passes)

    def verify(self, evidence: Evidence, case: Case[tuple[Patient, ...], FirstLosses]) -> None:
        """Expect the first loss logged, one batch tried where it comes to that, and the right verdict."""
        reported = evidence.answers["verdicts"]
        for i, patient in enumerate(case.given):
            run, right = f"model-{i}", VERDICTS[patient.kind]
            over_all, over_few = case.true.losses[i]
            self.verify_first(evidence, run, over_all, over_few)
            about = {"model": i, "reported": reported[i], "loss": over_all}
            if reported[i] not in VERDICTS.values():
                raise Wrong("before-no-verdict", reported=repr(reported[i]))
            if reported[i] == "first loss" and right != reported[i]:
                raise Wrong("before-too-strict", **about)
            if right == "first loss" and right != reported[i]:
                raise Wrong("before-too-generous", **about)
            if right == "first loss":
                continue
            lowest = self.verify_batch(evidence, run, evidence.answers["passes"][i])
            if reported[i] != right:
                name = "before-batch-learned" if right == "one batch" else "before-batch-not-learned"
                batch = evidence.scalars(BATCH, run).values
                raise Wrong(name, lowest=lowest, last=batch[-1], steps=len(batch), **about)
            if right == "ready" and lowest > self.learned:
                raise Wrong("before-not-tried", tag=BATCH, lowest=lowest, **about)

    def verify_first(self, evidence: Evidence, run: str, over_all: float, over_few: float) -> None:
        """Expect one value of FIRST, at step 0, over all examples."""
        first = evidence.scalars(FIRST, run)
        expect_steps(first, [0], FIRST)
        found = float(first.values[0])
        if not np.isclose(found, over_all, rtol=1e-4):
            name = "before-first-few" if np.isclose(found, over_few, rtol=1e-4) else "before-first-loss"
            raise Wrong(name, tag=FIRST, found=found, expected=over_all, few=FEW)

    def verify_batch(self, evidence: Evidence, run: str, passes: list[float]) -> float:
        """Expect a curve of losses that this model really had on the batch, in their order; return the lowest."""
        batch = evidence.scalars(BATCH, run)
        begins = 1 if batch.steps.min() == 1 else 0
        expect_steps(batch, range(begins, begins + len(batch)), BATCH)
        at = 0
        for step, value in zip(batch.steps, batch.values, strict=True):
            while at < len(passes) and not np.isclose(passes[at], value, rtol=1e-3, atol=1e-5, equal_nan=True):
                at += 1
            if at == len(passes):
                raise Wrong("before-invented", tag=BATCH, step=int(step), found=value, few=FEW)
            at += 1
        return float(batch.values.min())


@contextmanager
def losses_on(X: Any, y: Any, kind: type) -> Iterator[list[float]]:
    """Yield a list that fills with the loss on these examples at each forward pass of any model of this ``kind``.

    Of any model, since a careful answer may train a copy. No hook on the model itself shows that it is watched.
    """
    import torch
    from torch.nn.functional import cross_entropy
    from torch.nn.modules.module import register_module_forward_hook

    losses: list[float] = []

    def look(module: Any, inputs: tuple[Any, ...], output: Any) -> None:
        if type(module) is not kind or len(inputs) != 1 or not isinstance(inputs[0], torch.Tensor):
            return
        if torch.equal(inputs[0].detach()[: len(y)], X):
            with torch.no_grad():
                losses.append(cross_entropy(output.detach()[: len(y)], y).item())

    handle = register_module_forward_hook(look)
    try:
        yield losses
    finally:
        handle.remove()
