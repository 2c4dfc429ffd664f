"""The figures of chapter 02: train/loss is blue and dashed, val/loss orange, in each of them."""

import math
from typing import Any

from tbxlab.authoring.canvas import Canvas
from tbxlab.authoring.figures import figure

LN2 = math.log(2)
FLOOR = 0.399
"""The lowest loss that the running example's labels allow, on average; the page computes it."""
SEEDS = (0, 1, 2)
CODE = "DejaVu Sans Mono"


def seeds(name: str) -> list[str]:
    """Return the three runs of a training of the chapter."""
    return [f"02_scalars/{name}-{seed}" for seed in SEEDS]


def at_end(axes: Any, color: str, label: str, value: float, shift: float = 0) -> None:
    """Write a line's name at its right end, `shift` points higher."""
    axes.annotate(
        label,
        (1, value),
        xycoords=("axes fraction", "data"),
        xytext=(4, shift),
        textcoords="offset points",
        color=color,
        va="center",
        annotation_clip=False,
    )


def ends(canvas: Canvas, axes: Any, train: float, val: float, height: float) -> None:
    """Name both losses at their ends; where these are close, one above the other. `height` is that of the axis."""
    apart = 11 / 130 * height  # eleven points, of the 130 that an axis is high
    near = max(0.0, apart - abs(train - val)) / apart * 5.5
    up = near if train >= val else -near
    at_end(axes, canvas.color("blue"), "train/loss", train, up)
    at_end(axes, canvas.color("orange"), "val/loss", val, -up)


def levels(canvas: Canvas, axes: Any, named: dict[float, str], plain: tuple[float, ...]) -> None:
    """Draw dotted lines at values that mean something, named on the axis, between plain ticks."""
    for value in named:
        axes.axhline(value, color=canvas.theme.text, linewidth=0.9, linestyle=":")
    ticks = {value: f"{value:g}" for value in plain} | named
    axes.set_yticks(list(ticks), list(ticks.values()))


LOSSES = {FLOOR: "floor 0.40", LN2: "ln 2"}


@figure("02-overfitting", runs=["02_scalars/overfitting-0"], size=(7.2, 2.9))
def overfitting(canvas: Canvas, runs: Any) -> None:
    """The training loss falls to nothing, the validation loss triples, the accuracy slips a little."""
    (run,) = runs.values()
    left, right = canvas.axes(1, 2)
    train, val, accuracy = (run.scalars[tag] for tag in ("train/loss", "val/loss", "val/accuracy"))
    canvas.line(left, train, "blue", linestyle="--", linewidth=1.1)
    canvas.line(left, val, "orange")
    canvas.line(right, accuracy, "orange")
    left.set_title("loss")
    right.set_title("accuracy")
    ends(canvas, left, train.values[-1], val.values[-1], 1.8)
    at_end(right, canvas.color("orange"), "val/accuracy", accuracy.values[-1])
    levels(canvas, left, LOSSES, (0, 1, 1.5))
    levels(canvas, right, {0.5: "coin 0.5", 0.815: "best 0.815"}, (0.6, 0.7, 1))
    right.set_ylim(0.45, 1)
    for axes in (left, right):
        canvas.mark(axes, val.steps[val.values.argmin()])


@figure("02-steps", runs=["02_scalars/step-right", "02_scalars/step-wrong"], size=(7.2, 2.7))
def steps(canvas: Canvas, runs: Any) -> None:
    """The same 300 losses at the right step, and at epoch * i + i as either loader shows them."""
    right, erased, zigzag = canvas.axes(1, 3, sharex=True, sharey=True)
    well, badly = (run.scalars["train/loss"] for run in runs.values())
    canvas.line(right, well, "blue", linewidth=0.9)
    kept = badly.kept_by_fast_loader
    canvas.points(erased, badly.steps[kept], badly.values[kept], "blue", line=True)
    canvas.line(zigzag, badly, "blue", linewidth=0.7)
    right.set_title("step: epoch * 30 + i", family=CODE)
    erased.set_title("epoch * i + i\nfast loader", family=CODE)
    zigzag.set_title("epoch * i + i\nother loader", family=CODE)
    right.set_ylabel("train/loss")


@figure("02-loss-before-training", runs=["02_scalars/loss-before-training"], size=(7.2, 2.3))
def loss_before_training(canvas: Canvas, runs: Any) -> None:
    """200 first losses: most are a little above ln 2."""
    (run,) = runs.values()
    axes = canvas.axes()
    bins = [0.65 + 0.005 * number for number in range(27)]
    axes.hist(run.scalars["val/loss"].values, bins, color=canvas.color("orange"), alpha=0.8, linewidth=0)
    canvas.mark(axes, LN2)
    axes.annotate("ln 2", (LN2, 1), xycoords=("data", "axes fraction"), xytext=(3, -9), textcoords="offset points")
    axes.set_xlabel("val/loss")
    axes.set_ylabel("models")


