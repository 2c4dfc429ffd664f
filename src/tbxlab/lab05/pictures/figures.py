"""The figures of chapter 05, Images."""

from typing import Any

import numpy as np

from tbxlab import events
from tbxlab.authoring.canvas import Canvas
from tbxlab.authoring.ends import baseline, name_end
from tbxlab.authoring.figures import figure
from tbxlab.course.folders import given_folder

SEEDS = (0, 1, 2)


def seeds(name: str) -> list[str]:
    """Return the three runs of a setting of the chapter."""
    return [f"05_chapter/{name}-{seed}" for seed in SEEDS]


@figure("05-wrap", runs=["05_chapter/ramp"], size=(7.2, 2.6))
def wrap(canvas: Canvas, runs: Any) -> None:
    """What a value becomes in the file: itself, or its negative."""
    (run,) = runs.values()
    axes = canvas.axes()
    values = np.arange(256)
    for tag, words, color, style in (
        ("uint8", "uint8", "blue", "-"),
        ("float_0_to_255", "float32", "orange", "--"),
    ):
        written = run.images[tag].pixels(0)[0, :, 0]
        axes.plot(values, written, style, color=canvas.color(color))
        name_end(canvas, axes, (255, written[-1]), words, color)
    axes.plot(200, 56, "o", markersize=6, markerfacecolor="none", markeredgecolor=canvas.theme.text)
    axes.annotate("200.0 → 56", (200, 56), xytext=(8, 4), textcoords="offset points")
    axes.set(xlabel="value given to add_image", ylabel="value in the file", xlim=(0, 256))
    axes.set(xticks=range(0, 257, 32), yticks=range(0, 257, 64))


@figure("05-channels", runs=[*seeds("channels-right"), *seeds("channels-wrong")], size=(7.2, 4.4))
def channels(canvas: Canvas, runs: Any) -> None:
    """The batches of both, and the accuracies: the same on their own images, not on images converted rightly."""
    grid = canvas.figure.subplots(2, 2, height_ratios=(1, 1.6), sharey="row")
    for column, name in enumerate(("right", "wrong")):
        above, below = grid[:, column]
        above.imshow(runs[f"05_chapter/channels-{name}-0"].images["input/batch"].pixels(0), interpolation="nearest")
        above.axis("off")
        above.set_title(("healthy: permute", "sick: reshape")[column])
        for seed in SEEDS:
            run = runs[f"05_chapter/channels-{name}-{seed}"].scalars
            canvas.line(below, run["val/accuracy"], "blue", linewidth=1.2)
            canvas.line(below, run["deployed/accuracy"], "orange", linewidth=1.2, linestyle="--")
        below.set(ylim=(0, 1), xlim=(0, 288), xlabel="step", xticks=range(0, 289, 96))
        baseline(canvas, below, 0.1, "guessing: 0.10", dy=7)
    grid[1, 0].set_ylabel("accuracy")
    name_end(canvas, grid[1, 0], (288, 0.95), "validation", "blue", dy=6)
    name_end(canvas, grid[1, 0], (288, 0.95), "deployed", "orange", dy=-6)
    name_end(canvas, grid[1, 1], (288, 0.95), "validation", "blue")
    name_end(canvas, grid[1, 1], (288, 0.075), "deployed", "orange")


@figure("05-labels-beside-healthy", runs=[*seeds("labels-right"), *seeds("labels-wrong")], size=(7.2, 2.7))
def labels(canvas: Canvas, runs: Any) -> None:
    """The validation accuracy hides the wrong labels; the count of unlikely labels does not."""
    left, right = canvas.axes(1, 2)
    ends: dict[str, list[float]] = {"blue": [], "orange": []}
    for name, run in runs.items():
        color, style = ("blue", "-") if "right" in name else ("orange", "--")
        canvas.line(left, run.scalars["val/accuracy"], color, linestyle=style, linewidth=1.1)
        count = run.scalars["train/label_below_1_percent"]
        canvas.line(right, count, color, linestyle=style, linewidth=1.1)
        ends[color].append(float(count.values[-1]))
    left.set(title="val/accuracy", ylim=(0, 1))
    right.set(title="train/label_below_1_percent", ylim=(-1, 60))
    baseline(canvas, left, 0.1, "guessing: 0.10", dy=7)
    baseline(canvas, right, 60, "60 labels are wrong", dy=-7)
    for axes in (left, right):
        axes.set(xlim=(0, 288), xticks=range(0, 289, 96))
    name_end(canvas, left, (288, 0.95), "right", "blue", dy=5)
    name_end(canvas, left, (288, 0.95), "5 % wrong", "orange", dy=-6)
    for color, words in (("blue", "right"), ("orange", "5 % wrong")):
        name_end(canvas, right, (288, float(np.mean(ends[color]))), words, color)


