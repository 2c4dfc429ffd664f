"""What lab 09's checks try answers on: encoders of BERT's kind, 32 wide, made in milliseconds, and their tokenizer.

The vocabulary is known to the judging side, too, which needs no tokenizer to know how a sentence comes out.
"""

from __future__ import annotations

import random
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import Tensor, nn

    from tbxlab.lab09.classifier import SentenceClassifier

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
WORDS = (
    "the",
    "of",
    "a",
    "matrix",
    "plot",
    "signal",
    "cluster",
    "sample",
    "image",
    "layer",
    "filter",
    "draws",
    "computes",
    "returns",
    "every",
    "random",
    "linear",
    "each",
    "with",
    "and",
)
ENDING = "##s"
PLURALS = ("matrix", "plot", "signal", "cluster", "sample", "image", "layer", "filter")
VOCABULARY = (*SPECIAL, *WORDS, ENDING, ".")


def sentence(draw: random.Random, words: int) -> str:
    """Return a sentence of so many words; plurals are two tokens each, and the period is one."""
    drawn = [draw.choice(WORDS) for _ in range(words)]
    return " ".join(f"{word}s" if word in PLURALS and draw.random() < 0.5 else word for word in drawn) + "."


def tokens(text: str) -> list[str]:
    """Return the tokens of one of these sentences, [CLS] and [SEP] included."""
    found = ["[CLS]"]
    for word in text.removesuffix(".").split():
        found += [word] if word in WORDS else [word.removesuffix("s"), ENDING]
    return [*found, ".", "[SEP]"]


@cache
def tokenizer() -> Any:
    """Return Hugging Face's tokenizer for VOCABULARY."""
    from transformers import BertTokenizer

    return BertTokenizer(vocab={word: i for i, word in enumerate(VOCABULARY)})


def encoder(seed: int, *, dropout: float = 0.1, spread: float = 0.3) -> Any:
    """Return a BertModel with two layers that can tell its attention; ``spread`` is its weights' standard deviation."""
    import torch
    from transformers import BertConfig, BertModel

    torch.manual_seed(seed)
    config = BertConfig(
        vocab_size=len(VOCABULARY),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=64,
        hidden_dropout_prob=dropout,
        attention_probs_dropout_prob=dropout,
        initializer_range=spread,
    )
    return BertModel._from_config(config, attn_implementation="eager").eval()


def values(model: nn.Module) -> dict[str, Tensor]:
    """Return copies of a model's parameters and buffers, to be compared with later."""
    return {name: value.detach().clone() for name, value in model.state_dict().items()}


def state(model: nn.Module, before: dict[str, Tensor]) -> dict[str, Any]:
    """Return how an answer left a model: the modes of its parts, how many parameters hold gradients or are frozen, and
    the first of its values that is not as it was ``before``, "" where all are.

    ``model.training = True`` sets the outermost part alone: dropout, deep inside, stays as it was.
    """
    weights = list(model.parameters())
    return {
        "modes": sorted({part.training for part in model.modules()}),
        "gradients": sum(p.grad is not None for p in weights),
        "frozen": sum(not p.requires_grad for p in weights),
        "changed": next(
            (name for name, now in values(model).items() if name not in before or not _same(now, before[name])), ""
        ),
    }


def _same(one: Tensor, other: Tensor) -> bool:
    return one.dtype == other.dtype and one.shape == other.shape and bool((one == other).all())


def mode(after: dict[str, Any]) -> str:
    """Return the name of the mode of a ``state``."""
    names = {(True,): "train mode", (False,): "eval mode"}
    return names.get(tuple(after["modes"]), "train mode in some of its parts and eval mode in others")


def classifier(seed: int, classes: int = 5, **settings: float) -> SentenceClassifier:
    """Return a SentenceClassifier on such an encoder, in eval mode."""
    from tbxlab.lab09.classifier import SentenceClassifier

    return SentenceClassifier(encoder(seed, **settings), classes).eval()
