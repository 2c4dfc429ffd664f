"""Fine-tuning a sentence classifier, written out, so that every number in the log is understood.

The step of every point is the number of updates that the weights had received when it was measured, as in
`tbxlab.lab02.training`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from tbxlab.lab09.classifier import Batch, SentenceClassifier, batches, with_lora
from tbxlab.lab09.docstrings import Sentence
from tbxlab.lab09.splits import CLASSES

Labeled = tuple[list[str], list[int]]
"""Texts and the numbers of their classes, in the order of CLASSES."""


@dataclass(frozen=True)
class Setting:
    """How one run is trained. ``method``: zero, probe, lora or full."""

    method: str = "full"
    rate: float = 1e-4
    """Of the encoder: its own weights, or the adapters'."""
    head_rate: float = 1e-2
    epochs: int = 6
    batch_size: int = 16
    max_length: int = 32
    warm_up: float = 0.1
    """The share of all steps over which the rates rise to their full value; then they fall to 0, both in a line."""
    clip: float = 5.0
    """Gradients with a larger norm are scaled down to this one."""
    mask_padding: bool = True
    """False is a fault: padding takes part in attention and mean."""
    evaluate_in_train_mode: bool = False
    """True is a fault: dropout stays on when the validation loss is measured."""


METHODS = {
    "zero": Setting("zero", rate=5e-4),
    "probe": Setting("probe", rate=0.0),
    "lora": Setting("lora", rate=1e-3),
    "full": Setting("full"),
}


def labeled(sentences: Sequence[Sentence]) -> Labeled:
    """Return texts and class numbers."""
    return [s.text for s in sentences], [CLASSES.index(s.area) for s in sentences]


def few(sentences: Sequence[Sentence], per_class: int, seed: int) -> Labeled:
    """Return ``per_class`` sentences of each class, drawn by ``seed``; raises ValueError where a class has fewer."""
    draw = torch.Generator().manual_seed(seed)
    chosen: list[Sentence] = []
    for area in CLASSES:
        pool = [s for s in sentences if s.area == area]
        if len(pool) < per_class:
            raise ValueError(f"{area} has {len(pool)} training sentences; {per_class} were asked for")
        chosen += [pool[i] for i in torch.randperm(len(pool), generator=draw)[:per_class].tolist()]
    return labeled(chosen)


def prepare(encoder: nn.Module, setting: Setting, seed: int) -> SentenceClassifier:
    """Return the classifier that ``setting.method`` trains; ``seed`` draws its head and adapters."""
    torch.manual_seed(seed)
    model = SentenceClassifier(encoder, len(CLASSES), setting.mask_padding)
    if setting.method == "probe":
        model.encoder.requires_grad_(False)
    elif setting.method == "lora":
        with_lora(model)
    return model


def optimizer_for(model: SentenceClassifier, setting: Setting) -> torch.optim.Optimizer:
    """Return AdamW with two groups: the encoder (if it trains) and the head, each with its rate."""
    groups = [{"params": list(model.head.parameters()), "lr": setting.head_rate, "name": "head"}]
    encoder = [p for p in model.encoder.parameters() if p.requires_grad]
    if encoder:
        groups.append({"params": encoder, "lr": setting.rate, "name": "encoder"})
    return torch.optim.AdamW(groups, weight_decay=0.01)


def warm_up_then_decay(steps: int, warm_up: float) -> Any:
    """Return the factor on the rates at each step: up in a line over ``warm_up`` of the steps, then down to 0."""
    rising = max(1, round(warm_up * steps))
    return lambda step: (step + 1) / rising if step < rising else max(0.0, (steps - step) / max(1, steps - rising))


def train(
    model: SentenceClassifier,
    tokenizer: Any,
    examples: Labeled,
    validation: Labeled,
    setting: Setting,
    *,
    seed: int,
    writer: Any = None,
    clock: Callable[[], float] = time.perf_counter,
) -> int:
    """Train ``model``; return the number of optimizer steps.

    Logs to ``writer`` (any SummaryWriter, or None), at each step: train/loss, grad/norm (before clipping),
    rate/<group>, batch/padding (share), speed/tokens (real tokens per second of training); before the first step
    and after each epoch: val/loss, val/accuracy and cost/seconds (of all training steps so far, by ``clock``).
    """
    order = torch.Generator().manual_seed(seed)
    optimizer = optimizer_for(model, setting)
    steps = setting.epochs * -(-len(examples[0]) // setting.batch_size)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, warm_up_then_decay(steps, setting.warm_up))
    shape: dict[str, Any] = {"size": setting.batch_size, "max_length": setting.max_length}
    step, spent = 0, 0.0
    _log_validation(writer, model, tokenizer, validation, setting, step, spent)
    for _ in range(setting.epochs):
        model.train()
        for batch in batches(tokenizer, *examples, order=order, **shape):
            started = clock()
            loss = cross_entropy(model(batch.ids, batch.mask), batch.labels)
            optimizer.zero_grad()
            loss.backward()
            norm = nn.utils.clip_grad_norm_((p for p in model.parameters() if p.requires_grad), setting.clip)
            optimizer.step()
            seconds = clock() - started
            spent += seconds
            if writer:
                _log_step(writer, step, loss, norm, optimizer, batch, seconds)
            schedule.step()
            step += 1
        _log_validation(writer, model, tokenizer, validation, setting, step, spent)
    model.eval()
    return step


@torch.no_grad()
def predict(model: SentenceClassifier, tokenizer: Any, texts: Sequence[str], setting: Setting) -> Tensor:
    """Return logits float32[n, classes], in the order of ``texts``; the model's mode is left as it is."""
    shape: dict[str, Any] = {"size": 64, "max_length": setting.max_length}
    return torch.cat([model(b.ids, b.mask) for b in batches(tokenizer, texts, [0] * len(texts), **shape)])


def evaluate(model: SentenceClassifier, tokenizer: Any, examples: Labeled, setting: Setting) -> tuple[float, float]:
    """Return the mean loss and the accuracy (0 to 1) over all of ``examples``."""
    logits, labels = predict(model, tokenizer, examples[0], setting), torch.tensor(examples[1])
    return cross_entropy(logits, labels).item(), (logits.argmax(dim=1) == labels).float().mean().item()


def _log_step(writer: Any, step: int, loss: Tensor, norm: Tensor, optimizer: Any, batch: Batch, seconds: float) -> None:
    writer.add_scalar("train/loss", loss.item(), step)
    writer.add_scalar("grad/norm", norm.item(), step)
    for group in optimizer.param_groups:
        writer.add_scalar(f"rate/{group['name']}", group["lr"], step)
    writer.add_scalar("batch/padding", batch.share_of_padding, step)
    writer.add_scalar("speed/tokens", batch.mask.sum().item() / seconds, step)


def _log_validation(
    writer: Any,
    model: SentenceClassifier,
    tokenizer: Any,
    validation: Labeled,
    setting: Setting,
    step: int,
    spent: float,
) -> None:
    if writer:
        model.train(setting.evaluate_in_train_mode)
        loss, accuracy = evaluate(model, tokenizer, validation, setting)
        writer.add_scalar("val/loss", loss, step)
        writer.add_scalar("val/accuracy", accuracy, step)
        writer.add_scalar("cost/seconds", spent, step)
