"""Fits whose measurements are drawn beforehand, for the check of a callback: nothing has to be trained."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tbxlab.lab07.checks import tiny

METRICS = {"loss": "los", "accuracy": "acc", "mae": "mae"}
"""With what is left of their names in any tag that still says which one it is."""
SHAPES = {
    "hidden/kernel": (tiny.SIDE * tiny.SIDE * 3, 6),
    "hidden/bias": (6,),
    "normalized/gamma": (6,),
    "normalized/beta": (6,),
    "normalized/moving_mean": (6,),
    "normalized/moving_variance": (6,),
    "logits/kernel": (6, tiny.CLASSES),
    "logits/bias": (tiny.CLASSES,),
}
"""The weights of tiny.layers."""


@dataclass(frozen=True)
class Epoch:
    """What an epoch ends with."""

    training: Mapping[str, float]
    validation: Mapping[str, float]
    weights: Mapping[str, np.ndarray]
    """"layer/weight" -> float32, as in SHAPES"""


@dataclass(frozen=True)
class Fit:
    """One fit: its epochs begin with ``first``; those that are finished are in ``epochs``."""

    name: str
    first: int
    last: int
    fails_at: int | None
    """The epoch that it does not get over."""
    is_validated: bool
    epochs: tuple[Epoch, ...]

    @property
    def steps(self) -> list[int]:
        """The epochs that are finished, as they are counted."""
        return list(range(self.first, self.first + len(self.epochs)))

    def curve(self, metric: str, part: str = "training") -> list[float]:
        """Return a metric of "training" or "validation" at each epoch."""
        return [getattr(each, part)[metric] for each in self.epochs]


def drawn_fit(rng: np.random.Generator, name: str, first: int, last: int, *, fails: bool, is_validated: bool) -> Fit:
    """Draw what is measured in each epoch. A fit that fails does not get over its last one."""

    def metrics() -> dict[str, float]:
        return {metric: float(rng.uniform(0.1, 2.5)) for metric in METRICS}

    def weights() -> dict[str, np.ndarray]:
        return {path: rng.normal(0, 0.3, shape).astype(np.float32) for path, shape in SHAPES.items()}

    epochs = tuple(Epoch(metrics(), metrics(), weights()) for _ in range(first, last + (not fails)))
    return Fit(name, first, last, last if fails else None, is_validated, epochs)


def told_model(keras: Any, fits: Sequence[Fit]) -> Any:
    """Return a model that measures, and whose weights are, what the epochs of the fits say.

    What a callback is told and what it finds in the model are as in any fit; the gradients, which are none of its
    business, would cost half a second.
    """
    epochs = iter([epoch for fit in fits for epoch in fit.epochs])

    class Told(keras.Sequential):
        def train_step(self, data: Any) -> dict[str, float]:
            self.now = next(epochs)
            for layer in self.layers:
                for weight in layer.weights:
                    weight.assign(self.now.weights[f"{layer.name}/{weight.name}"])
            return dict(self.now.training)

        def test_step(self, data: Any) -> dict[str, float]:
            return dict(self.now.validation)

    model = Told(tiny.layers(keras))
    model.compile(keras.optimizers.SGD(0.1), "mse", run_eagerly=True)
    return model
