"""The figures of chapter 07, Keras and TensorFlow."""

from typing import Any

import numpy as np

from tbxlab.authoring.canvas import Canvas
from tbxlab.authoring.ends import baseline, name_end
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
    both = canvas.axes(1, 2, sharey=True)
    for axes, shift in zip(both, (0, 0.5), strict=True):
        for scalars, color, back, style, marker in (
            (train, "orange", shift, "-", "o"),
            (validation, "blue", 0, "-", "o"),
            (measured, "green", 0, "--", "D"),
        ):
            axes.plot(
                scalars.steps[:FIRST] - back,
                scalars.values[:FIRST],
                style,
                color=canvas.color(color),
                marker=marker,
                markersize=4,
                linewidth=1.5,
            )
        axes.set(xlim=(-0.7, FIRST - 0.8), ylim=(0, 2.6), xticks=range(FIRST), xlabel="epoch")
        baseline(canvas, axes, float(np.log(10)), "guessing: ln 10", dy=7)
        last = FIRST - 1
        name_end(canvas, axes, (last, validation.values[last]), "validation", "blue")
        name_end(canvas, axes, (last - shift, train.values[last]), "train", "orange", dy=5)
        name_end(canvas, axes, (last, measured.values[last]), "measured again", "green", dy=-3)
    both[0].set(title="as Keras logs it", ylabel="loss")
    both[1].set_title("train moved half an epoch earlier")


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
        axes.set(yticks=range(10), xticks=[0, cut], xlabel="example")
    orders[0].set(title="as written", ylabel="label")
    orders[1].set_title("sorted by class")
    for name, words, color in ((HEALTHY[1], "as written", "blue"), (SORTED, "sorted", "purple")):
        loss = runs[name].scalars["epoch_loss"]
        canvas.line(curves, loss, color)
        name_end(canvas, curves, (11, float(loss.values[-1])), words, color, dy=-4 if color == "blue" else 0)
    curves.set(title="validation loss", xlabel="epoch", xticks=range(0, 12, 2), xlim=(0, 11), ylim=(0, None))
    baseline(canvas, curves, float(np.log(10)), "ln 10", dy=6)
