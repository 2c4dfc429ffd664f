"""What is measured of a language model beside its training loss; nothing here changes its mode or a random state."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from tbxlab.lab10.grammar import BEGIN, END, IDS, decode, valid
from tbxlab.lab10.stories import IGNORED, Stories, pad


def loss_of(model: nn.Module, x: Tensor, y: Tensor) -> Tensor:
    """Return the mean of -ln(probability) over the targets that are not IGNORED, in nats a token."""
    return cross_entropy(model(x).flatten(0, 1), y.flatten(), ignore_index=IGNORED)


@contextmanager
def evaluating(model: nn.Module) -> Iterator[None]:
    """Put the model into eval mode without gradients, and back into the mode that it came in."""
    training = model.training
    model.eval()
    try:
        with torch.no_grad():
            yield
    finally:
        model.train(training)


def evaluate(model: nn.Module, x: Tensor, y: Tensor) -> float:
    """Return the loss of all positions at once, as a training loop measures it."""
    with evaluating(model):
        return loss_of(model, x, y).item()


def one_by_one(model: nn.Module, x: Tensor, y: Tensor) -> float:
    """Return the loss as generation meets it: each token is asked for with only the tokens before it in the input.

    ``y`` holds the next token of each position of ``x``, or IGNORED. For a causal model this is `evaluate`, position by
    position; a model that sees what it is to predict cannot see it here. It takes a forward pass for each position.
    """
    total, count = 0.0, 0
    with evaluating(model):
        for at in range(x.shape[1]):
            asked = y[:, at] != IGNORED
            if asked.any():
                logits = model(x[asked, : at + 1])[:, -1]
                total += cross_entropy(logits, y[asked, at], reduction="sum").item()
                count += int(asked.sum())
    return total / count


def generate(
    model: nn.Module, prompt: list[int], *, length: int, count: int = 1, temperature: float = 1.0, seed: int = 0
) -> list[list[int]]:
    """Return ``count`` continuations of ``prompt``, each with the prompt and ``length`` drawn tokens behind it.

    The logits are divided by ``temperature``; 0 takes the likeliest token. ``seed`` draws, the global state stays.
    """
    lot = torch.Generator().manual_seed(seed)
    ids = torch.tensor([prompt] * count)
    with evaluating(model):
        for _ in range(length):
            logits = model(ids)[:, -1]
            if temperature:
                following = torch.multinomial((logits / temperature).softmax(-1), 1, generator=lot)
            else:
                following = logits.argmax(-1, keepdim=True)
            ids = torch.cat([ids, following], 1)
    return ids.tolist()


def samples(
    model: nn.Module, count: int, *, prompt: str = BEGIN, length: int = 83, temperature: float = 1.0, seed: int = 0
) -> list[str]:
    """Return so many stories that the model tells, up to END; one that finds no end is cut."""
    start = [IDS[word] for word in prompt.split()]
    told = generate(model, start, length=length, count=count, temperature=temperature, seed=seed)
    return [decode(_until_end(ids)) for ids in told]


def share_valid(stories: list[str]) -> float:
    """Return the share, 0 to 1, of the stories that the grammar allows from beginning to end."""
    return sum(valid(each.split()) for each in stories) / len(stories)


def share_copied(stories: list[str], corpus: Stories) -> float:
    """Return the share of the stories that stand in the training data, word by word."""
    known = {tuple(row) for row in corpus.rows}
    return sum(tuple(IDS[word] for word in each.split()) in known for each in stories) / len(stories)


def token_losses(model: nn.Module, ids: list[int]) -> list[float]:
    """Return the loss of each token of one story but the first, in nats."""
    x, y = pad([ids])
    with evaluating(model):
        return cross_entropy(model(x)[0], y[0], reduction="none").tolist()


def _until_end(ids: list[int]) -> list[int]:
    end = IDS[END]
    return ids[: ids.index(end) + 1] if end in ids else ids
