"""The transfer table: test accuracy of every method, label count and seed, all with the same number of steps.

``tbxlab reproduce cnn`` measures it again and writes table.json beside this module. The rates were chosen beforehand
on the validation pictures, with seeds that the table does not have (``sweep``), each method by itself: training from
zero got its best rate, too.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from tbxlab.lab08 import digits, task
from tbxlab.lab08.finetune import BATCH_SIZE, METHODS, STEPS

FILE = Path(__file__).with_name("table.json")
COMMAND = "tbxlab reproduce cnn"
LABELS = (3, 10, 30)
SEEDS = (0, 1, 2, 3, 4)
BASELINE = "svm"
LONGER = "zero, 4 x steps"
"""From zero with four times the steps: is it only slower, or does it stay behind?"""
ROWS = (BASELINE, *METHODS, LONGER)
TOLERANCE = 0.02
"""How far a cell may be off when it is made on another machine: 15 of the 768 test pictures."""
SWEEP_RATES = (0.001, 0.003, 0.01, 0.03, 0.1)
SWEEP_SEEDS = (100, 101, 102)
SWEEP_LABELS = 10

Cells = dict[str, dict[str, list[float]]]
"""Label count -> row -> a test accuracy for each seed."""


def cell(row: str, per_class: int, seed: int) -> float:
    """Make one number of the table: the test accuracy, 0 to 1."""
    if row == BASELINE:
        return round(task.baseline(per_class, seed, digits.TEST), 4)
    method, steps = ("zero", 4 * STEPS) if row == LONGER else (row, STEPS)
    return round(task.run(METHODS[method], per_class, seed, steps=steps).test_accuracy, 4)


def sweep(say: Callable[[str], None] = lambda line: None) -> dict[str, dict[str, float]]:
    """Return for each method and rate the mean validation accuracy with 10 labels a class."""
    found: dict[str, dict[str, float]] = {}
    for method in METHODS:
        if method == "rate too high":
            continue
        found[method] = {}
        for rate in SWEEP_RATES:
            setting = replace(METHODS[method], rate=rate)
            right = [task.run(setting, SWEEP_LABELS, seed).validation_accuracy for seed in SWEEP_SEEDS]
            found[method][str(rate)] = round(float(np.mean(right)), 4)
        say(f"{method}: {found[method]}")
    return found


def reproduce(say: Callable[[str], None] = print) -> dict[str, Any]:
    """Measure the sweep and every cell, write FILE, and return what is in it: about four minutes of one core."""
    rates = sweep(say)
    cells: Cells = {}
    for per_class in LABELS:
        cells[str(per_class)] = {row: [cell(row, per_class, seed) for seed in SEEDS] for row in ROWS}
    table = {
        "command": COMMAND,
        "what": "accuracy on 768 test digits, one number for each seed",
        "seeds": list(SEEDS),
        "steps": STEPS,
        "batch_size": BATCH_SIZE,
        "cells": cells,
        "sweep": {
            "what": f"mean accuracy on 253 validation digits, {SWEEP_LABELS} labels a class",
            "seeds": list(SWEEP_SEEDS),
            "rates": rates,
        },
    }
    FILE.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8", newline="\n")
    say(as_text(table))
    return table


def load() -> dict[str, Any]:
    """Return the table as it was measured last."""
    return json.loads(FILE.read_text(encoding="utf-8"))


def accuracies(table: dict[str, Any], row: str, per_class: int) -> np.ndarray:
    """Return the test accuracies of one row and number of labels a class, float64[seeds]."""
    return np.array(table["cells"][str(per_class)][row])


def as_text(table: dict[str, Any]) -> str:
    """Return the table as lines: mean and standard deviation over the seeds."""
    labels = list(table["cells"])
    lines = [f"{'labels a class':16}" + "".join(f"{n:>16}" for n in labels)]
    for row in table["cells"][labels[0]]:
        values = [accuracies(table, row, n) for n in labels]
        lines.append(f"{row:16}" + "".join(f"{v.mean():>9.3f} ± {v.std(ddof=1):.2f}" for v in values))
    return "\n".join(lines)
