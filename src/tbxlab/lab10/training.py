"""Training a language model from scratch, written out, with what it logs.

The step of every point is the number of updates that the weights had received when it was measured.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import torch
from torch import Tensor, nn

from tbxlab.lab10 import measure
from tbxlab.lab10.decoder import Decoder, largest_logit
from tbxlab.lab10.stories import IGNORED, Stories

SAMPLED = 20
"""How many stories are told for samples/valid."""


class Corpus(Protocol):
    """What can be trained on: `stories.Stories`, `prose.Prose`."""

    vocabulary: int

    def batch(self, size: int, order: torch.Generator) -> tuple[Tensor, Tensor]:
        """Return inputs and targets, int64[b, t] each."""

    def validation(self) -> tuple[Tensor, Tensor]:
        """Return the held-out inputs and targets."""


@dataclass(frozen=True)
class Setting:
    """How one run is trained. The defaults are healthy."""

    steps: int = 250
    rate: float = 1e-2
    warm_up: int = 50
    """Steps over which the learning rate rises in a line; then it falls to a tenth, in a line, at the last step."""
    clip: float = 1.0
    """A gradient with a larger norm is scaled down to this one; math.inf leaves all as they are."""
    batch_size: int = 16
    weight_decay: float = 0.1
    qk_norm: bool = False
    stories: int | None = None
    """How many different stories there are to train on; None is all of `stories.STORIES`."""
    causal: bool = True
    """False is a fault: the attention sees the tokens that it is to predict."""
    shifted: bool = True
    """False is a fault: each position's target is its own token."""
    count_padding: bool = False
    """True is a fault: the padding is a target like any token, in training and in validation."""

    def rate_at(self, step: int) -> float:
        """Return the learning rate of a step, counted from 0."""
        rising = min(1.0, (step + 1) / self.warm_up) if self.warm_up else 1.0
        return self.rate * rising * (1 - 0.9 * step / self.steps)

    def targets(self, x: Tensor, y: Tensor, width: int) -> tuple[Tensor, Tensor]:
        """Return inputs and targets as this loop makes them of right ones: the same ones where it is healthy."""
        if not self.shifted:
            y = x.masked_fill(y == IGNORED, IGNORED)
        if self.count_padding:
            more = x.new_zeros(len(x), max(0, width - x.shape[1]))
            x, y = torch.cat([x, more], 1), torch.cat([y.masked_fill(y == IGNORED, 0), more], 1)
        return x, y


class Events:
    """What can happen to a run from outside: a bad batch, another learning rate, damaged weights. Here nothing does."""

    def batch(self, step: int, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        """Return what the step is trained on."""
        return x, y

    def rate(self, step: int, rate: float) -> float:
        """Return the learning rate of the step."""
        return rate

    def clip(self, step: int, clip: float) -> float:
        """Return the norm that gradients are scaled down to."""
        return clip

    def weights(self, step: int, model: nn.Module) -> None:
        """Change the weights after the step."""


def build(corpus: Corpus, setting: Setting, seed: int) -> Decoder:
    """Return an untrained model for a corpus; ``seed`` draws its weights."""
    torch.manual_seed(seed)
    return Decoder(corpus.vocabulary, causal=setting.causal, qk_norm=setting.qk_norm)


def corpus_for(setting: Setting, seed: int) -> Stories:
    """Return the stories that a run with this seed is trained on."""
    return Stories(seed=seed) if setting.stories is None else Stories(setting.stories, seed)


@dataclass(frozen=True)
class Schedule:
    """At which steps what is logged, 0 for never. The last state is always measured."""

    train: int = 1
    """train/loss, grad/norm and rate."""
    validation: int = 25
    """val/loss, attention/largest_logit and tokens/seen."""
    samples: int = 50
    """samples/valid, the text of samples/temperature-1.0, and val/one_by_one."""


def train(
    model: Decoder,
    corpus: Corpus,
    setting: Setting,
    *,
    seed: int,
    writer: Any = None,
    schedule: Schedule | None = None,
    events: Events | None = None,
    also: Callable[[int], None] | None = None,
    stop: int | None = None,
) -> None:
    """Train ``model`` with AdamW; ``seed`` draws the batches. Leave it in eval mode.

    Logs to ``writer`` (any SummaryWriter, or None) what `Schedule` names: train/loss and grad/norm of a batch before
    its step, the norm before clipping; val/loss on the held-out text, made as the training loss is made, with its
    faults. ``also`` is called with the step wherever val/loss is measured. ``stop`` ends the run early, at this step of
    the same schedule.
    """
    schedule, events = schedule or Schedule(), events or Events()
    order = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.AdamW(
        model.parameters(), lr=setting.rate, weight_decay=setting.weight_decay, betas=(0.9, 0.95)
    )
    right = corpus.validation()
    width = right[0].shape[1]
    seen, end = 0, stop or setting.steps
    model.train()
    for step in range(end):
        if writer:
            _log_state(writer, model, setting, schedule, right, step, seen)
        if also and _due(schedule.validation, step):
            also(step)
        rate = events.rate(step, setting.rate_at(step))
        for group in optimizer.param_groups:
            group["lr"] = rate
        x, y = events.batch(step, *setting.targets(*corpus.batch(setting.batch_size, order), width))
        seen += int((y != IGNORED).sum())
        loss = measure.loss_of(model, x, y)
        optimizer.zero_grad()
        loss.backward()
        norm = nn.utils.clip_grad_norm_(model.parameters(), events.clip(step, setting.clip))
        optimizer.step()
        events.weights(step, model)
        if writer and _due(schedule.train, step):
            writer.add_scalar("train/loss", loss.item(), step)
            writer.add_scalar("grad/norm", norm.item(), step)
            writer.add_scalar("rate", rate, step)
    if writer:
        _log_state(writer, model, setting, schedule, right, end, seen, last=True)
    if also:
        also(end)
    model.eval()


def _due(every: int, step: int) -> bool:
    return bool(every) and step % every == 0


def _log_state(
    writer: Any,
    model: Decoder,
    setting: Setting,
    schedule: Schedule,
    right: tuple[Tensor, Tensor],
    step: int,
    seen: int,
    *,
    last: bool = False,
) -> None:
    if _due(schedule.validation, step) or (last and schedule.validation):
        x, y = setting.targets(*right, right[0].shape[1])
        writer.add_scalar("val/loss", measure.evaluate(model, x, y), step)
        writer.add_scalar("attention/largest_logit", largest_logit(model, right[0][:4]), step)
        writer.add_scalar("tokens/seen", seen, step)
    if _due(schedule.samples, step) or (last and schedule.samples):
        told = measure.samples(model, SAMPLED)
        writer.add_scalar("samples/valid", measure.share_valid(told), step)
        writer.add_text("samples/temperature-1.0", told[0], step)
        writer.add_scalar("val/one_by_one", measure.one_by_one(model, right[0][:8], right[1][:8]), step)


SETTINGS: dict[str, Setting] = {
    "healthy": Setting(),
    "mask-missing": Setting(causal=False),
    "not-shifted": Setting(shifted=False),
    "memorized": Setting(stories=48),
    "padding-counted": Setting(count_padding=True),
    "rate-too-high": Setting(rate=6e-2, warm_up=0, clip=math.inf),
    "rate-too-low": Setting(rate=5e-4),
    "qk-norm": Setting(rate=6e-2, warm_up=0, clip=math.inf, qk_norm=True),
    "warm-up-and-clip": Setting(rate=6e-2),
}
"""The runs of the chapter: healthy, six faults, and two cures of too high a learning rate."""
