"""What the model is fine-tuned on: a story, a question about it, and the answer in the story's own words."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from tbxlab.lab10.grammar import ANSWER, END, QUESTION, encode, tell
from tbxlab.lab10.stories import IGNORED

if TYPE_CHECKING:
    from torch import Tensor

LONGEST = 100
"""A pair of more words than this is left out, so that each fits the model's context."""
TRAINING, HELD_OUT = 3_000, 120


@dataclass(frozen=True)
class Kind:
    """One question: its words and its answer's, where the braces take what the story says."""

    question: str
    answer: str
    deciding: int
    """Which word of the answer decides whether it is right, counted from 0."""


KINDS = {
    "who": Kind("who keeps the {thing} ?", "{owner} keeps the {color} {thing}", 0),
    "where": Kind("where is the {thing} ?", "in the {place}", 2),
    "color": Kind("what color is the {thing} ?", "the {color} {thing}", 1),
    "what": Kind("what does {owner} keep ?", "the {color} {thing}", 2),
    "animal": Kind("what animal is {name} ?", "{name} the {animal}", 2),
}


@dataclass(frozen=True)
class Pair:
    """A prompt, which ends with ANSWER, and what should follow, which ends with END; token numbers."""

    prompt: list[int]
    answer: list[int]
    kind: str

    @property
    def ids(self) -> list[int]:
        """The whole text."""
        return self.prompt + self.answer

    @property
    def deciding(self) -> int:
        """The position in ``ids`` of the word that decides."""
        return len(self.prompt) + KINDS[self.kind].deciding


def ask(rng: random.Random, kind: str = "") -> Pair:
    """Return a new story with a question about it, of any kind where none is named; at most LONGEST words."""
    while True:
        told = tell(rng)
        asked = kind or rng.choice(list(KINDS))
        facts = vars(told.facts)
        question, answer = (text.format(**facts).split() for text in (KINDS[asked].question, KINDS[asked].answer))
        prompt = [*told.words[:-1], QUESTION, *question, ANSWER]
        pair = Pair(encode(prompt), encode([*answer, ".", END]), asked)
        if len(pair.ids) <= LONGEST:
            return pair


@cache
def training_pairs(count: int = TRAINING) -> tuple[Pair, ...]:
    """Return the pairs to train on, the same every time."""
    rng = random.Random("questions")
    return tuple(ask(rng) for _ in range(count))


@cache
def held_out_pairs(count: int = HELD_OUT) -> tuple[Pair, ...]:
    """Return other pairs, each kind of question equally often, one after the other."""
    rng = random.Random("held-out questions")
    kinds = list(KINDS)
    return tuple(ask(rng, kinds[i % len(kinds)]) for i in range(count))


def collate(pairs: Sequence[Pair], *, only_answer: bool = True) -> tuple[Tensor, Tensor]:
    """Return inputs and targets, the next token of each position; padding is IGNORED.

    With ``only_answer`` the targets inside the prompt are IGNORED, too: the first one asked for is the answer's first
    word.
    """
    import torch

    longest = max(len(pair.ids) for pair in pairs)
    whole = torch.tensor([pair.ids + [0] * (longest - len(pair.ids)) for pair in pairs])
    targets = whole.masked_fill(whole == 0, IGNORED)
    if only_answer:
        for row, pair in zip(targets, pairs, strict=True):
            row[: len(pair.prompt)] = IGNORED
    return whole[:, :-1], targets[:, 1:]