@figure("05-cancer", runs=["05_chapter/cancer"], size=(7.2, 2.8))
def cancer(canvas: Canvas, runs: Any) -> None:
    """Three features of the breast-cancer table by class: one separates, one has a long tail, one does neither."""
    (run,) = runs.values()
    all_axes = canvas.axes(1, 3, sharex=True)
    for axes, name in zip(all_axes, ("mean_radius", "area_error", "mean_fractal_dimension"), strict=True):
        for kind, color, style in (("malignant", "orange", "--"), ("benign", "blue", "-")):
            (found,) = run.histograms[f"{name}/{kind}"].buckets
            share = found.counts / found.counts.sum() / (found.right - found.left)
            axes.stairs(share, [*found.left, found.right[-1]], color=canvas.color(color), linestyle=style)
        axes.set(title=name, xlabel="standard deviations", yticks=[], xticks=(0, 4, 8, 12), xlim=(-3, 12))
    all_axes[0].set_ylabel("share of the rows")
    all_axes[0].annotate("benign", (0.55, 0.75), color=canvas.color("blue"))
    all_axes[0].annotate("malignant", (2.4, 0.3), color=canvas.color("orange"))
    all_axes[1].annotate("11.0", (11, 0), xytext=(0, 8), textcoords="offset points", ha="center")


@figure("05-rare", runs=seeds("rare"), size=(7.2, 2.8))
def rare(canvas: Canvas, runs: Any) -> None:
    """The accuracy of three models stays at the baseline while average precision and the PR curve climb."""
    left, middle, right = canvas.axes(1, 3)
    for name, run in runs.items():
        canvas.line(left, run.scalars["val/accuracy"], "blue", linewidth=1.2, marker="o", markersize=3)
        curve = run.pr_curves["val/is_an_8"]
        steps = [-np.sum(np.diff(np.append(r, 0)) * p) for r, p in zip(curve.recall, curve.precision, strict=True)]
        middle.plot(curve.steps, steps, color=canvas.color("blue"), linewidth=1.2, marker="o", markersize=3)
        if not name.endswith("-0"):
            continue
        for step, color, style in ((33, "purple", ":"), (330, "orange", "--"), (1320, "green", "-")):
            at = curve.steps.tolist().index(step)
            seen = curve.true_positives[at] > 0
            recall, precision = curve.recall[at][seen], curve.precision[at][seen]
            right.plot(recall, precision, style, color=canvas.color(color), linewidth=1.2)
    for (x, y), words, color in (((0.5, 0.62), "step 1,320", "green"), ((0.5, 0.2), "step 330", "orange")):
        right.annotate(words, (x, y), color=canvas.color(color))
    right.annotate("step 33", (0.02, 0.07), color=canvas.color("purple"))
    left.set(ylim=(0.9, 1), title="accuracy")
    middle.set(ylim=(0, 1), title="average precision")
    right.set(xlabel="recall", ylabel="precision", xlim=(0, 1), ylim=(0, 1), title="run rare-0")
    for axes in (left, middle):
        axes.set(xlim=(0, 2700), xticks=(0, 1320, 2640))
    baseline(canvas, left, 800 / 825, "always no: 0.970", dy=-8)
    baseline(canvas, middle, 25 / 825, "guessing: 0.03", dy=7)


@figure("05-confusion", runs=["05_chapter/confusion"], size=(7.2, 3.7))
def confusion(canvas: Canvas, runs: Any) -> None:
    """The confusion matrix after one epoch and after twelve: rows are the true digits, color is the row's share."""
    (run,) = runs.values()
    counts = run.images["val/confusion_counts"]
    for axes, step in zip(canvas.figure.subplots(1, 2, sharey=True), (24, 288), strict=True):
        matrix = counts.pixels(counts.steps.tolist().index(step))[..., 0].astype(int)
        shares = matrix / matrix.sum(axis=1, keepdims=True)
        axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
        for row, column in zip(*matrix.nonzero(), strict=True):
            color = "white" if shares[row, column] > 0.5 else "black"
            axes.text(column, row, matrix[row, column], ha="center", va="center", size=7, color=color)
        axes.set(xlabel="predicted", xticks=range(10), yticks=range(10))
        axes.set_title(f"step {step}: {np.trace(matrix)} of {matrix.sum()} right")
        axes.grid(visible=False)
    canvas.figure.axes[0].set_ylabel("true")


@figure("05-points", runs=["05_chapter/points"], size=(7.2, 3.6))
def points(canvas: Canvas, runs: Any) -> None:
    """The plane that PCA shows of one layer, with its mean left in and with its mean subtracted."""
    found = events.read_embeddings(given_folder("05_chapter") / "points")
    colors = ("blue", "orange", "green", "purple", "gray")
    panels = (("hidden_raw", "mean left in"), ("hidden_centered", "mean subtracted"))
    for axes, (name, title) in zip(canvas.figure.subplots(1, 2), panels, strict=True):
        embedding = found[f"{name}:00288"]
        _, _, components = np.linalg.svd(embedding.vectors, full_matrices=False)
        flat = embedding.vectors @ components[:2].T
        digits = np.array([int(row["label"]) for row in embedding.metadata or []])
        for digit in range(10):
            color = canvas.color(colors[digit % 5])
            axes.plot(*flat[digits == digit].T, linestyle="", marker=f"${digit}$", markersize=4.5, color=color)
        margin = 0.05 * np.ptp(flat, axis=0)
        (left, low), (right, high) = flat.min(axis=0) - margin, flat.max(axis=0) + margin
        axes.set(title=title, xlim=(left, right), ylim=(low, high), xlabel="component 1", ylabel="component 2")
