"""The figures of chapter 08, Fine-tuning a CNN."""

from typing import Any

import numpy as np

from tbxlab.authoring.canvas import Canvas
from tbxlab.authoring.figures import figure

SEEDS = (0, 1, 2)
GROUPS = ("stem", "layer1", "layer2", "layer3", "head")
MONO = {"family": "DejaVu Sans Mono"}
FLOOR = 1e-5  # where a logarithmic axis begins: below it lies exactly zero
STYLES = {
    "svm": ("gray", ":"),
    "zero": ("orange", "--"),
    "probe": ("purple", "-."),
    "full": ("blue", "-"),
    "discriminative": ("green", "-"),
    "rate-too-high": ("orange", "-"),
}


def seeds(*names: str) -> list[str]:
    """Return the three runs of each of these trainings."""
    return [f"08_chapter/{name}-{seed}" for name in names for seed in SEEDS]


def name_of(run: str) -> str:
    """Return "full" for "08_chapter/full-0"."""
    return run.split("/")[1].rsplit("-", 1)[0]


def label_of(run: str) -> str | None:
    """Return the training's name for the run of seed 0, which stands for its three curves; else None."""
    return name_of(run) if run.endswith("-0") else None


@figure("08-data", runs=["08_chapter/data"], size=(7.2, 1.5))
def data(canvas: Canvas, runs: Any) -> None:
    """What the network was pretrained on, and what it is to read now."""
    (run,) = runs.values()
    for axes, tag in zip(canvas.figure.subplots(1, 3), run.images, strict=True):
        axes.imshow(run.images[tag].pixels(0), interpolation="nearest")
        axes.axis("off")
        axes.set_title(tag, size=8, **MONO)


@figure("08-transfer", runs=[f"08_chapter/table-{name}" for name in STYLES], size=(7.2, 3.2))
def transfer(canvas: Canvas, runs: Any) -> None:
    """The transfer table: mean, and the range over five seeds, for 3, 10 and 30 labels a class."""
    left, right = canvas.figure.subplots(1, 2, sharey=True)
    for axes, others in ((left, ("zero", "probe")), (right, ("discriminative", "rate-too-high"))):
        for number, name in enumerate(("svm", *others, "full")):
            run = runs[f"08_chapter/table-{name}"].scalars
            every = np.array([run[tag].values for tag in run if tag.startswith("seed_")])
            labels, mean = run["test/accuracy"].steps, run["test/accuracy"].values
            color, style = STYLES[name]
            aside = labels * 1.03 ** (number - 1.5)  # so that no bar hides another
            axes.errorbar(
                aside,
                mean,
                yerr=[mean - every.min(axis=0), every.max(axis=0) - mean],
                linewidth=1.4,
                color=canvas.color(color),
                linestyle=style,
                capsize=2.5,
                marker="o",
                markersize=3,
                label=name,
            )
        axes.set_xscale("log")
        axes.set_xticks(labels, [str(each) for each in labels])
        axes.minorticks_off()
        axes.set(xlabel="step", ylim=(0.68, 0.97))
        axes.legend(loc="lower center", ncols=2)
    left.set_title("test/accuracy", **MONO)


@figure("08-layers", runs=seeds("zero", "full", "discriminative"), size=(7.2, 2.9))
def layers(canvas: Canvas, runs: Any) -> None:
    """Which layers move: the gradient's norm and the step in parts of the weights, medians over each run."""
    left, right = canvas.axes(1, 2)
    for run_name, run in runs.items():
        color, style = STYLES[name_of(run_name)]
        for axes, kind in ((left, "grad"), (right, "update")):
            medians = [np.median(run.scalars[f"{kind}/{group}"].values) for group in GROUPS]
            axes.plot(
                GROUPS,
                medians,
                color=canvas.color(color),
                linestyle=style,
                marker="o",
                markersize=3,
                linewidth=1.2,
                label=label_of(run_name),
            )
            axes.set_title(f"{kind}/*", **MONO)
            axes.set_yscale("log")
            axes.set_xlabel("")
    left.set_yticks((0.05, 0.1, 0.2, 0.5), ("0.05", "0.1", "0.2", "0.5"))
    left.minorticks_off()
    right.legend(loc="upper center")


