"""The figure of chapter 04, Graphs: losses that say nothing about which model it is."""

from typing import Any

from tbxlab.authoring.canvas import Canvas
from tbxlab.authoring.figures import figure

SEEDS = (0, 1, 2)
KINDS = {
    "connected": ("blue", "-"),
    "never-connected": ("orange", "--"),
    "lost-skip": ("green", "-."),
    "detached": ("purple", ":"),
}


@figure("04-losses", runs=[f"04_chapter/{kind}-{seed}" for kind in KINDS for seed in SEEDS], size=(7.2, 3.0))
def losses(canvas: Canvas, runs: Any) -> None:
    """val/loss and val/accuracy of four models, three seeds each: one bundle."""
    both = canvas.axes(1, 2)
    for name, run in runs.items():
        kind, _, seed = name.split("/")[1].rpartition("-")
        color, style = KINDS[kind]
        for axes, tag in zip(both, ("val/loss", "val/accuracy"), strict=True):
            canvas.line(axes, run.scalars[tag], color, kind if seed == "0" else None, linestyle=style, linewidth=1.1)
            axes.set_ylabel(tag)
            axes.set_ylim(bottom=0)
    both[0].legend(loc="upper right")
