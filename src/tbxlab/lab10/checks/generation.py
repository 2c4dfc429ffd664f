"""Check of lab 10's proof: the loss, asked one token at a time as generation asks it."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tbxlab.grading.case import Case
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.expect import is_number
from tbxlab.grading.verdict import Wrong
from tbxlab.lab10.checks.tables import IGNORED, Table, draw_row, draw_table, mean, padded

CLOSE = 2e-4
"""Absolute and relative: the sums of a hundred losses in float32 agree to 1e-6 in any order."""
PEEKING, TRAINING = (False, True, False, True), (False, False, True, True)


@dataclass(frozen=True)
class Held:
    """One model and the held-out text that it is measured on."""

    table: Table
    rows: list[list[int]]
    """Each text without padding."""


@exercise("10.2")
class OneByOne:
    """Is the loss that of generation, for models that look ahead and for models that don't?"""

    def case(self, seed: int) -> Case[list[Held], list[float]]:
        """Draw four models: with and without a mask, in eval and in train mode; texts of three different lengths."""
        draw = random.Random(f"one by one {seed}")
        given = [
            Held(
                draw_table(draw, peeks=peeks, training=training),
                [draw_row(draw, length) for length in (9, draw.randint(3, 4), draw.randint(5, 7))],
            )
            for peeks, training in zip(PEEKING, TRAINING, strict=True)
        ]
        return Case(given, [mean(losses(held)) for held in given])

    def drive(self, answer: Callable[..., Any], given: list[Held], evidence: Evidence) -> None:
        """Let the answer measure each model, and keep how it left it."""
        import torch

        found, kept = [], []
        for held in given:
            model, whole = held.table.model(), torch.tensor(padded(held.rows))
            x, y = whole[:, :-1], whole[:, 1:].masked_fill(whole[:, 1:] == 0, IGNORED)
            before = x.clone(), y.clone()
            said = answer(model, x, y)
            found.append(said.item() if isinstance(said, torch.Tensor) and said.numel() == 1 else said)
            kept.append(
                {
                    "training": sorted({part.training for part in model.modules()}),
                    "gradients": any(p.grad is not None for p in model.parameters()),
                    "same": bool(torch.equal(before[0], x) and torch.equal(before[1], y)),
                }
            )
        evidence.note(found=found, kept=kept)

    def verify(self, evidence: Evidence, case: Case[list[Held], list[float]]) -> None:
        """Name the mistake whose value was found, where there is one; then how the model was left."""
        for held, expected, found in zip(case.given, case.true, evidence.answers["found"], strict=True):
            if not is_number(found):
                raise Wrong("lm-generation-number", found=repr(found))
            if not close(found, expected):
                raise Wrong(self.mistake(held, found), found=found, expected=expected, **_counts(held))
        for held, kept in zip(case.given, evidence.answers["kept"], strict=True):
            if kept["training"] != [held.table.training]:
                before, after = _mode([held.table.training]), _mode(kept["training"])
                raise Wrong("lm-generation-mode", before=before, after=after)
            if kept["gradients"]:
                raise Wrong("lm-generation-gradients")
            if not kept["same"]:
                raise Wrong("lm-generation-text-changed")

    def mistake(self, held: Held, found: float) -> str:
        """Return the id of the message for the mistake that gives this value."""
        right = losses(held)
        by_row = [mean(losses(Held(held.table, [row]))) for row in held.rows]
        by_position = [
            mean([held.table.loss(row, at, row[at + 1]) for row in held.rows if at + 1 < len(row)])
            for at in range(max(map(len, held.rows)) - 1)
        ]
        known = {
            "lm-generation-at-once": mean(losses(held, ahead=True)),
            "lm-generation-train-mode": mean(losses(held, training=True)),
            "lm-generation-mean-of-means": mean(by_position),
            "lm-generation-mean-of-texts": mean(by_row),
            "lm-generation-sum": sum(right),
            "lm-generation-bits": mean(right) / math.log(2),
            "lm-generation-perplexity": math.exp(mean(right)),
        }
        if held.table.peeks and close(found, mean(losses(held, ahead=True, training=True))):
            return "lm-generation-at-once"
        return next((name for name, value in known.items() if close(found, value)), "lm-generation-value")


def losses(held: Held, *, ahead: bool = False, training: bool = False) -> list[float]:
    """Return the loss of each token but the first of each text."""
    inputs = max(map(len, held.rows)) - 1
    return [
        held.table.loss(row, at, row[at + 1], ahead=ahead and at + 1 < inputs, training=training)
        for row in held.rows
        for at in range(len(row) - 1)
    ]


def close(found: float, value: float) -> bool:
    """Return whether a value is found, but for rounding."""
    return math.isclose(found, value, rel_tol=CLOSE, abs_tol=CLOSE)


def _counts(held: Held) -> dict[str, Any]:
    tokens = sum(len(row) - 1 for row in held.rows)
    return {
        "tokens": tokens,
        "texts": len(held.rows),
        "looks": "looks ahead" if held.table.peeks else "looks back only",
    }


def _mode(training: Sequence[bool]) -> str:
    names: dict[tuple[bool, ...], str] = {(True,): "train mode", (False,): "eval mode"}
    return names.get(tuple(training), "train mode in some of its parts and eval mode in others")
