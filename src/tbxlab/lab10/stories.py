"""The corpus of stories: rows of token numbers, batches of whole stories, the held-out ones, the reference lines."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from tbxlab.lab10.counts import Counts
from tbxlab.lab10.grammar import VOCABULARY, Told, tell

if TYPE_CHECKING:
    import torch
    from torch import Tensor

IGNORED = -100
"""A target that cross_entropy leaves out: torch's own default for ignore_index."""
STORIES, HELD_OUT = 20_000, 128
COUNTED = 8_000
"""Stories that the count models are fitted on, about 400,000 words."""
ORDERS = {"unigram": 1, "bigram": 2, "5-gram": 5}
VALIDATION = "held out"


@dataclass
class Stories:
    """Stories to train on. ``batch`` draws whole ones: a model that never sees the beginning cannot know the end."""

    count: int = STORIES
    seed: int = 0
    vocabulary: int = len(VOCABULARY)
    rows: list[list[int]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        rng = random.Random(f"stories {self.seed}")
        self.rows = [tell(rng).ids for _ in range(self.count)]

    def batch(self, size: int, order: torch.Generator) -> tuple[Tensor, Tensor]:
        """Return a batch of random stories: inputs and targets, see `pad`."""
        import torch

        return pad([self.rows[i] for i in torch.randint(len(self.rows), (size,), generator=order).tolist()])

    def validation(self) -> tuple[Tensor, Tensor]:
        """Return the held-out stories, the same for every seed."""
        return pad([each.ids for each in held_out()])


def pad(rows: list[list[int]]) -> tuple[Tensor, Tensor]:
    """Return inputs int64[b, t] and targets int64[b, t], the input's next token each.

    Shorter rows are filled up with 0, the padding's number; their targets are IGNORED.
    """
    import torch

    longest = max(map(len, rows))
    whole = torch.tensor([row + [0] * (longest - len(row)) for row in rows])
    return whole[:, :-1], whole[:, 1:].masked_fill(whole[:, 1:] == 0, IGNORED)


@cache
def held_out(count: int = HELD_OUT) -> tuple[Told, ...]:
    """Return the stories that no run is trained on: drawn by another seed than any run's."""
    rng = random.Random(VALIDATION)
    return tuple(tell(rng) for _ in range(count))


def floor(stories: tuple[Told, ...] | None = None) -> float:
    """Return the mean entropy in nats of the words of these stories (the held-out ones), the first word left out.

    No model can be below it on average, because each choice was made by lot. On these very stories the lot may have
    been kinder or less kind than on others; so it is the floor of the stories that the validation loss is measured on.
    """
    entropies = [nats for each in stories or held_out() for nats in each.entropy[1:]]
    return sum(entropies) / len(entropies)


@cache
def lines() -> dict[str, float]:
    """Return the reference lines of the held-out stories in nats a token: uniform, the count models, floor."""
    rows = Stories(COUNTED, seed=1_000).rows
    test = [each.ids for each in held_out()]
    counted = {name: Counts(order, len(VOCABULARY)).fit(rows).loss(test) for name, order in ORDERS.items()}
    return {"uniform": math.log(len(VOCABULARY)), **counted, "floor": floor()}


def renumbered(x: Tensor, y: Tensor, seed: int = 0) -> tuple[Tensor, Tensor]:
    """Return the same text in the numbers of another vocabulary: each word has that of another one.

    The three special tokens at the beginning of the list keep theirs.
    """
    import torch

    order = torch.randperm(len(VOCABULARY) - 3, generator=torch.Generator().manual_seed(seed))
    table = torch.cat([torch.arange(3), order + 3])
    return table[x], torch.where(y == IGNORED, y, table[y.clamp_min(0)])
