"""What goes wrong in fine-tuning a transformer, one change each to a healthy setting; and the tests that find it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import torch

from tbxlab.lab09.classifier import Batch, SentenceClassifier
from tbxlab.lab09.finetune import METHODS, Labeled

SETTINGS = {
    "scrambled": METHODS["full"],
    "shuffled": METHODS["full"],
    "rate": replace(METHODS["full"], rate=1e-2),
    "unmasked": replace(METHODS["full"], mask_padding=False),
    "train-mode": replace(METHODS["full"], evaluate_in_train_mode=True),
}
"""Each is "full" with one fault. The first two are faults of what is trained on: see `scramble` and `shuffle`."""


@torch.no_grad()
def scramble(encoder: Any, seed: int, special: int = 999) -> None:
    """Give every word the vector of another one, drawn by ``seed``: what a tokenizer of another model does.

    The first ``special`` rows, which hold [CLS], [SEP] and [PAD] in BERT's vocabulary, stay where they are.
    """
    table = encoder.get_input_embeddings().weight
    order = torch.randperm(len(table) - special, generator=torch.Generator().manual_seed(seed))
    table[special:] = table[special:][order]


def shuffle(examples: Labeled, seed: int) -> Labeled:
    """Return the same texts, each with the label of another one, drawn by ``seed``."""
    texts, labels = examples
    order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(seed))
    return texts, [labels[i] for i in order.tolist()]


@torch.no_grad()
def differs_when_repeated(model: SentenceClassifier, batch: Batch) -> float:
    """Return by how much the logits of one batch change from one forward pass to the next: 0 without dropout."""
    first, second = (model(batch.ids, batch.mask) for _ in range(2))
    return (first - second).abs().max().item()


@torch.no_grad()
def differs_in_company(model: SentenceClassifier, alone: Batch, together: Batch) -> float:
    """Return by how much the first sentence's logits change when a longer one stands in its batch.

    ``alone`` holds one sentence, ``together`` the same one first and others after it. Padding that is masked changes
    single precision's last digits at most.
    """
    logits = [model(batch.ids, batch.mask)[0] for batch in (alone, together)]
    return (logits[0] - logits[1]).abs().max().item()
