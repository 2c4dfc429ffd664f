"""Checks of lab 10's further exercises: the largest attention logit, LoRA by hand, a baseline by counting."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tbxlab.grading.case import Case
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.expect import expect_steps, is_number
from tbxlab.grading.verdict import Wrong
from tbxlab.lab10.checks.generation import close
from tbxlab.lab10.counts import Counts

TAG = "attention/largest_logit"


@dataclass(frozen=True)
class Heads:
    """Queries and keys of one layer: [batch][head][position][feature]."""

    queries: list[Any]
    keys: list[Any]
    step: int


@exercise("10.6")
class LargestLogit:
    """Is the largest logit in size logged, of those that the softmax gets?"""

    def case(self, seed: int) -> Case[list[Heads], None]:
        """Draw three layers: the largest logit is negative in one, and hidden by the mask is a larger one in each."""
        draw = random.Random(f"logits {seed}")
        return Case([self.heads(draw, negative, 10 * i) for i, negative in enumerate((False, True, False))], None)

    def heads(self, draw: random.Random, negative: bool, step: int) -> Heads:
        """Draw queries and keys whose largest visible logit has this sign."""
        while True:
            q, k = (
                [[[[draw.gauss(0, 2) for _ in range(8)] for _ in range(6)] for _ in range(2)] for _ in range(2)]
                for _ in range(2)
            )
            visible, hidden = logits(q, k, masked=False), logits(q, k, masked=True)
            top = max(visible, key=abs)
            if (top < 0) == negative and max(map(abs, hidden)) > 1.1 * abs(top) and -min(visible) != max(visible):
                return Heads(q, k, step)

    def drive(self, answer: Callable[..., None], given: list[Heads], evidence: Evidence) -> None:
        """Let the answer log each layer's."""
        import torch

        with evidence.writer() as writer:
            for heads in given:
                answer(writer, torch.tensor(heads.queries), torch.tensor(heads.keys), heads.step)

    def verify(self, evidence: Evidence, case: Case[list[Heads], None]) -> None:
        """Compare each value; name the mistake that gives it."""
        found = evidence.scalars(TAG)
        expect_steps(found, [heads.step for heads in case.given], TAG)
        for heads, value in zip(case.given, found.values.tolist(), strict=True):
            visible = logits(heads.queries, heads.keys, masked=False)
            everything = visible + logits(heads.queries, heads.keys, masked=True)
            expected, width = max(map(abs, visible)), len(heads.queries[0][0][0])
            if close(value, expected):
                continue
            known = {
                "lm-logit-not-scaled": expected * math.sqrt(width),
                "lm-logit-scaled-twice": expected / math.sqrt(width),
                "lm-logit-masked": max(map(abs, everything)),
                "lm-logit-sign": max(visible),
                "lm-logit-mean": sum(map(abs, visible)) / len(visible),
            }
            name = next((name for name, wrong in known.items() if close(value, wrong)), "lm-logit-value")
            if name == "lm-logit-value" and 0 < value <= 1:
                name = "lm-logit-softmax"
            raise Wrong(name, step=heads.step, found=value, expected=expected)


def logits(q: list[Any], k: list[Any], *, masked: bool) -> list[float]:
    """Return the logits of all batches and heads that a causal mask shows, or those that it hides."""
    return [
        sum(a * b for a, b in zip(query, key, strict=True)) / math.sqrt(len(query))
        for queries, keys in zip(q, k, strict=True)
        for one, other in zip(queries, keys, strict=True)
        for at, query in enumerate(one)
        for place, key in enumerate(other)
        if (place > at) == masked
    ]


@dataclass(frozen=True)
class Shape:
    """A linear layer to adapt, and how."""

    inputs: int
    outputs: int
    rank: int
    seed: int
    bias: bool


