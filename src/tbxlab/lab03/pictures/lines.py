"""What the figures of chapter 03 share: labels at the ends of lines, and a logarithmic axis that shows zero as zero."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from tbxlab.authoring.canvas import Canvas
from tbxlab.authoring.ends import name_end

MONO = "DejaVu Sans Mono"


def end_label(canvas: Canvas, axes: Any, at: tuple[float, float], text: str, color: str, shift: float = 0.0) -> None:
    """Write a line's name behind its end, moved up by ``shift`` points where two names would touch."""
    name_end(canvas, axes, at, text, color, shift, size=8)


def title(axes: Any, run: str, tag: str) -> None:
    """Name the panel: which network, and which tag."""
    axes.set_title(f"{run}:  {tag}" if run else tag, family=MONO)


def broken_log_axis(canvas: Canvas, axes: Any, zero: float, decades: Iterable[float]) -> None:
    """Make the axis logarithmic down to the lowest decade; below a break, ``zero`` is the place of exact zeros.

    ``zero`` is a value well below the lowest decade. What is to be shown as zero is drawn there: ``at_zero``.
    """
    decades = list(decades)
    axes.set_yscale("log")
    axes.set_ylim(zero / 2, decades[-1] * 20)
    axes.set_yticks([zero, *decades], ["0", *(f"$10^{{{round(np.log10(each))}}}$" for each in decades)])
    axes.minorticks_off()
    middle = np.sqrt(zero * min(decades))
    for factor in (0.8, 1.25):
        axes.plot(
            [-0.015, 0.015],
            [middle * factor * 0.8, middle * factor * 1.25],
            transform=axes.get_yaxis_transform(),
            color=canvas.theme.text,
            linewidth=0.8,
            clip_on=False,
        )


def at_zero(values: Any, zero: float) -> Any:
    """Put exact zeros at their place below the break."""
    return np.where(values == 0, zero, values)
