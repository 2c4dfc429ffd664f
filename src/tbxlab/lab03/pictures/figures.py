"""The figures of chapter 03, Histograms.

Blue is the healthy network, orange the sick one, green the sick one under Adam: one color for one run throughout.
"""

from typing import Any

import numpy as np

from tbxlab.authoring.canvas import Canvas
from tbxlab.authoring.figures import figure
from tbxlab.lab03.pictures.lines import at_zero, broken_log_axis, end_label, title

SEEDS = (0, 1, 2)
LAYERS = (1, 2, 3, 4, 5)
LN2 = float(np.log(2))


def seeds(*names: str) -> list[str]:
    """Return the three runs of each of these training runs."""
    return [f"03_chapter/{name}-{seed}" for name in names for seed in SEEDS]


@figure("03-layers", runs=["03_chapter/relu-0", "03_chapter/sigmoid-0"], size=(7.2, 2.9))
def layers(canvas: Canvas, runs: Any) -> None:
    """The gradient norm of each of five layers, in a network that learns and in one that doesn't."""
    panels = canvas.axes(1, 2, sharey=True)
    for axes, (name, run), color in zip(panels, runs.items(), ("blue", "orange"), strict=True):
        for k in LAYERS:
            points = run.scalars[f"gradient_norm/{k}"]
            axes.plot(points.steps, points.values, color=canvas.color(color), alpha=0.4 + 0.12 * k, linewidth=1.1)
        shifts = {"relu": (8, 0, 0, 0, -8), "sigmoid": (0,) * 5}[name.split("/")[1][:-2]]
        for k, shift in zip(LAYERS, shifts, strict=True):
            if color == "orange" or k in (1, 5):
                last = np.median(run.scalars[f"gradient_norm/{k}"].values)
                end_label(canvas, axes, (480, last), f"layer {k}", color, shift)
        axes.set_yscale("log")
        axes.set_xlim(-10, 490)
        title(axes, name.split("/")[1][:-2], "gradient_norm/k")


@figure("03-movement", runs=["03_chapter/sigmoid-0", "03_chapter/sigmoid-adam-0"], size=(7.2, 2.9))
def movement(canvas: Canvas, runs: Any) -> None:
    """At the first step, layer by layer: one gradient, and how far SGD and Adam move the weights by it."""
    left, right = canvas.axes(1, 2)
    for run, color, word, width in zip(runs.values(), ("orange", "green"), ("SGD", "Adam"), (4, 1.5), strict=True):
        for axes, tag in ((left, "gradient_norm"), (right, "update_ratio")):
            values = [run.scalars[f"{tag}/{k}"].values[0] for k in LAYERS]
            axes.plot(
                LAYERS, values, color=canvas.color(color), marker="o", markersize=width + 3, linewidth=width, zorder=3
            )
            axes.set_yscale("log")
            axes.set_xticks(LAYERS)
            axes.set_xlabel("layer k")
            shift = {"gradient_norm": (5, -7), "update_ratio": (6, -2)}[tag][word == "Adam"]
            end_label(canvas, axes, (5.1, values[-1]), word, color, shift)
    title(left, "step 0", "gradient_norm/k")
    title(right, "step 0", "update_ratio/k")


def beside(canvas: Canvas, axes: Any, runs: Any, tag: str, sick: str, zero: float | None = None) -> None:
    """Draw a tag of three healthy runs in blue and of three sick ones in orange; exact zeros at ``zero``."""
    for name, run in runs.items():
        if tag in run.scalars:
            color, style = ("orange", "--") if f"/{sick}-" in name else ("blue", "-")
            points = run.scalars[tag]
            values = points.values if zero is None else at_zero(points.values, zero)
            axes.plot(points.steps, values, color=canvas.color(color), linestyle=style, linewidth=1.0)
    title(axes, "", tag)
    axes.set_xlim(-10, 490)


