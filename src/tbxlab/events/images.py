"""Images: pictures at each step, figures and videos among them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from tbxlab.events.kinds import Kind, Points, Undecodable, read_only
from tbxlab.events.media import decode_frames, decode_image


@dataclass(frozen=True, eq=False, repr=False)
class Images:
    """All images of one tag, n of them, in file order.

    tf.summary.image writes several under one step; they stand here one after the other, each with that step.
    A figure (add_figure) is an image, and so is a video (add_video): a GIF of several `frames`.
    """

    tag: str
    steps: np.ndarray
    """int64[n]"""
    heights: np.ndarray
    """int64[n], pixels, as the writer told it beside the picture"""
    widths: np.ndarray
    """int64[n]"""
    encoded: tuple[bytes, ...]
    """n files (PNG or GIF), as they are served to the browser; see `pixels`"""
    wall_times: np.ndarray
    """float64[n], seconds since 1970"""
    files: np.ndarray
    """int32[n]: each image's index into `Run.files`"""
    places: np.ndarray
    """int64[n]: which image of its event it is, from 0; above 0 only where tf.summary.image wrote several"""

    def __len__(self) -> int:
        return len(self.encoded)

    def __repr__(self) -> str:
        steps = f", steps {self.steps.min()} to {self.steps.max()}" if len(self) else ""
        return f"<Images {self.tag!r}: {len(self)}{steps}>"

    def pixels(self, index: int) -> np.ndarray:
        """Image `index` as uint8[h, w, c], c = 1 (gray), 3 (RGB) or 4 (RGBA); of a video, its first frame.

        Raises BrokenMedia where it cannot be decoded, and IndexError where there is none.
        """
        return decode_image(self.encoded[index], self._name(index))

    def frames(self, index: int) -> np.ndarray:
        """All frames of image `index`, uint8[t, h, w, c]; t is 1 for anything but a video.

        A GIF has 256 colors and merges frames that are the same: expect pixels to be near, not equal, and t to be
        smaller than what was given to add_video where nothing moves. Raises BrokenMedia and IndexError.
        """
        return decode_frames(self.encoded[index], self._name(index))

    def at(self, step: int) -> tuple[int, ...]:
        """The indices of the images at one step, in file order."""
        return tuple(np.flatnonzero(self.steps == step).tolist())

    def _name(self, index: int) -> str:
        return f"image {index} of {self.tag!r} (step {self.steps[index]})"


def _decode(value: Any) -> list[tuple[int, int, bytes]]:
    """Height, width and file of each image of one event."""
    if value.WhichOneof("value") == "image":
        return [(value.image.height, value.image.width, value.image.encoded_image_string)]
    strings = value.tensor.string_val
    if len(strings) < 2 or not all(number.isdigit() and len(number) < 10 for number in strings[:2]):
        raise Undecodable(f"images whose strings do not begin with width and height, tag {value.tag!r}")
    return [(int(strings[1]), int(strings[0]), encoded) for encoded in strings[2:]]


def _build(points: Points) -> Images:
    counts = [len(event) for event in points.values]
    images = [image for event in points.values for image in event]
    return Images(
        tag=points.tag,
        steps=read_only(np.repeat(points.steps, counts), np.int64),
        heights=read_only([height for height, _, _ in images], np.int64),
        widths=read_only([width for _, width, _ in images], np.int64),
        encoded=tuple(encoded for _, _, encoded in images),
        wall_times=read_only(np.repeat(points.wall_times, counts), float),
        files=read_only(np.repeat(points.files, counts), np.int32),
        places=read_only([place for count in counts for place in range(count)], np.int64),
    )


KIND = Kind("images", _decode, _build)
