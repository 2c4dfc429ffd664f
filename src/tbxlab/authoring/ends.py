"""Labels at the ends of lines, in the lines' colors: what a comparison has in place of a legend."""

from typing import TYPE_CHECKING

from tbxlab.authoring.canvas import Canvas

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def name_end(
    canvas: Canvas,
    axes: "Axes",
    place: tuple[float, float],
    words: str,
    color: str = "",
    dy: float = 0,
    size: float | None = None,
) -> None:
    """Write ``words`` to the right of a point of the data; ``dy`` moves them up, in points, off a neighbor's.

    ``size`` is that of the letters in points, by default the figure's.
    """
    axes.annotate(
        words,
        place,
        xytext=(4, dy),
        textcoords="offset points",
        va="center",
        color=canvas.color(color) if color else canvas.theme.text,
        fontsize=size,
        annotation_clip=False,
    )


def baseline(canvas: Canvas, axes: "Axes", value: float, words: str, at: float = 1.0, dy: float = 6) -> None:
    """Draw a dotted line at the value that a model without any skill reaches, with words on it, right-aligned."""
    axes.axhline(value, color=canvas.theme.text, linewidth=0.9, linestyle=":")
    axes.annotate(
        words,
        (at, value),
        xycoords=("axes fraction", "data"),
        xytext=(-2, dy),
        textcoords="offset points",
        ha="right",
        va="center",
    )
