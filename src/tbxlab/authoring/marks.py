"""Marks on pictures of dashboards: a ring around the place that the text speaks of, and a number beside it.

A mark holds a number and no word, so that nothing in a picture has to be translated: the page's text and the
alt text say what ① and ② are. It is drawn on the finished picture, the same in light and dark.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

FILL, EDGE = (21, 88, 214), (255, 255, 255)
"""A strong blue, which none of TensorBoard's seven colors for runs is, and white around it: seen on any background."""
RING, BADGE, LINE = 9.0, 11.0, 2.5
"""Radius of the ring, radius of the badge with the number, and the width of lines, in CSS pixels."""
FINER = 4
"""Marks are drawn that many times larger and then reduced, which gives smooth edges without a graphics library."""


@dataclass(frozen=True)
class Mark:
    """One mark. Places are in CSS pixels from the upper left corner of the picture."""

    number: int
    x: float
    y: float
    dx: float
    """How far the badge is to the right of the place (negative: to the left) …"""
    dy: float
    """… and below it (negative: above). Where both are 0 the badge sits on the place itself, without a ring."""

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 9:
            raise ValueError(f"a mark's number is 1 to 9, not {self.number}")

    @property
    def badge(self) -> tuple[float, float]:
        """The center of the badge."""
        return self.x + self.dx, self.y + self.dy


def draw(picture: "Image", marks: tuple[Mark, ...], scale: float) -> "Image":
    """Return the picture with its marks; ``scale`` is how many of its pixels are one CSS pixel.

    Raises ValueError where a mark would lie outside of the picture.
    """
    drawn = picture.convert("RGB")
    for mark in marks:
        _check(mark, drawn.width / scale, drawn.height / scale)
        drawn = _draw(drawn, mark, scale)
    return drawn


def _check(mark: Mark, width: float, height: float) -> None:
    x, y = mark.badge
    for name, across, down, radius in (("place", mark.x, mark.y, 0), ("number", x, y, BADGE)):
        if not (radius <= across <= width - radius and radius <= down <= height - radius):
            raise ValueError(
                f"mark {mark.number}: its {name} ({across:.0f}, {down:.0f}) is not inside the picture "
                f"of {width:.0f} × {height:.0f}"
            )


def _draw(picture: "Image", mark: Mark, scale: float) -> "Image":
    from PIL import Image

    reach = RING + BADGE + LINE + abs(mark.dx) + abs(mark.dy)
    left, top = int((mark.x - reach) * scale), int((mark.y - reach) * scale)
    side = int(2 * reach * scale)
    layer = _layer(mark, (mark.x * scale - left) * FINER, (mark.y * scale - top) * FINER, side * FINER, scale * FINER)
    small = layer.resize((side, side), Image.Resampling.BOX)
    whole = Image.new("RGBA", picture.size)
    whole.paste(small, (left, top))
    return Image.alpha_composite(picture.convert("RGBA"), whole).convert("RGB")


def _layer(mark: Mark, x: float, y: float, side: int, unit: float) -> "Image":
    """Draw one mark at (x, y) of a transparent square; ``unit`` of its pixels are one CSS pixel."""
    from PIL import Image, ImageDraw

    # The fill's own color where nothing is drawn, so that reducing does not mix black into the edges.
    layer = Image.new("RGBA", (side, side), (*EDGE, 0))
    pen = ImageDraw.Draw(layer)
    bx, by = x + mark.dx * unit, y + mark.dy * unit
    distance = (mark.dx**2 + mark.dy**2) ** 0.5
    for color, wider in ((EDGE, 1.5 * unit), (FILL, 0)):
        width = LINE * unit + 2 * wider
        if distance:
            _ring(pen, x, y, RING * unit + width / 2, width, color)
        if distance > RING + BADGE:
            start = (RING + LINE / 2) / distance
            pen.line((x + mark.dx * unit * start, y + mark.dy * unit * start, bx, by), fill=color, width=round(width))
        radius = BADGE * unit + wider
        pen.ellipse((bx - radius, by - radius, bx + radius, by + radius), fill=color)
    pen.text((bx, by), str(mark.number), fill=EDGE, font=_font(round(15 * unit)), anchor="mm")
    return layer


def _ring(pen, x: float, y: float, radius: float, width: float, color: tuple[int, int, int]) -> None:
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), outline=color, width=round(width))


@cache
def _font(size: int):
    """The bold font that comes with matplotlib: the same numbers on every machine."""
    import matplotlib
    from PIL import ImageFont

    return ImageFont.truetype(Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans-Bold.ttf", size)