@figure("02-gradients", runs=["02_scalars/gradients", "02_scalars/wrong-and-sure"], size=(7.2, 2.9))
def gradients(canvas: Canvas, runs: Any) -> None:
    """The gradient of either loss against z, and how p moves from a sure mistake."""
    curves, descent = (run.scalars for run in runs.values())
    left, right = canvas.axes(1, 2)
    for name, color, style, shift in (("cross_entropy", "green", "-", 5), ("squared_error", "purple", "--", -5)):
        gradient, p = curves[f"gradient/{name}"], descent[f"p/{name}"]
        left.plot(gradient.steps / 10 - 8, gradient.values, color=canvas.color(color), linestyle=style)
        canvas.line(right, p, color, linestyle=style)
        at_end(right, canvas.color(color), name, p.values[-1], shift)
    left.set_xlabel("z")
    left.set_title("gradient, label 1")
    right.set_title("p, from a sure mistake")


@figure("02-rate", runs=seeds("rate-drop")[:1], size=(7.2, 4.4))
def rate(canvas: Canvas, runs: Any) -> None:
    """The loss and its noise fall where the learning rate drops."""
    (run,) = runs.values()
    rows = canvas.axes(3, 1, sharex=True)
    colors = {"train/learning_rate": "green", "train/loss": "blue", "train/gradient_norm": "purple"}
    for axes, (tag, color) in zip(rows, colors.items(), strict=True):
        style = {"drawstyle": "steps-post"} if color == "green" else {"smoothing": 0.8}
        canvas.line(axes, run.scalars[tag], color, **style)
        canvas.mark(axes, 300)
        axes.set_title(tag, family=CODE)
        axes.set_ylim(bottom=0)
    levels(canvas, rows[1], LOSSES, (0, 1))
    rows[1].set_ylim(0, 1.3)


@figure("02-smoothing", runs=["02_scalars/overfitting-0"], size=(7.2, 2.8))
def smoothing(canvas: Canvas, runs: Any) -> None:
    """Smoothing moves the lowest point to the right, and up."""
    (run,) = runs.values()
    for axes, weight in zip(canvas.axes(1, 3, sharey=True), (0, 0.6, 0.9), strict=True):
        val = run.scalars["val/loss"]
        canvas.line(axes, val, "orange", smoothing=weight)
        canvas.lowest(axes, val, weight)
        axes.set_title(f"smoothing {weight}")
        axes.set_xlim(0, 400)
        axes.set_ylim(0.45, 1.3)
        axes.set_xticks(range(0, 401, 100))
    canvas.figure.axes[0].set_ylabel("val/loss")


def sick(name: str, title: str, top: float, plain: tuple[float, ...]) -> None:
    """Register the figure of three runs of one sick setting, on the axes of the healthy ones beside them."""

    @figure(f"02-{name}-beside-healthy", runs=[*seeds("healthy"), *seeds(name)], size=(7.2, 2.7))
    def draw(canvas: Canvas, runs: Any) -> None:
        both = canvas.axes(1, 2, sharey=True)
        for number, axes in enumerate(both):
            three = list(runs.values())[3 * number :][:3]
            for run in three:
                thin: Any = {"smoothing": 0.6, "pale": False, "linewidth": 0.9, "linestyle": "--"}
                canvas.line(axes, run.scalars["train/loss"], "blue", **thin)
                canvas.line(axes, run.scalars["val/loss"], "orange", linewidth=1.3)
            axes.set_title(("healthy", title)[number])
            train, val = (
                sum(run.scalars[tag].values[-10:].mean() for run in three) / 3 for tag in ("train/loss", "val/loss")
            )
            ends(canvas, axes, min(train, top), min(val, top), top)
        both[0].set_ylim(0, top)
        for axes in both:
            levels(canvas, axes, LOSSES, plain)


sick("overfitting", "overfitting", 1.8, (0, 1, 1.5))
sick("underfitting", "underfitting", 0.8, (0, 0.2))
sick("rate-too-high", "learning rate too high", 3.0, (0, 1, 2, 3))
sick("shuffled-labels", "shuffled labels", 0.8, (0, 0.2))
sick("unscaled-inputs", "unscaled inputs", 2.0, (0, 1, 1.5, 2))


@figure("02-alarm", runs=[*seeds("healthy"), *seeds("rate-too-high")], size=(7.2, 2.8))
def alarm(canvas: Canvas, runs: Any) -> None:
    """How many times its own first value the training loss is, in three healthy and three sick runs."""
    both = canvas.axes(1, 2, sharey=True)
    for name, run in runs.items():
        loss = run.scalars["train/loss"]
        axes = both[0 if "/healthy" in name else 1]
        axes.plot(loss.steps, loss.values / loss.values[0], color=canvas.color("blue"), linewidth=0.9, linestyle="--")
    for axes, title in zip(both, ("healthy", "learning rate too high"), strict=True):
        axes.set_title(title)
        axes.set_yscale("log")
        axes.minorticks_off()
        levels(canvas, axes, {2: "limit 2"}, (0.5, 1, 5, 10))
    both[0].set_ylabel("loss[k] / loss[0]", family=CODE)
