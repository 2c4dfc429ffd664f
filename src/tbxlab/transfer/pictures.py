"""Both sets of pictures prepared in one way: enlarged to what the network takes, and normalized."""

from typing import NamedTuple

from torch import Tensor
from torch.nn.functional import interpolate

SIZE = 16  # pixels: the side of what the networks here take


class Statistics(NamedTuple):
    """Mean and standard deviation of all pixels of the enlarged pictures: paper is 0, ink is 1."""

    mean: float
    std: float


CHARACTERS = Statistics(0.288, 0.296)
"""Of the printed characters. The pretrained weights expect their input normalized with these, whatever it shows."""
IMAGENET = Statistics(0.449, 0.226)
"""The average of the three channels' usual numbers for ImageNet: right for photographs, wrong for ink on paper."""


def prepare(pictures: Tensor, statistics: Statistics = CHARACTERS, size: int = SIZE) -> Tensor:
    """Return float32[n, c, 8, 8] pictures as float32[n, c, size, size], bilinear, less the mean, over the deviation."""
    large = interpolate(pictures, size=(size, size), mode="bilinear", align_corners=False)
    return (large - statistics.mean) / statistics.std


def measure(prepared: Tensor) -> Statistics:
    """Return the mean and deviation of what the network gets: near 0 and 1 if the statistics fit."""
    return Statistics(prepared.mean().item(), prepared.std().item())
