"""The figure of chapter 04, Graphs: losses that fall, and gradients that say which branch learns."""

from typing import Any

import numpy as np

from tbxlab.authoring.canvas import Canvas
from tbxlab.authoring.figures import figure
from tbxlab.lab03.pictures.lines import at_zero, broken_log_axis, end_label, title

SEEDS = (0, 1, 2)
KINDS = {
    "connected": ("blue", "-"),
    "never-connected": ("orange", "--"),
    "lost-skip": ("green", "-."),
    "detached": ("purple", ":"),
}
ZERO = 1e-5


@figure("04-witnesses", runs=[f"04_chapter/{kind}-{seed}" for kind in KINDS for seed in SEEDS], size=(7.2, 3.0))
def witnesses(canvas: Canvas, runs: Any) -> None:
    """val/loss of four models, three seeds each, and the gradient norm of the block with the convolutions."""
    left, right = canvas.axes(1, 2)
    for name, run in runs.items():
        color, style = KINDS[name.split("/")[1].rpartition("-")[0]]
        canvas.line(left, run.scalars["val/loss"], color, linestyle=style, linewidth=1.1)
        points = run.scalars["gradient/block"]
        right.plot(
            points.steps, at_zero(points.values, ZERO), color=canvas.color(color), linestyle=style, linewidth=1.1
        )
    left.set_ylim(bottom=0)
    title(left, "", "val/loss")
    title(right, "", "gradient/block")
    broken_log_axis(canvas, right, ZERO, [1e-3, 1e-2, 1e-1, 1])
    for kind, end, shift in zip(KINDS, (0.34, 0.34, 0.34, 0.45), (2, -7, -16, 8), strict=True):
        end_label(canvas, left, (300, end), kind, KINDS[kind][0], shift)
    middle = {kind: np.median(runs[f"04_chapter/{kind}-0"].scalars["gradient/block"].values) for kind in KINDS}
    end_label(canvas, right, (290, middle["connected"]), "connected", "blue", 6)
    end_label(canvas, right, (290, middle["lost-skip"]), "lost-skip", "green", -6)
    end_label(canvas, right, (290, ZERO), "never-connected,", "orange", 5)
    end_label(canvas, right, (290, ZERO), "detached", "purple", -5)
