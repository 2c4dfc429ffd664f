"""The figures of chapter 05, Images."""

from typing import Any

import numpy as np

from tbxlab.authoring.canvas import Canvas
from tbxlab.authoring.figures import figure

SEEDS = (0, 1, 2)


def seeds(name: str) -> list[str]:
    """Return the three runs of a setting of the chapter."""
    return [f"05_chapter/{name}-{seed}" for seed in SEEDS]


@figure("05-wrap", runs=["05_chapter/ramp"], size=(7.2, 2.8))
def wrap(canvas: Canvas, runs: Any) -> None:
    """What a pixel's value becomes in the picture: as it is, or its negative."""
    (run,) = runs.values()
    axes = canvas.axes()
    values = np.arange(256)
    for tag, color, style in (("uint8", "blue", "-"), ("float_0_to_255", "orange", "--")):
        axes.plot(values, run.images[tag].pixels(0)[0, :, 0], style, color=canvas.color(color), label=tag)
    axes.plot(200, 56, "o", markersize=6, markerfacecolor="none", markeredgecolor=canvas.theme.text)
    axes.annotate("200 → 56", (200, 56), xytext=(8, 2), textcoords="offset points")
    axes.set(xlabel="X", ylabel="PNG", xticks=range(0, 257, 32), yticks=range(0, 257, 64))
    axes.legend(loc="center left")


@figure("05-channels", runs=[*seeds("channels-right"), *seeds("channels-wrong")], size=(7.2, 4.6))
def channels(canvas: Canvas, runs: Any) -> None:
    """The batches of both, and the accuracies: the same on their own pictures, not on pictures of others."""
    grid = canvas.figure.subplots(2, 2, height_ratios=(1, 1.6))
    for column, name in enumerate(("right", "wrong")):
        above, below = grid[:, column]
        above.imshow(runs[f"05_chapter/channels-{name}-0"].images["input/batch"].pixels(0), interpolation="nearest")
        above.axis("off")
        above.set_title(("permute(0, 3, 1, 2)", "reshape(-1, 3, 8, 8)")[column], family="DejaVu Sans Mono")
        for seed in SEEDS:
            run = runs[f"05_chapter/channels-{name}-{seed}"].scalars
            first = seed == 0
            canvas.line(below, run["val/accuracy"], "blue", "val/accuracy" if first else None, linewidth=1.2)
            canvas.line(
                below,
                run["photos/accuracy"],
                "orange",
                "photos/accuracy" if first else None,
                linewidth=1.2,
                linestyle="--",
            )
        below.set(ylim=(0, 1), xlabel="step")
    grid[1, 1].legend(loc="center right")


@figure("05-labels-beside-healthy", runs=[*seeds("labels-right"), *seeds("labels-wrong")], size=(7.2, 2.7))
def labels(canvas: Canvas, runs: Any) -> None:
    """The validation accuracy hides the wrong labels; the count of unlikely labels does not."""
    left, right = canvas.axes(1, 2)
    for name, run in runs.items():
        color, style = ("blue", "-") if "right" in name else ("orange", "--")
        label = name.split("/")[1][:-2] if name.endswith("-0") else None
        canvas.line(left, run.scalars["val/accuracy"], color, label, linestyle=style, linewidth=1.1)
        canvas.line(right, run.scalars["train/label_below_1_percent"], color, label, linestyle=style, linewidth=1.1)
    left.set_title("val/accuracy")
    right.set_title("train/label_below_1_percent")
    left.legend(loc="lower right")


@figure("05-rare", runs=seeds("rare"), size=(7.2, 3.0))
def rare(canvas: Canvas, runs: Any) -> None:
    """The accuracy of three models stands still while their curves climb."""
    left, right = canvas.axes(1, 2)
    for name, run in runs.items():
        canvas.line(left, run.scalars["val/accuracy"], "blue", linewidth=1.2, marker="o", markersize=3)
        curve = run.pr_curves["val/is_an_8"]
        for step, color, style in ((33, "gray", ":"), (330, "orange", "--"), (1320, "green", "-")):
            at = curve.steps.tolist().index(step)
            seen = curve.true_positives[at] > 0
            right.plot(
                curve.recall[at][seen],
                curve.precision[at][seen],
                style,
                color=canvas.color(color),
                linewidth=1.1,
                label=f"step {step}" if name.endswith("-0") else None,
            )
    left.set(ylim=(0.9, 1), title="val/accuracy")
    right.set(xlabel="recall", ylabel="precision", xlim=(0, 1), ylim=(0, 1.02))
    right.legend(loc="upper right")


@figure("05-logits", runs=[*seeds("rare"), *seeds("rare-logits")], size=(7.2, 2.9))
def logits(canvas: Canvas, runs: Any) -> None:
    """Curves of probabilities, and of the logits of the same models: better, and made of a handful of examples."""
    both = canvas.axes(1, 2, sharey=True)
    colors = ("blue", "orange", "green")
    for name, run in runs.items():
        axes, seed = both[int("logits" in name)], int(name[-1])
        curve = run.pr_curves["val/is_an_8"]
        seen = curve.true_positives[-1] > 0
        count = curve.true_positives[-1, 0] + curve.false_positives[-1, 0]
        axes.plot(
            curve.recall[-1][seen],
            curve.precision[-1][seen],
            ("-", "--", ":")[seed],
            color=canvas.color(colors[seed]),
            label=f"{count:.0f}",
        )
        axes.set(xlabel="recall", xlim=(0, 1.02), ylim=(0, 1.02))
    both[0].set(ylabel="precision", title="sigmoid(z)")
    both[1].set_title("z")
    for axes in both:
        axes.legend(loc="lower left", title="tp + fp")


@figure("05-cancer", runs=["05_chapter/cancer"], size=(7.2, 2.8))
def cancer(canvas: Canvas, runs: Any) -> None:
    """Three features of the breast-cancer table by class: one separates, one has a long tail, one does neither."""
    (run,) = runs.values()
    for axes, name in zip(canvas.axes(1, 3), ("mean_radius", "area_error", "mean_fractal_dimension"), strict=True):
        for kind, color, style in (("malignant", "orange", "--"), ("benign", "blue", "-")):
            (found,) = run.histograms[f"{name}/{kind}"].buckets
            share = found.counts / found.counts.sum() / (found.right - found.left)
            axes.stairs(share, [*found.left, found.right[-1]], color=canvas.color(color), label=kind, linestyle=style)
        axes.set(title=name, xlabel="z", yticks=[])
    canvas.figure.axes[0].legend(loc="upper right")
