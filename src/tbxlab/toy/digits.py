"""Handwritten digits, real ones: scikit-learn's 1,797 pictures of 8 by 8 pixels, and the same in color.

They come with scikit-learn, so nothing is downloaded. Pictures are held as files hold them: uint8, 0 to 255.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from torch import nn

CLASSES = 10
SIDE = 8
ON_EIGHT_SHEETS = 1029
"""The pictures come in the order in which they were written, on fourteen sheets: the first 1,029 are eight whole ones,
the other 768 the other six. A network that is validated on pictures drawn at random has been trained on others of the
same sheet, and recognizes the hand; split by sheet, it has not."""
MEAN = np.array([0.28, 0.16, 0.05], dtype=np.float32)
STD = np.array([0.34, 0.20, 0.07], dtype=np.float32)
"""Of the colored pictures, each channel on a scale from 0 to 1 (red, green, blue), rounded to two digits."""
INK = np.array([1.0, 0.6, 0.2])
"""Orange: three channels that differ, so that a mix-up of channels can be seen."""


@cache
def _load() -> tuple[np.ndarray, np.ndarray]:
    from sklearn.datasets import load_digits

    found = load_digits()
    pictures = np.round(found.images * (255 / 16)).astype(np.uint8)  # they come as 0 to 16
    return pictures, found.target.astype(np.int64)


def gray() -> tuple[np.ndarray, np.ndarray]:
    """Return the pictures, uint8[1797, 8, 8], and their labels, int64[1797]: copies."""
    pictures, labels = _load()
    return pictures.copy(), labels.copy()


def colored(seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Return the same in orange ink on black, uint8[1797, 8, 8, 3] (height, width, channel), and their labels.

    ``seed`` draws how strong each picture's ink is, from 80 to 100 percent in each channel.
    """
    pictures, labels = gray()
    ink = INK * np.random.default_rng(seed).uniform(0.8, 1.0, size=(len(pictures), 1, 1, 3))
    return np.round(pictures[..., None] * ink).astype(np.uint8), labels


def sheets() -> tuple[np.ndarray, np.ndarray]:
    """Return the positions of the digits on the first eight sheets, int64[1029], and on the other six, int64[768]."""
    everything = np.arange(len(_load()[1]))
    return everything[:ON_EIGHT_SHEETS], everything[ON_EIGHT_SHEETS:]


def relabeled(labels: np.ndarray, count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the labels with ``count`` of them wrong, int64[n], and which ones those are, int64[count], rising."""
    draw = np.random.default_rng(seed)
    chosen = np.sort(draw.choice(len(labels), count, replace=False))
    wrong = labels.copy()
    wrong[chosen] = (labels[chosen] + draw.integers(1, CLASSES, count)) % CLASSES
    return wrong, chosen


def network(inputs: int = 3 * SIDE * SIDE, hidden: int = 32, seed: int = 0) -> nn.Sequential:
    """Return a network with one hidden layer: float32[n, ...] with ``inputs`` numbers each to ten logits.

    ``seed`` draws the weights and leaves torch's own generator as it was.
    """
    import torch  # here, so that whoever only wants pictures need not wait for it
    from torch import nn

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return nn.Sequential(nn.Flatten(), nn.Linear(inputs, hidden), nn.ReLU(), nn.Linear(hidden, CLASSES))
