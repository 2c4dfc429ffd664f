"""The runs that lab 06 gives to read: a search of twenty trials, and five small comparisons whose names say nothing.

Each trial is a run of its own, with its row for the HParams dashboard in it.
"""

import random
from typing import Any

from tbxlab.authoring.reference_runs import run
from tbxlab.lab06 import comparing

LOOSE: dict[str, Any] = {"rtol": 0.05, "atol": 0.02}
"""Six of 300 validation examples may change sides on another processor."""


def trial(
    writer: Any,
    *,
    rate: float,
    width: int,
    seed: int,
    steps: int = comparing.STEPS,
    part: str = "validation",
    **more: Any,
) -> None:
    """Train one trial and write its row, with ``more`` settings; ``part`` says where it is measured."""
    result = comparing.train(
        rate,
        width,
        seed,
        steps=steps,
        momentum=more.get("momentum", 0.0),
        writer=writer,
        every=max(steps // 5, 1),
        part=part,
    )
    metrics = result.metrics if part == "validation" else {"test/best_accuracy": result.test}
    comparing.add_row(writer, {"rate": rate, "width": width, "seed": seed, **more}, metrics, steps)


@run("06_comparing/s-{seed}", seeds=tuple(range(10, 30)), **LOOSE)
def search(writer: Any, seed: int) -> None:
    """Lab 06, exercise 6.5: a trial of a search at random over rate (0.001 to 1), width and seed."""
    draw = random.Random(600 + seed)
    trial(writer, rate=10 ** draw.uniform(-3, 0), width=draw.choice([4, 8, 16, 32, 64]), seed=draw.randrange(5))


@run("06_comparing/a-{seed}", seeds=tuple(range(6)), **LOOSE)
def a(writer: Any, seed: int) -> None:
    """Lab 06, exercise 6.6: comparison a."""
    trial(writer, rate=0.3, width=16 if seed < 3 else 64, seed=seed % 3, steps=400 if seed < 3 else 50)


@run("06_comparing/b-{seed}", seeds=tuple(range(6)), **LOOSE)
def b(writer: Any, seed: int) -> None:
    """Lab 06, exercise 6.6: comparison b."""
    trial(writer, rate=0.3 if seed < 3 else 0.01, width=16, seed=seed % 3)


@run("06_comparing/c-{seed}", seeds=tuple(range(6)), **LOOSE)
def c(writer: Any, seed: int) -> None:
    """Lab 06, exercise 6.6: comparison c."""
    rate, width = ((0.3, 16), (0.3, 4), (1.0, 16), (1.0, 64), (0.5, 32), (0.5, 8))[seed]
    trial(writer, rate=rate, width=width, seed=seed)


@run("06_comparing/d-{seed}", seeds=tuple(range(6)), **LOOSE)
def d(writer: Any, seed: int) -> None:
    """Lab 06, exercise 6.6: comparison d."""
    trial(writer, rate=(0.1, 0.5)[seed // 3], width=16, seed=seed % 3, part="test")


@run("06_comparing/e-{seed}", seeds=tuple(range(6)), **LOOSE)
def e(writer: Any, seed: int) -> None:
    """Lab 06, exercise 6.6: comparison e."""
    more: dict[str, Any] = {"momentum": 0.9} if seed >= 3 else {}
    trial(writer, rate=0.03, width=16, seed=seed % 3, **more)
