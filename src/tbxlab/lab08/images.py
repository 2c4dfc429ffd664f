"""Both sets of pictures prepared in one way: enlarged to what the network takes, and normalized."""

from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import interpolate

SIZE = 16  # pixels: the side of what the networks here take


class Statistics(NamedTuple):
    """Mean and standard deviation of all pixels of the enlarged pictures, 0 to 1; of colors, one for each channel."""

    mean: float | tuple[float, ...]
    std: float | tuple[float, ...]


CHARACTERS = Statistics(0.288, 0.296)
"""Of the printed characters. The pretrained weights expect their input normalized with these, whatever it shows."""
IMAGENET = Statistics((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
"""Per channel, as torchvision's weights expect it."""
IMAGENET_GRAY = Statistics(0.449, 0.226)
"""The average of the three channels: right for photographs, wrong for ink on paper."""


def prepare(pictures: Tensor, statistics: Statistics = CHARACTERS, size: int = SIZE) -> Tensor:
    """Return float32[n, c, h, w] pictures as float32[n, c, size, size], bilinear, less the mean, over the deviation."""
    large = interpolate(pictures, size=(size, size), mode="bilinear", align_corners=False)
    mean, std = (torch.tensor(value).view(-1, 1, 1) for value in statistics)
    return (large - mean) / std


def measure(prepared: Tensor) -> Statistics:
    """Return the mean and standard deviation of what the network gets, which no statistics make right by themselves."""
    return Statistics(prepared.mean().item(), prepared.std().item())