@exercise("10.7")
class LoRAByHand:
    """Does the adapter change nothing at first, learn with few numbers, and leave the layer as it was?"""

    def case(self, seed: int) -> Case[list[Shape], None]:
        """Draw two layers, one of them without a bias."""
        draw = random.Random(f"lora {seed}")
        return Case(
            [
                Shape(draw.randint(18, 24), draw.randint(10, 16), draw.randint(2, 4), seed + bias, bool(bias))
                for bias in (0, 1)
            ],
            None,
        )

    def drive(self, answer: Callable[..., Any], given: list[Shape], evidence: Evidence) -> None:
        """Adapt each layer and train it for 20 steps; keep what can be measured of it."""
        import torch

        kept = []
        for shape in given:
            torch.manual_seed(shape.seed)
            linear = torch.nn.Linear(shape.inputs, shape.outputs, bias=shape.bias)
            x, target = torch.randn(32, shape.inputs), torch.randn(32, shape.outputs)
            with torch.no_grad():
                before, weights = linear(x), [p.clone() for p in linear.parameters()]
            layer = answer(linear, shape.rank)
            with torch.no_grad():
                first = (layer(x) - before).abs().max().item()
            learns = [p for p in layer.parameters() if p.requires_grad]
            if learns:
                optimizer = torch.optim.SGD(learns, lr=0.05)
                for _ in range(20):
                    optimizer.zero_grad()
                    torch.nn.functional.mse_loss(layer(x), target).backward()
                    optimizer.step()
            with torch.no_grad():
                kept.append(
                    {
                        "first": first,
                        "trainable": sum(p.numel() for p in learns),
                        "moved": (layer(x) - before).abs().max().item(),
                        "same": all(torch.equal(a, b) for a, b in zip(weights, linear.parameters(), strict=True)),
                    }
                )
        evidence.note(layers=kept)

    def verify(self, evidence: Evidence, case: Case[list[Shape], None]) -> None:
        """First what it is before the first step, then how much learns, then that it learns, then what was left."""
        for shape, found in zip(case.given, evidence.answers["layers"], strict=True):
            expected = shape.rank * (shape.inputs + shape.outputs)
            sizes = {"inputs": shape.inputs, "outputs": shape.outputs, "rank": shape.rank}
            if found["first"] > 1e-6:
                raise Wrong("lm-lora-first", found=found["first"])
            if found["trainable"] != expected:
                own = shape.inputs * shape.outputs
                name = "lm-lora-frozen" if found["trainable"] >= own else "lm-lora-trainable"
                raise Wrong(name, found=found["trainable"], expected=expected, **sizes)
            if found["moved"] < 1e-6:
                raise Wrong("lm-lora-stuck")
            if not found["same"]:
                raise Wrong("lm-lora-changed")


@dataclass(frozen=True)
class Text:
    """Rows of tokens to count in, and others to measure on."""

    train: list[list[int]]
    test: list[list[int]]
    order: int
    vocabulary: int


@exercise("10.8")
class CountedLine:
    """Is the loss of a count model on other text right, also for histories that were never seen?"""

    def case(self, seed: int) -> Case[list[Text], list[float]]:
        """Draw three texts: orders 1, 2 and 5."""
        draw = random.Random(f"counts {seed}")
        texts = [self.text(draw, order) for order in (1, 2, 5)]
        true = [Counts(text.order, text.vocabulary).fit(text.train).loss(text.test) for text in texts]
        return Case(texts, true)

    def text(self, draw: random.Random, order: int) -> Text:
        """Draw rows in which each token has favorites after it."""
        favorites = {token: draw.sample(range(9), 2) for token in range(9)}

        def row() -> list[int]:
            found = [0]
            for _ in range(draw.randint(8, 14)):
                found.append(draw.choice(favorites[found[-1]]) if draw.random() < 0.8 else draw.randrange(9))
            return found

        return Text([row() for _ in range(30)], [row() for _ in range(6)], order, 11)

    def drive(self, answer: Callable[..., Any], given: list[Text], evidence: Evidence) -> None:
        """Let the answer measure each."""
        evidence.note(found=[answer(text.train, text.test, text.order, text.vocabulary) for text in given])

    def verify(self, evidence: Evidence, case: Case[list[Text], list[float]]) -> None:
        """Compare; name the mistake that gives the value."""
        for text, expected, found in zip(case.given, case.true, evidence.answers["found"], strict=True):
            if not is_number(found):
                raise Wrong("lm-counts-number", order=text.order, found=repr(found))
            if close(found, expected):
                continue
            joined = [[token for row in text.train for token in row]]
            known = {
                "lm-counts-bits": expected / math.log(2),
                "lm-counts-on-train": Counts(text.order, text.vocabulary).fit(text.train).loss(text.train),
                "lm-counts-across-rows": Counts(text.order, text.vocabulary).fit(joined).loss(text.test),
                "lm-counts-order": Counts(text.order + 1, text.vocabulary).fit(text.train).loss(text.test),
                "lm-counts-first": Counts(text.order, text.vocabulary).fit(text.train).loss(text.test, first=0),
            }
            name = next((name for name, value in known.items() if close(found, value)), "lm-counts-value")
            raise Wrong(name, order=text.order, found=found, expected=expected)
