"""The figures of chapter 09, Fine-tuning a transformer."""

from typing import Any

import numpy as np

from tbxlab import events
from tbxlab.authoring.canvas import Canvas
from tbxlab.authoring.figures import figure
from tbxlab.lab09.splits import CLASSES

SEEDS = (0, 1, 2)
METHODS = {"tfidf": "gray", "probe": "green", "lora": "purple", "full": "blue"}
LABELS = (8, 32)
MONO = "DejaVu Sans Mono"


def seeds(*names: str) -> list[str]:
    """Return the three runs of lab 09 of each of these trainings."""
    return [f"09_transformer/{name}-{seed}" for name in names for seed in SEEDS]


def compare(canvas: Canvas, axes: Any, runs: Any, tag: str, *, legend: str | None = None) -> None:
    """Draw a tag of the healthy runs in blue, of the sick ones in orange and dashed."""
    for name, run in runs.items():
        sick = "/sick-" in name
        label = name.split("/")[1].rpartition("-")[0] if name.endswith("-0") else None
        canvas.line(
            axes, run.scalars[tag], "orange" if sick else "blue", label, linestyle="--" if sick else "-", linewidth=1.2
        )
    axes.set_title(tag, family=MONO)
    if legend:
        axes.legend(loc=legend)


@figure("09-scrambled", runs=seeds("full-8", "sick-scrambled"), size=(7.2, 2.8))
def scrambled(canvas: Canvas, runs: Any) -> None:
    """Training loss and validation accuracy with the vocabulary as it should be, and scrambled."""
    left, right = canvas.axes(1, 2)
    compare(canvas, left, runs, "train/loss", legend="upper right")
    compare(canvas, right, runs, "val/accuracy")
    right.set_ylim(bottom=0)


@figure("09-table", runs=seeds(*(f"{method}-{labels}" for method in METHODS for labels in LABELS)), size=(7.2, 2.7))
def table(canvas: Canvas, runs: Any) -> None:
    """Test accuracy of each method, one point for each seed, with 8 and with 32 labels a class."""
    both = canvas.axes(1, 2, sharey=True)
    for axes, labels in zip(both, LABELS, strict=True):
        for place, (method, color) in enumerate(METHODS.items()):
            scores = [
                runs[f"09_transformer/{method}-{labels}-{seed}"].scalars["test/accuracy"].values[-1] for seed in SEEDS
            ]
            axes.plot([place - 0.12, place, place + 0.12], scores, "o", color=canvas.color(color), markersize=5)
        axes.set_xticks(range(len(METHODS)), METHODS, family=MONO)
        axes.set_xlim(-0.5, len(METHODS) - 0.5)
        axes.set_ylim(0, 0.8)
        axes.set_xlabel("")
        axes.set_title(f"test/accuracy, {labels} × 10", family=MONO)


@figure("09-rates", runs=["09_transformer/full-32-0"], size=(7.2, 2.7))
def rates(canvas: Canvas, runs: Any) -> None:
    """The rate of the encoder, up and down in a line; the gradient norm with its 90th percentile."""
    left, right = canvas.axes(1, 2)
    (run,) = runs.values()
    canvas.line(left, run.scalars["rate/encoder"], "blue")
    left.set_title("rate/encoder", family=MONO)
    left.ticklabel_format(axis="y", style="sci", scilimits=(0, 0))
    norms = run.scalars["grad/norm"]
    canvas.points(right, norms.steps, norms.values, "blue", line=True)
    canvas.level(right, float(np.percentile(norms.values, 90)), "90 %")
    right.set_title("grad/norm", family=MONO)
    right.set_ylim(bottom=0)


@figure("09-overfit", runs=seeds("probe-8", "full-8"), size=(7.2, 2.8))
def overfit(canvas: Canvas, runs: Any) -> None:
    """Full fine-tuning beside the probe: its training loss goes to 0, its validation loss turns."""
    left, right = canvas.axes(1, 2)
    for name, run in runs.items():
        color, style = ("green", "--") if "/probe" in name else ("blue", "-")
        label = name.split("/")[1].rpartition("-")[0] if name.endswith("-0") else None
        canvas.line(left, run.scalars["train/loss"], color, label, linestyle=style, linewidth=1.2)
        canvas.line(right, run.scalars["val/loss"], color, label, linestyle=style, linewidth=1.2)
    left.set_title("train/loss", family=MONO)
    right.set_title("val/loss", family=MONO)
    left.legend(loc="upper right")


@figure("09-shuffled", runs=seeds("full-8", "sick-shuffled"), size=(7.2, 2.8))
def shuffled(canvas: Canvas, runs: Any) -> None:
    """Shuffled labels: the training loss falls a little later, the validation loss rises."""
    left, right = canvas.axes(1, 2)
    compare(canvas, left, runs, "train/loss", legend="upper right")
    compare(canvas, right, runs, "val/loss")


@figure("09-rate", runs=seeds("full-8", "sick-rate"), size=(7.2, 2.8))
def rate(canvas: Canvas, runs: Any) -> None:
    """A rate a hundred times too high: training loss at ln 10, gradients that vanish after a jump."""
    left, right = canvas.axes(1, 2)
    compare(canvas, left, runs, "train/loss", legend="lower left")
    compare(canvas, right, runs, "val/accuracy")
    right.set_ylim(bottom=0)


@figure("09-hidden", runs=seeds("full-8", "sick-unmasked", "sick-train-mode"), size=(7.2, 2.8))
def hidden(canvas: Canvas, runs: Any) -> None:
    """Two faults that the validation curves hide."""
    left, right = canvas.axes(1, 2, sharey=True)
    for axes, fault in ((left, "unmasked"), (right, "train-mode")):
        shown = {name: run for name, run in runs.items() if "/full" in name or fault in name}
        compare(canvas, axes, shown, "val/loss", legend="upper right")


@figure("09-embeddings", runs=["09_chapter/areas-0"], size=(7.2, 3.4))
def embeddings(canvas: Canvas, runs: Any) -> None:
    """The 200 validation sentences in the plane of two principal components, before and after."""
    from tbxlab.authoring.reference_runs import event_file

    both = canvas.axes(1, 2)
    found = events.read_embeddings(event_file("09_chapter/areas-0").parent)
    shown = ("linear algebra", "plotting", "random numbers", "distributions")
    colors = dict(zip(shown, ("blue", "orange", "green", "purple"), strict=True))
    markers = dict(zip(shown, "os^v", strict=True))
    for axes, (name, cloud) in zip(both, sorted(found.items()), strict=True):
        areas = np.array([row["label"] for row in cloud.metadata or []])
        for area in CLASSES:
            x, y = cloud.vectors[areas == area, :2].T
            axes.plot(
                x,
                y,
                markers.get(area, "."),
                color=canvas.color(colors.get(area, "gray")),
                markersize=3.5,
                alpha=1 if area in shown else 0.5,
                label=area if area in shown else None,
                markeredgewidth=0,
            )
        axes.set_title(name, family=MONO)
        axes.set_xlabel("")
        axes.tick_params(labelbottom=False, labelleft=False)
    both[0].legend(loc="best", fontsize=7)
