"""The figures of chapter 02, Scalars."""

import math
from typing import Any

from tbxlab.authoring.canvas import Canvas
from tbxlab.authoring.figures import figure

LN2 = math.log(2)
SEEDS = (0, 1, 2)


def seeds(name: str) -> list[str]:
    """Return the three runs of a training of the chapter."""
    return [f"02_scalars/{name}-{seed}" for seed in SEEDS]


@figure("02-overfitting", runs=["02_scalars/overfitting-0"], size=(7.2, 2.9))
def overfitting(canvas: Canvas, runs: Any) -> None:
    """The training loss falls to nothing, the validation loss triples, the accuracy slips a little."""
    (run,) = runs.values()
    left, right = canvas.axes(1, 2)
    val, accuracy = run.scalars["val/loss"], run.scalars["val/accuracy"]
    canvas.line(left, run.scalars["train/loss"], "blue", "train/loss", linestyle="--", linewidth=1.1)
    canvas.line(left, val, "orange", "val/loss")
    canvas.line(right, accuracy, "orange", "val/accuracy")
    right.set_ylim(0.45, 1)
    for axes, place in ((left, "center right"), (right, "upper right")):
        canvas.mark(axes, val.steps[val.values.argmin()])
        axes.legend(loc=place)


@figure("02-steps", runs=["02_scalars/step-right", "02_scalars/step-wrong"], size=(7.2, 2.7))
def steps(canvas: Canvas, runs: Any) -> None:
    """The same 300 losses at the right step, and at epoch * i + i as either loader shows them."""
    right, zigzag, erased = canvas.axes(1, 3, sharex=True, sharey=True)
    well, badly = (run.scalars["train/loss"] for run in runs.values())
    canvas.line(right, well, "blue", linewidth=0.9)
    canvas.line(zigzag, badly, "orange", linewidth=0.7)
    kept = badly.kept_by_fast_loader
    canvas.points(erased, badly.steps[kept], badly.values[kept], "orange", line=True)
    right.set_title("epoch * 30 + i", family="DejaVu Sans Mono")
    zigzag.set_title("epoch * i + i", family="DejaVu Sans Mono")
    erased.set_title("epoch * i + i", family="DejaVu Sans Mono")
    right.set_ylabel("train/loss")


@figure("02-loss-before-training", runs=["02_scalars/loss-before-training"], size=(7.2, 2.4))
def loss_before_training(canvas: Canvas, runs: Any) -> None:
    """200 first losses scatter around a value a little above ln 2."""
    (run,) = runs.values()
    loss = run.scalars["val/loss"]
    axes = canvas.axes()
    canvas.points(axes, loss.steps, loss.values, "blue")
    canvas.level(axes, LN2, "ln 2")
    axes.set_ylabel("val/loss")


@figure("02-gradients", runs=["02_scalars/gradients", "02_scalars/wrong-and-sure"], size=(7.2, 3.1))
def gradients(canvas: Canvas, runs: Any) -> None:
    """The gradient of either loss against z, and how p moves from a sure mistake."""
    curves, descent = (run.scalars for run in runs.values())
    left, right = canvas.axes(1, 2)
    for name, color, style in (("cross_entropy", "blue", "-"), ("squared_error", "orange", "--")):
        gradient = curves[f"gradient/{name}"]
        left.plot(
            gradient.steps / 10 - 8,
            gradient.values,
            color=canvas.color(color),
            linestyle=style,
            label=f"gradient/{name}",
        )
        canvas.line(right, descent[f"p/{name}"], color, f"p/{name}", linestyle=style)
    left.set_xlabel("z")
    for axes in (left, right):
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), borderaxespad=0)


@figure("02-rate", runs=seeds("rate-drop")[:1], size=(7.2, 4.2))
def rate(canvas: Canvas, runs: Any) -> None:
    """The loss and its noise fall where the learning rate drops."""
    (run,) = runs.values()
    for axes, (tag, color) in zip(
        canvas.axes(3, 1, sharex=True),
        {"train/rate": "green", "train/loss": "blue", "train/gradient_norm": "purple"}.items(),
        strict=True,
    ):
        style = {"drawstyle": "steps-post"} if tag == "train/rate" else {"smoothing": 0.8}
        canvas.line(axes, run.scalars[tag], color, tag, **style)
        canvas.mark(axes, 300)
        axes.legend(loc="upper right")
        axes.set_ylim(bottom=0)


@figure("02-smoothing", runs=["02_scalars/overfitting-0"], size=(7.2, 2.8))
def smoothing(canvas: Canvas, runs: Any) -> None:
    """Smoothing moves the lowest point to the right, and up."""
    (run,) = runs.values()
    for axes, weight in zip(canvas.axes(1, 3, sharey=True), (0, 0.6, 0.9), strict=True):
        val = run.scalars["val/loss"]
        canvas.line(axes, val, "orange", smoothing=weight)
        canvas.lowest(axes, val, weight)
        axes.set_title(str(weight))
        axes.set_xlim(0, 400)
        axes.set_ylim(0.45, 1.3)
        axes.set_xticks(range(0, 401, 100))
    canvas.figure.axes[0].set_ylabel("val/loss")


def beside_healthy(canvas: Canvas, runs: Any, top: float | None = None, bottom: float = 0.0) -> Any:
    """Draw both losses of three healthy runs at the left, of three sick ones at the right, on one scale."""
    both = canvas.axes(1, 2, sharey=True)
    for name, run in runs.items():
        axes = both[0 if "/healthy" in name else 1]
        first = name.endswith("-0")
        canvas.line(
            axes,
            run.scalars["train/loss"],
            "blue",
            "train/loss" if first else None,
            smoothing=0.6,
            pale=False,
            linewidth=0.9,
            linestyle="--",
        )
        canvas.line(axes, run.scalars["val/loss"], "orange", "val/loss" if first else None, linewidth=1.3)
    both[0].set_ylim(bottom, top)
    both[0].legend(loc="upper right")
    return both


def sick(name: str, top: float | None = None) -> None:
    """Register the figure of one sick setting beside healthy."""

    @figure(f"02-{name}-beside-healthy", runs=[*seeds("healthy"), *seeds(name)], size=(7.2, 2.7))
    def draw(canvas: Canvas, runs: Any) -> None:
        beside_healthy(canvas, runs, top)


sick("overfitting", 1.8)
sick("underfitting", 0.8)
sick("rate-too-high", 3.0)
sick("shuffled-labels", 0.8)
sick("unscaled-inputs", 2.0)


@figure("02-alarm", runs=[*seeds("healthy"), *seeds("rate-too-high")], size=(7.2, 2.8))
def alarm(canvas: Canvas, runs: Any) -> None:
    """How many times its own first value the training loss is, in three healthy and three sick runs."""
    axes = canvas.axes()
    for name, run in runs.items():
        loss = run.scalars["train/loss"]
        color, style = ("blue", "-") if "/healthy" in name else ("orange", "--")
        label = name.split("/")[1][:-2] if name.endswith("-0") else None
        axes.plot(
            loss.steps,
            loss.values / loss.values[0],
            color=canvas.color(color),
            label=label,
            linewidth=0.9,
            linestyle=style,
        )
    canvas.level(axes, 2, "2")
    axes.set_yscale("log")
    axes.set_ylabel("loss[k] / loss[0]", family="DejaVu Sans Mono")
    axes.legend(loc="upper right")
