"""Trains many tiny transformers at once: each number of a model becomes a row of a stack of models.

One layer of BERT's kind (attention, then two linear layers, a LayerNorm after each), 16 wide, over sentences of a made
language. Ten models cost little more than one, since at this size a step is the cost of its calls.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, one_hot, relu

from tbxlab.toy import ensemble

if TYPE_CHECKING:
    from tbxlab.lab09.cohort import Member

WORDS, LENGTH, WIDTH, MOST = 40, 10, 16, 10
"""Of the language, of a sentence, of the model; and the most classes that a member has."""
BATCH, VALIDATION = 16, 200
FEW = 24
"""Sentences that an overfitting member learns by heart; the others meet new ones in each batch."""
WRONG = 0.1
"""Share of them whose label is wrong."""
TELLING = 0.35
"""The chance of a word to be one of the four that its class prefers."""


def sentences(classes: Tensor, count: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Draw word numbers int64[m, count, LENGTH] and labels int64[m, count] for m models with so many ``classes``."""
    m = len(classes)
    labels = (torch.rand(m, count, generator=generator) * classes[:, None]).long()
    anything = torch.randint(WORDS, (m, count, LENGTH), generator=generator)
    telling = 4 * labels[..., None] + torch.randint(4, (m, count, LENGTH), generator=generator)
    chosen = torch.rand(m, count, LENGTH, generator=generator) < TELLING
    return torch.where(chosen, telling, anything), labels


def parameters(m: int, generator: torch.Generator) -> dict[str, Tensor]:
    """Draw the weights of m models: normal, scaled by 1/√inputs."""
    shapes = {
        "words": (WORDS, WIDTH),
        "places": (LENGTH, WIDTH),
        "qkv": (WIDTH, 3 * WIDTH),
        "mix": (WIDTH, WIDTH),
        "up": (WIDTH, 4 * WIDTH),
        "down": (4 * WIDTH, WIDTH),
        "head": (WIDTH, MOST),
    }
    drawn = {name: torch.randn(m, *shape, generator=generator) for name, shape in shapes.items()}
    for name, weights in drawn.items():
        weights *= 1.0 if name in ("words", "places") else shapes[name][0] ** -0.5
    drawn["head"] *= 0.1
    return {name: weights.requires_grad_() for name, weights in drawn.items()}


def logits(p: dict[str, Tensor], classes: Tensor, words: Tensor) -> Tensor:
    """Return float32[m, n, MOST]; classes that a model does not have get -1e9."""
    m, n, t = words.shape
    meaning = one_hot(words, WORDS).float().reshape(m, n * t, WORDS) @ p["words"]
    x = _normal((meaning.reshape(m, n, t, WIDTH) + p["places"][:, None]).reshape(m, n * t, WIDTH))
    query, key, value = (x @ p["qkv"]).reshape(m, n, t, 3, WIDTH).unbind(dim=3)
    attention = (query @ key.transpose(-1, -2) / math.sqrt(WIDTH)).softmax(dim=-1)
    x = _normal(x + (attention @ value).reshape(m, n * t, WIDTH) @ p["mix"])
    x = _normal(x + relu(x @ p["up"]) @ p["down"])
    out = x.reshape(m, n, t, WIDTH).mean(dim=2) @ p["head"]
    return out.masked_fill(torch.arange(MOST) >= classes[:, None, None], -1e9)


def _normal(x: Tensor) -> Tensor:
    return torch.nn.functional.layer_norm(x, x.shape[-1:])


def losses(p: dict[str, Tensor], classes: Tensor, words: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
    """Return the mean cross-entropy and the accuracy of each model: float32[m] each."""
    out = logits(p, classes, words)
    each = cross_entropy(out.flatten(0, 1), labels.flatten(), reduction="none").reshape(labels.shape)
    return each.mean(dim=1), (out.argmax(dim=-1) == labels).float().mean(dim=1)


def train(members: Sequence[Member], steps: int, every: int) -> tuple[dict[str, list[float]], ...]:
    """Train all members with Adam; return for each {tag: values}: train/loss and grad/norm at steps 0, 1 … steps - 1,
    val/loss and val/accuracy at 0, every, 2 · every … steps.
    """
    generator = torch.Generator().manual_seed(members[0].seed)
    classes = torch.tensor([member.classes for member in members])
    p = parameters(len(members), generator)
    adam = ensemble.Adam(list(p.values()))
    validation = sentences(classes, VALIDATION, generator)
    pool, pool_labels = sentences(classes, FEW, generator)
    turned = torch.rand(pool_labels.shape, generator=generator) < WRONG
    pool_labels = torch.where(turned, (pool_labels + 1) % classes[:, None], pool_labels)
    few = torch.tensor([member.kind == "overfitting" for member in members])
    scales = torch.tensor([member.scale for member in members])
    curves: tuple[dict[str, list[float]], ...] = tuple({} for _ in members)

    def log(tag: str, values: Tensor) -> None:
        for curve, value in zip(curves, values.tolist(), strict=True):
            curve.setdefault(tag, []).append(value)

    def validate() -> None:
        with torch.no_grad():
            loss, accuracy = losses(p, classes, *validation)
        log("val/loss", scales * loss)
        log("val/accuracy", accuracy)

    for step in range(steps):
        if step % every == 0:
            validate()
        words, labels = sentences(classes, BATCH, generator)
        again = torch.randint(FEW, (len(members), BATCH), generator=generator)
        words = torch.where(few[:, None, None], pool.gather(1, again[..., None].expand_as(words)), words)
        labels = torch.where(few[:, None], pool_labels.gather(1, again), labels)
        odd = torch.tensor([member.is_odd(step) for member in members])
        labels = torch.where(odd[:, None], (labels + 1) % classes[:, None], labels)
        loss, _ = losses(p, classes, words, labels)
        gradients = torch.autograd.grad(loss.sum(), list(p.values()))
        log("train/loss", scales * loss.detach())
        log("grad/norm", scales * torch.stack([g.flatten(1).square().sum(dim=1) for g in gradients]).sum(dim=0).sqrt())
        rates = torch.tensor([member.rate_at(step) for member in members])[:, None, None]
        adam.step(gradients, rates)
    validate()
    return curves
