"""Check of lab 03: how far the weights move, measured and logged at each optimizer step."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from tbxlab.grading import handed
from tbxlab.grading.case import Case
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.expect import expect_steps
from tbxlab.grading.verdict import Wrong

Ratios = dict[str, float]
"""The right ratio first, then what is often taken for it."""


@dataclass(frozen=True)
class Training:
    """One training run whose steps are made by the answer."""

    optimizer: str
    rate: float
    steps: tuple[int, ...]
    seed: int


def begun(training: Training) -> tuple[Any, Any, Any, Any]:
    """Return model, optimizer, X and y.

    The model has a vector named weight (of a norm), a matrix not named so, and a matrix that the optimizer was
    not given: it has a gradient and moves by 0.
    """
    import torch
    from torch import nn

    from tbxlab.toy import data

    class Small(nn.Module):
        """Two layers with a norm between them, and a shift for each class."""

        def __init__(self) -> None:
            super().__init__()
            self.body = nn.Sequential(nn.Linear(10, 12), nn.LayerNorm(12), nn.ReLU())
            self.forgotten, self.head = nn.Linear(12, 8), nn.Linear(8, 2)
            self.shift = nn.Parameter(0.1 * torch.randn(1, 2))

        def forward(self, X: Any) -> Any:
            return self.head(self.forgotten(self.body(X))) + self.shift

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(training.seed)
        model = Small()
        with torch.no_grad():
            next(model.body.parameters()).mul_(4)
    moving = [parameter for name, parameter in model.named_parameters() if not name.startswith("forgotten")]
    optimizer: Any = {
        "plain gradient descent": lambda: torch.optim.SGD(moving, lr=training.rate),
        "Adam": lambda: torch.optim.Adam(moving, lr=training.rate),
        "momentum": lambda: torch.optim.SGD(moving, lr=training.rate, momentum=0.9),
    }[training.optimizer]()
    return model, optimizer, *data.two_classes(200, training.seed)


def gradients_ready(training: Training) -> Iterator[tuple[int, Any, Any]]:
    """Yield (step, model, optimizer) where the gradients are there and the step is to be made."""
    from torch.nn.functional import cross_entropy

    model, optimizer, X, y = begun(training)
    for step in training.steps:
        model.zero_grad()
        cross_entropy(model(X), y).backward()
        yield step, model, optimizer


def flat(model: Any) -> list[float]:
    """Return all parameters of a model, one after the other."""
    return [number for parameter in model.parameters() for number in parameter.detach().flatten().tolist()]


def truth(training: Training) -> tuple[list[dict[str, Ratios]], list[list[float]]]:
    """Return the ratios of every matrix at each step, and all parameters after each step."""
    rows, places = [], []
    for _, model, optimizer in gradients_ready(training):
        before = {name: value.detach().clone() for name, value in model.named_parameters() if value.ndim == 2}
        gradients = {name: value.grad.clone() for name, value in model.named_parameters() if name in before}
        optimizer.step()
        after = {name: value.detach() for name, value in model.named_parameters() if name in before}
        rows.append({name: ratios(before[name], after[name], gradients[name], training.rate) for name in before})
        places.append(flat(model))
    return rows, places


def ratios(before: Any, after: Any, gradient: Any, rate: float) -> Ratios:
    """Return the right ratio and what is often taken for it."""
    norm, moved = before.norm().item(), (after - before).norm().item()
    return {
        "right": moved / norm,
        "to the weights after": moved / after.norm().item(),
        "gradient": gradient.norm().item() / norm,
        "rate": rate * gradient.norm().item() / norm,
        "length": moved,
        "lengths": abs(after.norm().item() - norm) / norm,
    }


@exercise("3.5")
class UpdateToWeight:
    """Is it logged how far the weights moved, and not how large the gradient is?"""

    tolerance = 1e-3
    """Relative: norms of a hundred numbers in single precision, the difference of two close ones among them."""

    def case(self, seed: int) -> Case[list[Training], None]:
        """Draw the weights, the learning rate and the steps of three training runs, one with each optimizer."""
        draw = random.Random(seed)
        trainings = []
        for optimizer in ("plain gradient descent", "Adam", "momentum"):
            first, apart = draw.randint(0, 9), draw.randint(2, 5)
            steps = tuple(range(first, first + 5 * apart, apart))
            trainings.append(Training(optimizer, draw.uniform(0.01, 0.05), steps, draw.randrange(1000)))
        return Case(given=trainings, true=None)

    def drive(self, step_and_log: Any, given: list[Training], evidence: Evidence) -> None:
        """Train three models through the answer, and keep where the weights went."""
        places = []
        for training in given:
            rows = []
            with evidence.writer(training.optimizer) as writer:
                for step, model, optimizer in gradients_ready(training):
                    # Clearing the gradients behind the step does no harm: the loop does it before the next one.
                    with handed.unchanged(model=model, optimizer=optimizer, but={"values", "grad", "state"}):
                        step_and_log(writer, model, optimizer, step)
                    rows.append(flat(model))
            places.append(rows)
        evidence.note(places=places)

    def verify(self, evidence: Evidence, case: Case[list[Training], None]) -> None:
        """Expect one step of the optimizer each time, then one ratio for each matrix; tell what was logged instead."""
        for training, places in zip(case.given, evidence.answers["places"], strict=True):
            rows, expected_places = truth(training)
            start = flat(begun(training)[0])
            for step, place, before, expected in zip(
                training.steps, places, [start, *places], expected_places, strict=False
            ):
                if place == before:
                    raise Wrong("update-no-step", optimizer=training.optimizer, step=step)
                if not np.allclose(place, expected, rtol=1e-4, atol=1e-6):
                    raise Wrong("update-other-step", optimizer=training.optimizer, step=step)
            for name in rows[0]:
                tag = f"update_ratio/{name}"
                found = evidence.scalars(tag, training.optimizer)
                expect_steps(found, training.steps, tag)
                for step, value, row in zip(training.steps, found.values, rows, strict=True):
                    self.verify_ratio(tag, training.optimizer, step, float(value), row[name])
            tags = [f"update_ratio/{name}" for name in rows[0]]
            extra = sorted(set(evidence.run(training.optimizer).scalars) - set(tags))
            if extra:
                raise Wrong("update-extra", found=", ".join(extra), expected=", ".join(tags))

    def verify_ratio(self, tag: str, optimizer: str, step: int, found: float, ratio: Ratios) -> None:
        """Expect a ratio to the weights before the step or after it: the two differ by little."""
        near: dict[str, Any] = {"rtol": self.tolerance, "atol": 1e-9}
        if any(np.isclose(found, ratio[kind], **near) for kind in ("right", "to the weights after")):
            return
        about = {"tag": tag, "optimizer": optimizer, "step": step, "expected": ratio["right"], "found": found}
        for kind, message in (
            ("gradient", "update-gradient"),
            ("rate", "update-rate"),
            ("length", "update-length"),
            ("lengths", "update-lengths"),
        ):
            if ratio[kind] > 0 and np.isclose(found, ratio[kind], **near):
                raise Wrong(message, **about)
        raise Wrong("update-zero" if found == 0 else "update-other", **about)
