"""Fine-tuning the pretrained model to answer questions about a story: full or with LoRA, with or without replay."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import torch
from torch import Tensor, nn

from tbxlab.lab10 import measure
from tbxlab.lab10.decoder import Decoder
from tbxlab.lab10.questions import KINDS, Pair, collate, held_out_pairs, training_pairs
from tbxlab.lab10.stories import Stories


@dataclass(frozen=True)
class Setting:
    """How one run is fine-tuned."""

    steps: int = 200
    rate: float = 3e-3
    warm_up: int = 20
    batch_size: int = 16
    only_answer: bool = True
    """False counts the prompt's words in the loss, too."""
    replay: int = 0
    """Every so many steps, a batch of REPLAYED stories is added to the loss; 0 for never."""
    rank: int = 0
    """Of LoRA's adapters; 0 trains all weights."""
    pairs: int | None = None
    """How many different pairs there are to train on; None is all."""

    def rate_at(self, step: int) -> float:
        """Return the learning rate of a step: up in a line, then down to a tenth."""
        return self.rate * min(1.0, (step + 1) / self.warm_up) * (1 - 0.9 * step / self.steps)


REPLAYED = 8
SETTINGS = {
    "answers": Setting(),
    "answers-gently": Setting(rate=1e-3),
    "answers-hard": Setting(rate=1e-2),
    "all-tokens": Setting(only_answer=False),
    "replay": Setting(replay=2),
    "lora": Setting(rank=4, rate=1e-2),
    "lora-replay": Setting(rank=4, rate=1e-2, replay=2),
}
"""The runs of the chapter, all from one checkpoint."""


class LoRA(nn.Module):
    """A linear layer that stays as it is, and beside it a product of two small matrices that learns.

    W x becomes W x + (α/r) B A x with A drawn at random and B zero, so nothing changes before the first step; α = 2r
    (Hu et al. 2021, https://arxiv.org/abs/2106.09685).
    """

    def __init__(self, linear: nn.Linear, rank: int) -> None:
        super().__init__()
        self.linear = linear.requires_grad_(False)
        self.a = nn.Parameter(torch.randn(rank, linear.in_features) / math.sqrt(linear.in_features))
        self.b = nn.Parameter(torch.zeros(linear.out_features, rank))

    def forward(self, x: Tensor) -> Tensor:
        """Return both paths' sum."""
        return self.linear(x) + 2 * (x @ self.a.T @ self.b.T)


def with_lora(model: Decoder, rank: int) -> Decoder:
    """Freeze ``model`` and put adapters beside the four linear layers of each block."""
    model.requires_grad_(False)
    for holder, name in _linear_places(model):
        setattr(holder, name, LoRA(getattr(holder, name), rank))
    return model


def without_lora(model: Decoder) -> Decoder:
    """Take the adapters off: the layers below them are as they were."""
    for holder, name in _linear_places(model):
        layer = getattr(holder, name)
        if isinstance(layer, LoRA):
            setattr(holder, name, layer.linear)
    return model.requires_grad_(True)


def _linear_places(model: Decoder) -> Iterator[tuple[nn.Module, str]]:
    for block in model.layers():
        yield from ((block.attention, "qkv"), (block.attention, "out"), (block.mlp, "0"), (block.mlp, "2"))


def trainable(model: nn.Module) -> list[nn.Parameter]:
    """Return the parameters that training may change."""
    return [p for p in model.parameters() if p.requires_grad]


@cache
def replayed_stories() -> Stories:
    """Return the stories that replay draws from: some that pretraining saw."""
    return Stories(2_000, seed=0)


def prepare(model: Decoder, setting: Setting, seed: int) -> Decoder:
    """Put adapters on ``model`` if the setting asks for them; ``seed`` draws them."""
    torch.manual_seed(seed)
    return with_lora(model, setting.rank) if setting.rank else model


def train(model: Decoder, setting: Setting, *, seed: int, writer: Any = None, validate_every: int = 50) -> None:
    """Fine-tune ``model`` with AdamW; ``seed`` draws the batches. Leave it in eval mode.

    Logs to ``writer``, each fifth step: train/loss (what is minimized, without the replay) and grad/norm before
    clipping at 1; before the first step and every ``validate_every``: what `measured` measures.
    """
    weights = trainable(model)
    optimizer = torch.optim.AdamW(weights, lr=setting.rate, weight_decay=0.01, betas=(0.9, 0.95))
    order = torch.Generator().manual_seed(seed)
    pairs = training_pairs()[: setting.pairs]
    model.train()
    for step in range(setting.steps):
        if writer and step % validate_every == 0:
            _log(writer, measured(model), step)
        for group in optimizer.param_groups:
            group["lr"] = setting.rate_at(step)
        chosen = torch.randint(len(pairs), (setting.batch_size,), generator=order).tolist()
        loss = measure.loss_of(model, *collate([pairs[i] for i in chosen], only_answer=setting.only_answer))
        whole = loss
        if setting.replay and step % setting.replay == 0:
            whole = loss + measure.loss_of(model, *replayed_stories().batch(REPLAYED, order))
        optimizer.zero_grad()
        whole.backward()
        norm = nn.utils.clip_grad_norm_(weights, 1.0)
        optimizer.step()
        if writer and step % 5 == 0:
            _log(writer, {"train/loss": loss.item(), "grad/norm": norm.item()}, step)
    if writer:
        _log(writer, measured(model), setting.steps)
    model.eval()


def measured(model: nn.Module, pairs: Sequence[Pair] | None = None) -> dict[str, float]:
    """Return val/answer, val/all, val/pretrain in nats a token, and exact/<kind> of question, 0 to 1.

    exact: in how many held-out pairs the deciding word of the answer is the likeliest one at its place.
    """
    pairs = pairs or held_out_pairs()
    x, y = collate(pairs)
    found = {
        "val/answer": measure.evaluate(model, x, y),
        "val/all": measure.evaluate(model, *collate(pairs, only_answer=False)),
        "val/pretrain": measure.evaluate(model, *replayed_stories().validation()),
    }
    with measure.evaluating(model):
        likeliest = model(x).argmax(-1)
    right: dict[str, list[bool]] = {kind: [] for kind in KINDS}
    for row, pair in zip(likeliest, pairs, strict=True):
        right[pair.kind].append(int(row[pair.deciding - 1]) == pair.ids[pair.deciding])
    return found | {f"exact/{kind}": sum(each) / len(each) for kind, each in right.items() if each}


def _log(writer: Any, values: dict[str, float], step: int) -> None:
    for tag, value in values.items():
        writer.add_scalar(tag, value, step)
