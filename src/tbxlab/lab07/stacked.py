"""Train ten small networks at once, some with the loss that Keras works out when it takes logits for chances."""

from collections.abc import Sequence
from functools import cache

import torch
from torch import Tensor

from tbxlab.lab07.cohort import BATCH, EPOCHS, TRAIN, Curves, Member
from tbxlab.toy import ensemble

PIXELS, HIDDEN, CLASSES = 64, 32, 10
EPSILON = 1e-7
"""Keras's own, keras.config.epsilon()."""


@cache
def _digits() -> tuple[Tensor, Tensor]:
    """Return scikit-learn's digits float32[1797, 64], 0 to 1, and labels int64[1797]."""
    from sklearn.datasets import load_digits

    loaded = load_digits()
    return torch.tensor(loaded.data / 16, dtype=torch.float32), torch.tensor(loaded.target)


def cross_entropy(outputs: Tensor, labels: Tensor, from_logits: Tensor) -> Tensor:
    """Return the loss of each example, float32[...], as Keras with TensorFlow works it out.

    outputs [..., 10], labels [...], from_logits bool, broadcast against outputs. Where it is false, the outputs are
    clipped to 1e-7 … 1 - 1e-7 and divided by their sum (sparse_categorical_crossentropy in Keras 3.15's
    backend/tensorflow/nn.py takes the logarithm, then TensorFlow's cross-entropy from logits, which is the same).
    """
    taken = torch.where(from_logits, outputs, outputs.clamp(EPSILON, 1 - EPSILON).log())
    return -taken.log_softmax(dim=-1).gather(-1, labels[..., None])[..., 0]


def train(cohort: Sequence[Member]) -> tuple[Curves, ...]:
    """Train all members with Adam on 768 digits each, 12 epochs: 64 pixels, 32 ReLU units, 10 outputs."""
    X, y = _digits()
    draws = [torch.Generator().manual_seed(member.seed) for member in cohort]
    W1, W2 = (torch.stack(each) for each in zip(*map(_weights, cohort, draws), strict=True))
    b1, b2 = torch.zeros(len(cohort), 1, HIDDEN), torch.zeros(len(cohort), 1, CLASSES)
    order = torch.stack([_order(draw) for draw in draws])
    from_logits = torch.tensor([member.kind != "mismatch" for member in cohort])[:, None, None]
    parameters = [W1, b1, W2, b2]
    adam, rates = ensemble.Adam(parameters, EPSILON), torch.tensor([member.rate for member in cohort])[:, None, None]
    losses, hits = [], []
    for step in range(order.shape[1]):
        inputs, labels = X[order[:, step]], y[order[:, step]]
        for each in parameters:
            each.requires_grad_()
        outputs = ensemble.forward(parameters, inputs)
        loss = cross_entropy(outputs, labels, from_logits).mean(dim=1)
        gradients = torch.autograd.grad(loss.sum(), parameters)
        adam.step(gradients, rates)
        losses.append(loss.detach())
        hits.append(ensemble.accuracies(outputs, labels))
    means = (torch.stack(each).view(EPOCHS, -1, len(cohort)).mean(dim=1) for each in (losses, hits))
    loss, accuracy = means
    return tuple(Curves(loss[:, i].tolist(), accuracy[:, i].tolist()) for i in range(len(cohort)))


def _weights(member: Member, draw: torch.Generator) -> tuple[Tensor, Tensor]:
    """Return the initial weights, float32[64, 32] and [32, 10], as Keras draws them (Glorot and Bengio 2010)."""

    def uniform(rows: int, columns: int) -> Tensor:
        return (2 * torch.rand(rows, columns, generator=draw) - 1) * (6 / (rows + columns)) ** 0.5

    return uniform(PIXELS, HIDDEN), uniform(HIDDEN, CLASSES) * member.loudness


def _order(draw: torch.Generator) -> Tensor:
    """Return which digits each batch holds, int64[batches of all epochs, 32]: 768, in a new order each epoch."""
    _, y = _digits()
    pool = torch.randperm(len(y), generator=draw)[:TRAIN]
    epochs = [pool[torch.randperm(TRAIN, generator=draw)] for _ in range(EPOCHS)]
    return torch.cat(epochs).view(-1, BATCH)
