"""What lab 10's checks try answers on: language models that are tables, whose losses are known without torch.

A table knows the next token from the last one alone. Some look at the token that they are to predict, where it is in
the input. In train mode each of them prefers token 2, as far as dropout can be imitated by something exact.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import nn

IGNORED = -100
VOCABULARY = 12
PEEKED, NOISE = 6.0, 3.0
"""What the logit of the token seen ahead gains, and that of token 2 in train mode."""


@dataclass(frozen=True)
class Table:
    """A model as plain values: row i holds the logits after token i."""

    logits: tuple[tuple[float, ...], ...]
    peeks: bool
    training: bool
    """Whether it comes in train mode."""

    def model(self) -> nn.Module:
        """Return it as a module: int64[b, t] to logits float32[b, t, VOCABULARY]."""
        import torch

        table, peeks = torch.tensor(self.logits), self.peeks

        class TableModel(torch.nn.Module):
            def __init__(self) -> None:
                super().__init__()
                self.rows = torch.nn.Embedding.from_pretrained(table, freeze=False)
                self.inner = torch.nn.Dropout(0.0)  # a part whose mode can be left behind

            def forward(self, ids: torch.Tensor) -> torch.Tensor:
                found = self.rows(ids)
                if peeks and ids.shape[1] > 1:
                    ahead = torch.nn.functional.one_hot(ids[:, 1:], VOCABULARY) * PEEKED
                    found = torch.cat([found[:, :-1] + ahead, found[:, -1:]], 1)
                if self.inner.training:
                    found = found + NOISE * (torch.arange(VOCABULARY) == 2)
                return found

        return TableModel().train(self.training)

    def loss(self, row: Sequence[int], at: int, target: int, *, ahead: bool = False, training: bool = False) -> float:
        """Return -ln of the probability of ``target`` after position ``at``; ``ahead``: the next token is in sight."""
        logits = list(self.logits[row[at]])
        if ahead and self.peeks:
            logits[row[at + 1]] += PEEKED
        if training:
            logits[2] += NOISE
        return math.log(sum(map(math.exp, logits))) - logits[target]


def draw_table(draw: random.Random, *, peeks: bool, training: bool) -> Table:
    """Return a table of random logits."""
    logits = tuple(tuple(draw.gauss(0, 1.5) for _ in range(VOCABULARY)) for _ in range(VOCABULARY))
    return Table(logits, peeks, training)


def draw_row(draw: random.Random, length: int) -> list[int]:
    """Return so many tokens; 0 is the padding and 1 begins."""
    return [1, *(draw.randrange(2, VOCABULARY) for _ in range(length - 1))]


def padded(rows: Sequence[Sequence[int]]) -> list[list[int]]:
    """Return the rows, filled up with 0 to the longest one's length."""
    longest = max(map(len, rows))
    return [[*row, *[0] * (longest - len(row))] for row in rows]


def mean(values: Sequence[float]) -> float:
    """Return the mean."""
    return sum(values) / len(values)
