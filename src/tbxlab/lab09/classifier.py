"""A sentence classifier: an encoder, the mean over its tokens, one linear layer. Batches for it, too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn


@dataclass(frozen=True)
class Batch:
    """Sentences as the encoder takes them."""

    ids: Tensor
    """int64[b, t]: token numbers, padded on the right to the longest sentence of the batch."""
    mask: Tensor
    """int64[b, t]: 1 where a token stands, 0 where there is padding."""
    labels: Tensor
    """int64[b]"""

    @property
    def share_of_padding(self) -> float:
        """The share of positions that hold no token, 0 to 1."""
        return 1 - self.mask.float().mean().item()


def make_batch(tokenizer: Any, texts: Sequence[str], labels: Sequence[int], max_length: int) -> Batch:
    """Return one batch; a sentence of more than ``max_length`` tokens loses its end (the last token, [SEP], stays)."""
    encoded = tokenizer(list(texts), padding=True, truncation=True, max_length=max_length, return_tensors="pt")
    return Batch(encoded["input_ids"], encoded["attention_mask"], torch.tensor(list(labels)))


def batches(
    tokenizer: Any,
    texts: Sequence[str],
    labels: Sequence[int],
    *,
    size: int,
    max_length: int,
    order: torch.Generator | None = None,
) -> Iterator[Batch]:
    """Yield batches of ``size``, the last one smaller; in the order given, or shuffled by ``order``."""
    indices = torch.randperm(len(texts), generator=order) if order else torch.arange(len(texts))
    for chosen in indices.split(size):
        some = chosen.tolist()
        yield make_batch(tokenizer, [texts[i] for i in some], [labels[i] for i in some], max_length)


class SentenceClassifier(nn.Module):
    """Logits float32[b, classes] for token numbers int64[b, t] and their mask int64[b, t].

    With ``mask_padding=False`` the padding takes part in attention and in the mean: the fault of the chapter.
    """

    def __init__(self, encoder: Any, classes: int, mask_padding: bool = True):
        super().__init__()
        self.encoder = encoder
        self.head = nn.Linear(encoder.config.hidden_size, classes)
        self.mask_padding = mask_padding

    def embed(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Return float32[b, width]: the mean over the tokens' last hidden states, padding left out."""
        if not self.mask_padding:
            mask = torch.ones_like(mask)
        hidden = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        weights = mask.unsqueeze(-1).to(hidden.dtype)
        return (hidden * weights).sum(dim=1) / weights.sum(dim=1)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Return the logits."""
        return self.head(self.embed(ids, mask))


def with_lora(model: SentenceClassifier, rank: int = 8) -> SentenceClassifier:
    """Put adapters of ``rank`` beside each query and value matrix and freeze the encoder's own weights; the head stays.

    W x becomes W x + (α/r) B A x with A drawn at random and B zero, so nothing changes before the first step; α = 2r
    (Hu et al. 2021, https://arxiv.org/abs/2106.09685).
    """
    from peft import LoraConfig, get_peft_model

    config = LoraConfig(r=rank, lora_alpha=2 * rank, lora_dropout=0.0, target_modules=["query", "value"])
    model.encoder = get_peft_model(model.encoder, config)
    return model


def trainable(model: nn.Module) -> int:
    """Return how many numbers training may change."""
    return sum(p.numel() for p in model.parameters() if p.requires_grad)
