"""The way of a picture from the data set into the network, and five ways in which it breaks."""

from collections.abc import Callable

import numpy as np

from tbxlab.toy import digits


def healthy(pictures: np.ndarray) -> np.ndarray:
    """Return what a network gets of uint8[n, 8, 8, 3]: float32[n, 3, 8, 8], of mean 0 and variance 1."""
    return _normalized(pictures.transpose(0, 3, 1, 2) / 255)


def wrapped(pictures: np.ndarray) -> np.ndarray:
    """Make pictures twice as bright in whole numbers: what is above 255 begins again at 0, and no error tells."""
    return healthy(pictures * np.uint8(2))


def channels_swapped(pictures: np.ndarray) -> np.ndarray:
    """Take blue for red, as where one library reads a file and another one writes it."""
    return healthy(pictures[..., ::-1])


def hwc_as_chw(pictures: np.ndarray) -> np.ndarray:
    """Reshape where axes have to change places: the shape is right, and every number is in a wrong place."""
    return _normalized(pictures.reshape(len(pictures), 3, digits.SIDE, digits.SIDE) / 255)


def not_normalized(pictures: np.ndarray) -> np.ndarray:
    """Forget the mean and the spread: from 0 to 1 instead of about -1 to 3."""
    return (pictures.transpose(0, 3, 1, 2) / 255).astype(np.float32)


FAULTS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "wrapped": wrapped,
    "channels swapped": channels_swapped,
    "HWC as CHW": hwc_as_chw,
    "not normalized": not_normalized,
    "one batch": healthy,
}
"""What can become of a pipeline. In "one batch" the loader gives the same batch again and again."""


def _normalized(pictures: np.ndarray) -> np.ndarray:
    return ((pictures - digits.MEAN[:, None, None]) / digits.STD[:, None, None]).astype(np.float32)


def shown(received: np.ndarray) -> np.ndarray:
    """Return pictures of what a network received, its normalization undone: uint8[n, 8, 8, 3]."""
    pictures = received * digits.STD[:, None, None] + digits.MEAN[:, None, None]
    return np.round(255 * pictures.clip(0, 1)).astype(np.uint8).transpose(0, 2, 3, 1)


def grid(pictures: np.ndarray, columns: int = 8) -> np.ndarray:
    """Return uint8[n, h, w, 3] as one picture, row by row without a gap; n is a multiple of ``columns``."""
    n, height, width, channels = pictures.shape
    rows = pictures.reshape(n // columns, columns, height, width, channels).swapaxes(1, 2)
    return rows.reshape(n // columns * height, columns * width, channels)


def tiles(picture: np.ndarray, side: int = digits.SIDE) -> np.ndarray:
    """Take a grid apart again: uint8[h, w, 3] -> uint8[n, side, side, 3], row by row."""
    height, width, channels = picture.shape
    cut = picture.reshape(height // side, side, width // side, side, channels).swapaxes(1, 2)
    return cut.reshape(-1, side, side, channels)
