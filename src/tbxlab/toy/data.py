"""Made-up data for Part I: ten numbers in, one of two classes out, learnable but never perfectly.

It is made on the spot from a seed: nothing is downloaded, and as many examples as an experiment needs.
"""

import torch
from torch import Tensor

FEATURES = 10
NOISE = 0.65


def two_classes(n: int, seed: int, noise: float = NOISE) -> tuple[Tensor, Tensor]:
    """Return ``n`` examples: X float32[n, 10] of mean 0 and variance 1, y int64[n] of zeros and ones.

    Every seed draws other examples of the same task. The classes overlap: near the border between them a
    label is a coin toss, and ``noise`` says how wide that border is (0.65: no model is right more often than
    in 82 of 100 examples).
    """
    generator = torch.Generator().manual_seed(seed)
    X = torch.randn(n, FEATURES, generator=generator)
    y = torch.rand(n, generator=generator) < chance_of_one(X, noise)
    return X, y.long()


def chance_of_one(X: Tensor, noise: float = NOISE) -> Tensor:
    """Return the true probability of class 1 for each row of X, float32[n]: what a perfect model would say.

    Three of the ten features matter. The absolute value is what a model without a hidden layer cannot learn.
    """
    score = X[:, 0] + X[:, 1] + 1.5 * X[:, 2].abs() - 1.2
    return torch.sigmoid(score / noise)


def as_bytes(X: Tensor) -> Tensor:
    """Return the same features as they come out of a camera, 0 to 255: mean 127.5, three sigma at the ends."""
    return (127.5 + 42.5 * X).clamp(0, 255)


def shuffled(y: Tensor, seed: int) -> Tensor:
    """Return the labels in another order: as many of each class, and nothing to do with the features."""
    return y[torch.randperm(len(y), generator=torch.Generator().manual_seed(seed))]
