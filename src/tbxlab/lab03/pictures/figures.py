"""The figures of chapter 03, Histograms."""

from typing import Any

import numpy as np

from tbxlab.authoring.canvas import Canvas
from tbxlab.authoring.figures import figure

SEEDS = (0, 1, 2)
LAYERS = (1, 2, 3, 4, 5)
FLOOR = 1e-6  # where a logarithmic axis begins: below it lies exactly zero


def seeds(*names: str) -> list[str]:
    """Return the three runs of each of these trainings."""
    return [f"03_chapter/{name}-{seed}" for name in names for seed in SEEDS]


def label_of(name: str) -> str | None:
    """Return the training's name for the run of seed 0, which stands for its three curves; else None."""
    return name.split("/")[1][:-2] if name.endswith("-0") else None


@figure("03-wakes", runs=seeds("relu", "sigmoid"), size=(7.2, 2.9))
def wakes(canvas: Canvas, runs: Any) -> None:
    """The ratio of first to last gradient norm, and the loss, of sigmoids and of ReLU."""
    left, right = canvas.axes(1, 2)
    for name, run in runs.items():
        color, style = ("blue", "-") if "/relu" in name else ("orange", "--")
        canvas.line(left, run.scalars["gradient_ratio"], color, linestyle=style, linewidth=1.0)
        canvas.line(right, run.scalars["val/loss"], color, label_of(name), linestyle=style, linewidth=1.3)
    left.set_yscale("log")
    left.set_title("gradient_ratio", family="DejaVu Sans Mono")
    right.set_title("val/loss", family="DejaVu Sans Mono")
    right.legend(loc="lower left")


@figure("03-movement", runs=["03_chapter/sigmoid-0", "03_chapter/sigmoid-adam-0"], size=(7.2, 2.9))
def movement(canvas: Canvas, runs: Any) -> None:
    """At the first step, layer by layer: one gradient, and how far SGD and Adam move the weights by it."""
    left, right = canvas.axes(1, 2)
    for (name, run), color, width in zip(runs.items(), ("orange", "green"), (5, 1.5), strict=True):
        for axes, tag in ((left, "gradient_norm"), (right, "update_ratio")):
            values = [run.scalars[f"{tag}/{k}"].values[0] for k in LAYERS]
            axes.plot(
                LAYERS,
                values,
                color=canvas.color(color),
                marker="o",
                markersize=width + 3,
                linewidth=width,
                label={"sigmoid": "SGD", "sigmoid-adam": "Adam"}.get(label_of(name) or ""),
            )
            axes.set_title(f"{tag}/k", family="DejaVu Sans Mono")
            axes.set_yscale("log")
            axes.set_xticks(LAYERS)
            axes.set_xlabel("k")
    right.legend(loc="lower right")  # the two gradients are the same: the thin line lies on the thick one


def beside(canvas: Canvas, axes: Any, runs: Any, tag: str, sick: str) -> None:
    """Draw a tag of three healthy runs in blue and of three sick ones in orange; zeros on the floor."""
    for name, run in runs.items():
        if tag in run.scalars:
            color, style = ("orange", "--") if f"/{sick}-" in name else ("blue", "-")
            points = run.scalars[tag]
            axes.plot(
                points.steps,
                np.maximum(points.values, FLOOR),
                color=canvas.color(color),
                linestyle=style,
                linewidth=1.1,
                label=label_of(name),
            )
    axes.set_title(tag, family="DejaVu Sans Mono")


@figure("03-dead", runs=seeds("relu", "dead"), size=(7.2, 2.7))
def dead(canvas: Canvas, runs: Any) -> None:
    """Which part of the last hidden layer is dead, and the gradient of the first layer."""
    left, right = canvas.axes(1, 2)
    beside(canvas, left, runs, "dead/4", "dead")
    beside(canvas, right, runs, "gradient_norm/1", "dead")
    right.set_yscale("log")
    left.legend(loc="center right")


@figure("03-bytes", runs=seeds("classifier", "bytes"), size=(7.2, 2.7))
def as_bytes(canvas: Canvas, runs: Any) -> None:
    """How far the weights move, and which part of the units is dead, with features from 0 to 255."""
    left, right = canvas.axes(1, 2)
    beside(canvas, left, runs, "update_ratio/2", "bytes")
    beside(canvas, right, runs, "dead/1", "bytes")
    left.set_yscale("log")
    right.legend(loc="center right")


@figure("03-zeros", runs=seeds("classifier", "zeros"), size=(7.2, 2.7))
def zeros(canvas: Canvas, runs: Any) -> None:
    """The gradient of the first layer, and the loss, where all weights begin at zero."""
    left, right = canvas.axes(1, 2)
    beside(canvas, left, runs, "gradient_norm/1", "zeros")
    beside(canvas, right, runs, "val/loss", "zeros")
    left.set_yscale("log")
    right.legend(loc="center right")


@figure("03-buckets", runs=["03_chapter/buckets"], size=(7.2, 2.7))
def buckets(canvas: Canvas, runs: Any) -> None:
    """The same event twice: the buckets that are in the file, and the 30 bins that TensorBoard draws of them."""
    (run,) = runs.values()
    in_file = run.histograms["weights/outlier"].buckets[3]
    edges, counts = in_file.rebinned(30)
    left, right = canvas.axes(1, 2, sharey=True)
    near = (in_file.left > -0.05) & (in_file.right < 0.05)
    left.stairs(
        in_file.counts[near], [*in_file.left[near], in_file.right[near][-1]], fill=True, color=canvas.color("blue")
    )
    zero = in_file.counts[(in_file.left <= 0) & (in_file.right > 0)].sum()  # a bucket 1e-12 wide: drawn as a line
    left.vlines(0, 0, zero, color=canvas.color("blue"), linewidth=1.5)
    right.stairs(counts, edges, fill=True, color=canvas.color("orange"))
    left.set_title("-0.03 … 0.03")
    left.set_xlim(-0.03, 0.03)
    right.set_title("-0.03 … 1")
    for axes in (left, right):
        axes.set_xlabel("")
