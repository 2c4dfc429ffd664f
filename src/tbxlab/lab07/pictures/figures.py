"""The figures of chapter 07, Keras and TensorFlow."""

from typing import Any

import numpy as np

from tbxlab.authoring.canvas import Canvas
from tbxlab.authoring.figures import figure

HEALTHY = ["07_chapter/healthy-0/train", "07_chapter/healthy-0/validation"]
AGAIN = "07_chapter/again-0"
SORTED = "07_chapter/sorted-0/validation"
FIRST = 6
"""Of twelve epochs, those in which the curves are far enough apart to see."""


@figure("07-again", runs=[*HEALTHY, AGAIN], size=(7.2, 3.0))
def again(canvas: Canvas, runs: Any) -> None:
    """Left: train as Keras reports it, validation, and train measured again. Right: the first half an epoch earlier."""
    train, validation = (runs[name].scalars["epoch_loss"] for name in HEALTHY)
    measured = runs[AGAIN].scalars["again/loss"]
    for axes, shift in zip(canvas.axes(1, 2, sharey=True), (0, 0.5), strict=True):
        for scalars, color, label, back, style, marker in (
            (train, "orange", "train", shift, "-", "o"),
            (validation, "blue", "validation", 0, "-", "o"),
            (measured, "green", "again/loss", 0, "--", "D"),
        ):
            axes.plot(
                scalars.steps[:FIRST] - back,
                scalars.values[:FIRST],
                style,
                color=canvas.color(color),
                label=label,
                marker=marker,
                markersize=4,
                linewidth=1.5,
            )
        axes.set_title("epoch_loss", family="DejaVu Sans Mono")
        axes.set_xlim(-0.7, FIRST - 0.8)
        axes.set_xticks(range(FIRST))
        if not shift:
            axes.legend(loc="upper right", prop={"family": "DejaVu Sans Mono"})


@figure("07-sorted", runs=[*HEALTHY, SORTED], size=(7.2, 2.9))
def by_class(canvas: Canvas, runs: Any) -> None:
    """Labels in the order of the examples, as they were written and sorted by class; and the two validation losses."""
    from tbxlab.toy.photo_digits import load_data

    (_, labels), _ = load_data()
    labels = labels[:, 0]
    *orders, curves = canvas.figure.subplots(1, 3, width_ratios=(1, 1, 1.2))
    for axes, shown, cut, color in zip(orders, (labels, np.sort(labels)), (776, 771), ("blue", "purple"), strict=True):
        for part, tone in ((slice(None, cut, 3), "gray"), (slice(cut, None, 3), color)):  # every third: small files
            axes.plot(
                np.arange(len(shown))[part],
                shown[part],
                linestyle="",
                marker="o",
                markersize=2.2,
                markeredgewidth=0,
                color=canvas.color(tone),
            )
        canvas.mark(axes, cut)
        axes.set_yticks(range(10))
        axes.set_xticks([0, cut])
    for name, color in ((HEALTHY[1], "blue"), (SORTED, "purple")):
        canvas.line(curves, runs[name].scalars["epoch_loss"], color)
    curves.set_title("epoch_loss", family="DejaVu Sans Mono")
    curves.set_xlabel("step")
    curves.set_xticks(range(0, 12, 2))
    curves.set_ylim(0, None)