def beside(canvas: Canvas, axes: Any, runs: Any, tag: str, sick: str) -> None:
    """Draw a tag of three healthy runs in blue and of three sick ones in orange; zeros on the floor of a log axis."""
    for name, run in runs.items():
        color, style = ("orange", "--") if name_of(name) == sick else ("blue", "-")
        if tag in run.scalars:
            canvas.line(axes, run.scalars[tag], color, label_of(name), linestyle=style, linewidth=1.1)
    axes.set_title(tag, **MONO)


@figure("08-drifting", runs=seeds("probe", "drifting"), size=(7.2, 2.6))
def drifting(canvas: Canvas, runs: Any) -> None:
    """How far BatchNorm's running means went from where they were, and the accuracy, which hides it."""
    left, right = canvas.axes(1, 2)
    beside(canvas, left, runs, "batchnorm/shift", "drifting")
    beside(canvas, right, runs, "val/accuracy", "drifting")
    left.legend(loc="center right")
    right.set_ylim(0, 1)


@figure("08-head", runs=seeds("full", "head-not-in-the-optimizer"), size=(7.2, 2.6))
def head(canvas: Canvas, runs: Any) -> None:
    """The head's gradient, which both have; its step, which one has not; the accuracy."""
    panels = canvas.axes(1, 3)
    for axes, tag in zip(panels, ("grad/head", "update/head", "val/accuracy"), strict=True):
        beside(canvas, axes, runs, tag, "head-not-in-the-optimizer")
    panels[1].set_yscale("symlog", linthresh=FLOOR * 10)
    panels[2].legend(loc="lower right", fontsize=7)
    panels[2].set_ylim(0, 1)


@figure("08-leak", runs=seeds("full", "leak"), size=(7.2, 2.6))
def leak(canvas: Canvas, runs: Any) -> None:
    """The accuracy on validation, on the test set, and how near the nearest training picture is."""
    left, right = canvas.axes(1, 2)
    beside(canvas, left, runs, "val/accuracy", "leak")
    for number, tag in enumerate(("split/closest", "test/accuracy")):
        for name, run in runs.items():
            color = "orange" if name_of(name) == "leak" else "blue"
            right.plot(
                number + (0.1 if color == "orange" else -0.1),
                run.scalars[tag].values[-1],
                "o",
                markersize=4,
                color=canvas.color(color),
            )
    right.set_xticks([0, 1], ["split/closest", "test/accuracy"], **MONO)
    right.set(xlabel="", xlim=(-0.5, 1.5), ylim=(0, 1))
    left.set_ylim(0, 1.02)
    left.legend(loc="lower right")


@figure("08-statistics", runs=seeds("probe", "wrong-statistics", "pixels-not-scaled"), size=(7.2, 2.7))
def statistics(canvas: Canvas, runs: Any) -> None:
    """What the network gets, in mean and deviation; the loss; and the accuracy."""
    first, middle, last = canvas.axes(1, 3)
    colors = {"probe": ("blue", "-"), "wrong-statistics": ("orange", "--"), "pixels-not-scaled": ("purple", ":")}
    for name, run in runs.items():
        color, style = colors[name_of(name)]
        shown = run.scalars
        first.plot(
            shown["input/mean"].values[0],
            shown["input/std"].values[0],
            "o",
            color=canvas.color(color),
            markersize=4,
            label=label_of(name),
        )
        canvas.line(middle, shown["val/loss"], color, linestyle=style, linewidth=1.1)
        canvas.line(last, shown["val/accuracy"], color, linestyle=style, linewidth=1.1)
    first.set(xlabel="input/mean", ylabel="input/std")
    first.legend(loc="upper left", fontsize=7)
    middle.set_yscale("log")
    middle.set_yticks((0.3, 1, 3), ("0.3", "1", "3"))
    middle.minorticks_off()
    middle.set_title("val/loss", **MONO)
    last.set_title("val/accuracy", **MONO)
    last.set_ylim(0, 1)


@figure("08-rate", runs=seeds("full", "rate-too-high"), size=(7.2, 2.6))
def rate(canvas: Canvas, runs: Any) -> None:
    """How far the third stage moves, and the accuracy."""
    left, right = canvas.axes(1, 2)
    beside(canvas, left, runs, "update/layer3", "rate-too-high")
    beside(canvas, right, runs, "val/accuracy", "rate-too-high")
    left.set_yscale("log")
    right.legend(loc="lower right")
    right.set_ylim(0, 1)