@figure("03-dead", runs=seeds("relu", "dead"), size=(7.2, 2.7))
def dead(canvas: Canvas, runs: Any) -> None:
    """Which part of the last hidden layer is dead, and the gradient of the first layer."""
    left, right = canvas.axes(1, 2)
    beside(canvas, left, runs, "dead/4", "dead")
    left.set_ylim(-0.03, 1.05)
    end_label(canvas, left, (480, 0.93), "dead", "orange")
    end_label(canvas, left, (480, 0.18), "relu", "blue")
    beside(canvas, right, runs, "gradient_norm/1", "dead", zero=1e-7)
    broken_log_axis(canvas, right, 1e-7, [1e-5, 1e-3, 1e-1, 10])
    end_label(canvas, right, (480, 1e-7), "dead", "orange")
    end_label(canvas, right, (480, 0.3), "relu", "blue")


@figure("03-bytes", runs=seeds("classifier", "bytes"), size=(7.2, 2.7))
def as_bytes(canvas: Canvas, runs: Any) -> None:
    """How far the weights move, and which part of the units is dead, with features from 0 to 255."""
    left, right = canvas.axes(1, 2)
    beside(canvas, left, runs, "update_ratio/2", "bytes", zero=1e-9)
    broken_log_axis(canvas, left, 1e-9, [1e-7, 1e-5, 1e-3, 1e-1, 10])
    end_label(canvas, left, (480, 1e-9), "bytes", "orange")
    end_label(canvas, left, (480, 0.03), "classifier", "blue")
    beside(canvas, right, runs, "dead/1", "bytes")
    right.set_ylim(-0.03, 1.05)
    end_label(canvas, right, (480, 0.99), "bytes", "orange")
    end_label(canvas, right, (480, 0), "classifier", "blue")


@figure("03-zeros", runs=seeds("classifier", "zeros"), size=(7.2, 2.7))
def zeros(canvas: Canvas, runs: Any) -> None:
    """The gradient of the first layer, and the loss, where all weights begin at zero."""
    left, right = canvas.axes(1, 2)
    beside(canvas, left, runs, "gradient_norm/1", "zeros", zero=1e-3)
    broken_log_axis(canvas, left, 1e-3, [1e-2, 1e-1, 1])
    end_label(canvas, left, (480, 1e-3), "zeros", "orange")
    end_label(canvas, left, (480, 0.4), "classifier", "blue")
    beside(canvas, right, runs, "val/loss", "zeros")
    right.axhline(LN2, color=canvas.theme.text, linewidth=0.9, linestyle=":")
    end_label(canvas, right, (480, LN2), "zeros = ln 2", "orange")
    end_label(canvas, right, (480, 0.395), "classifier", "blue")


@figure("03-cures", runs=seeds("deep", "deep-norm", "deep-skip"), size=(7.2, 2.9))
def cures(canvas: Canvas, runs: Any) -> None:
    """A network of nine layers: the first gradient and the loss, as it is, with norm layers and with skips."""
    left, right = canvas.axes(1, 2)
    looks = {"deep": ("orange", "--"), "deep-norm": ("blue", "-"), "deep-skip": ("purple", "-")}
    for name, run in runs.items():
        color, style = looks[name.split("/")[1][:-2]]
        for axes, tag in ((left, "gradient_norm/1"), (right, "val/loss")):
            canvas.line(axes, run.scalars[tag], color, linestyle=style, linewidth=1.0)
            title(axes, "", tag)
    left.set_yscale("log")
    right.axhline(LN2, color=canvas.theme.text, linewidth=0.9, linestyle=":")
    for axes, ends in ((left, (2e-4, 0.8, 0.25)), (right, (LN2, 0.46, 0.35))):
        for (name, (color, _)), end in zip(looks.items(), ends, strict=True):
            text = f"{name} = ln 2" if name == "deep" and axes is right else name
            end_label(canvas, axes, (480, end), text, color)
        axes.set_xlim(-10, 490)
