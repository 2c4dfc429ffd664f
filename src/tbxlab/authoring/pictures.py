"""Pictures as files: small, the same twice, and compared as a reader would compare them."""

import io
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from PIL.Image import Image

SCALE = 2
"""Pixels of a picture for each CSS pixel: sharp on the screens of phones and notebooks."""
OFF, MEAN = 24, 0.5
"""With few colors, one pixel in a thousand may be further from its color than the first, of 255; all of them by the
second on average."""
CELL = 8 * SCALE
"""Pictures are compared by the mean color of squares of 8 CSS pixels: smoother edges of letters change it by little,
a curve that has moved by its own width changes it by much."""
FAR = 24
"""Two squares differ where one of red, green and blue differs by more than this, of 255."""
TOLERANCE = 0.01
"""Share of squares that may differ between two pictures of the same dashboard, taken by other machines, too."""


def png(picture: "Image") -> bytes:
    """Return a small PNG: of as few colors as nobody can tell from the picture's own.

    A dashboard has few colors and their mixtures at edges, so 64 well chosen ones mostly do, and halve the file. The
    second pass (kmeans) moves each to the middle of what it stands for: without it large areas change their color
    visibly. The result is held against the picture, and written with more colors, or all of them, where it is off.
    """
    from PIL import Image

    picture = picture.convert("RGB")
    reduced = (
        picture.quantize(colors, Image.Quantize.MAXCOVERAGE, kmeans=1, dither=Image.Dither.NONE)
        for colors in (64, 128, 256)
    )
    written = io.BytesIO()
    next((image for image in reduced if _alike(image, picture)), picture).save(written, "PNG", optimize=True)
    return written.getvalue()


def _alike(reduced: "Image", picture: "Image") -> bool:
    """Return whether nobody can tell the two apart."""
    apart = np.abs(np.asarray(reduced.convert("RGB"), dtype=np.int16) - np.asarray(picture, dtype=np.int16))
    return bool(apart.mean() <= MEAN and (apart > OFF).any(axis=2).mean() <= 1e-3)


def read(path: Path) -> "Image":
    """Return a picture from a file, in red, green and blue."""
    from PIL import Image

    with Image.open(path) as picture:
        return picture.convert("RGB")


def difference(one: "Image", other: "Image") -> float:
    """Return the share of squares, 0 to 1, in which two pictures differ; 1 where their sizes do."""
    if one.size != other.size:
        return 1.0
    apart = np.abs(_cells(one) - _cells(other)).max(axis=2)
    return float((apart > FAR).mean())


def same(one: "Image", other: "Image") -> bool:
    """Return whether a reader would take both for the same picture."""
    return difference(one, other) <= TOLERANCE


def _cells(picture: "Image") -> np.ndarray:
    """Return the mean color of each square: float64[rows, columns, 3]. What is left over at the edges is not seen."""
    pixels = np.asarray(picture.convert("RGB"), dtype=np.float64)
    rows, columns = pixels.shape[0] // CELL, pixels.shape[1] // CELL
    return pixels[: rows * CELL, : columns * CELL].reshape(rows, CELL, columns, CELL, 3).mean(axis=(1, 3))