@figure("08-classes", runs=["08_chapter/look-probe-0", "08_chapter/look-full-0"], size=(7.2, 2.9))
def classes(canvas: Canvas, runs: Any) -> None:
    """The recall of each digit, and precision over recall of the hardest."""
    left, right = canvas.axes(1, 2)
    for number, (label, run) in enumerate(zip(("probe", "full"), runs.values(), strict=True)):
        color, style = STYLES[label]
        recall = [run.scalars[f"recall/{digit}"].values[-1] for digit in range(10)]
        left.bar(np.arange(10) + 0.4 * number - 0.2, recall, 0.36, color=canvas.color(color), label=label)
        curve = run.pr_curves["pr/1"]
        seen = curve.true_positives[-1] > 0
        right.plot(curve.recall[-1][seen], curve.precision[-1][seen], style, color=canvas.color(color), label=label)
    left.set(xticks=range(10), ylim=(0, 1.02), xlabel="")
    left.set_title("recall/*", **MONO)
    right.set_title("pr/1", **MONO)
    right.set(xlabel="recall", ylabel="precision", xlim=(0, 1.02), ylim=(0, 1.02))
    right.legend(loc="lower left")


@figure("08-embedding", runs=["08_chapter/look-probe-0", "08_chapter/look-full-0"], size=(7.2, 3.5))
def embedding(canvas: Canvas, runs: Any) -> None:
    """Validation digits in the plane of the first two principal components of what the head gets."""
    from tbxlab import events
    from tbxlab.course import folders

    colors = {"1": "orange", "8": "blue"}
    for axes, name in zip(canvas.figure.subplots(1, 2), runs, strict=True):
        (found,) = events.read_embeddings(folders.given_folder(name)).values()
        for (x, y), digit in zip(found.vectors[:, :2], (each["label"] for each in found.metadata or []), strict=True):
            axes.text(
                x,
                y,
                digit,
                size=7,
                ha="center",
                va="center",
                color=canvas.color(colors.get(digit, "gray")),
                weight="bold" if digit in colors else "normal",
            )
        reach = np.abs(found.vectors[:, :2]).max(axis=0) * 1.08
        axes.set(xlim=(-reach[0], reach[0]), ylim=(-reach[1], reach[1]), xticks=[], yticks=[])
        axes.set_title(name.split("-")[1], **MONO)


@figure("08-features", runs=["08_chapter/look-probe-0", "08_chapter/look-full-0"], size=(7.2, 2.4))
def features(canvas: Canvas, runs: Any) -> None:
    """Sixteen feature maps of one digit after the stem and the first stage: as pretrained, and after fine-tuning."""
    grid = canvas.figure.subplots(2, 3, width_ratios=(1, 4, 4))
    for row, (name, run) in zip(grid, runs.items(), strict=True):
        for axes, layer in zip(row, ("input", "stem", "layer1"), strict=True):
            axes.imshow(run.images[f"features/{layer}"].pixels(0), interpolation="nearest", cmap="gray")
            axes.set(xticks=[], yticks=[])
            axes.grid(visible=False)
            axes.set_title(name.split("-")[1] if layer == "input" else f"features/{layer}", size=8, **MONO)


@figure("08-vgg", runs=seeds("resnet-from-zero", "vgg-from-zero", "vgg-full"), size=(7.2, 2.9))
def vgg(canvas: Canvas, runs: Any) -> None:
    """With BatchNorm and without: the gradient of each group at the first step, and the accuracy."""
    left, right = canvas.axes(1, 2)
    colors = {"resnet-from-zero": ("blue", "-"), "vgg-from-zero": ("orange", "--"), "vgg-full": ("green", "-.")}
    for name, run in runs.items():
        color, style = colors[name_of(name)]
        left.plot(
            GROUPS,
            [run.scalars[f"grad/{group}"].values[0] for group in GROUPS],
            color=canvas.color(color),
            linestyle=style,
            marker="o",
            markersize=3,
            linewidth=1.1,
        )
        canvas.line(right, run.scalars["val/accuracy"], color, label_of(name), linestyle=style, linewidth=1.1)
    left.set_yscale("log")
    left.set_title("grad/*", **MONO)
    left.set_xlabel("")
    right.set_title("val/accuracy", **MONO)
    right.set_ylim(0, 1)
    right.legend(loc="lower right")
