"""The models that the labs train. Plain PyTorch."""

import torch
from torch import nn

from tbxlab.toy.data import FEATURES

CLASSES = 2


def classifier(hidden: int = 50, seed: int = 0) -> nn.Sequential:
    """Return the 10-50-2 classifier: float32[n, 10] to two logits for each example, float32[n, 2].

    ``seed`` draws the initial weights, as PyTorch draws them by default, and leaves torch's own generator
    as it was.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return nn.Sequential(
            nn.Linear(FEATURES, hidden),
            nn.ReLU(),
            nn.Linear(hidden, CLASSES),
        )
