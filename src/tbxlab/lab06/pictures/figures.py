"""The figures of chapter 06, Comparing runs."""

from typing import Any

import numpy as np

from tbxlab.authoring.canvas import Canvas
from tbxlab.authoring.ends import name_end
from tbxlab.authoring.figures import figure

RANKS = {"first": 19, "second": 18, "third": 23, "fourth": 9}
SEEDS = range(1000, 1005)
FOUR = [f"06_chapter/trial-{number:02d}" for number in RANKS.values()]
AGAIN = [f"06_chapter/{rank}-{seed}" for rank in RANKS for seed in SEEDS]


def last(run: Any) -> float:
    """Return a run's last validation accuracy."""
    return float(run.scalars["val/accuracy"].values[-1])


@figure("06-again", runs=[*FOUR, *AGAIN], size=(7.2, 2.9))
def again(canvas: Canvas, runs: Any) -> None:
    """The four best trials, and their settings with five new seeds: dots, and the mean as a bar."""
    axes = canvas.axes()
    for place, (rank, number) in enumerate(RANKS.items()):
        five = [last(runs[f"06_chapter/{rank}-{seed}"]) for seed in SEEDS]
        axes.plot(
            place - 0.15,
            last(runs[f"06_chapter/trial-{number:02d}"]),
            marker="D",
            markersize=8,
            linestyle="",
            color=canvas.color("orange"),
        )
        axes.plot(
            np.full(5, place + 0.15),
            five,
            marker="o",
            markersize=5,
            linestyle="",
            alpha=0.7,
            color=canvas.color("blue"),
        )
        axes.hlines(np.mean(five), place + 0.02, place + 0.28, color=canvas.color("blue"), linewidth=2)
    settings = ("lr 0.22, width 2", "lr 0.20, width 32", "lr 0.73, width 16", "lr 0.06, width 32")
    names = [f"trial-{number:02d}\n{each}" for number, each in zip(RANKS.values(), settings, strict=True)]
    axes.set_xticks(range(4), names)
    axes.set(xlabel="", ylabel="val/accuracy", xlim=(-0.45, 3.75))
    name_end(canvas, axes, (-0.1, last(runs[FOUR[0]])), "in the table", "orange")
    name_end(canvas, axes, (0.28, 0.695), "five new seeds", "blue")


@figure("06-searches", runs=["06_chapter/searches"], size=(7.2, 3.1))
def searches(canvas: Canvas, runs: Any) -> None:
    """Left: 40 winners, and the same settings with five new seeds. Right: the best of k trials, and its worth."""
    (run,) = runs.values()
    left, right = canvas.axes(1, 2)
    winner, repeated = (run.scalars[tag].values for tag in ("winner/val", "again/val"))
    ends = [min(repeated.min(), winner.min()) - 0.005, winner.max() + 0.005]
    left.plot(ends, ends, color=canvas.theme.text, linewidth=0.9, linestyle=":")
    left.plot(winner, repeated, marker="o", markersize=4, markeredgewidth=0, linestyle="", color=canvas.color("blue"))
    left.set(xlabel="winner's score in the search", ylabel="mean of five new seeds")
    left.set(title="39 of 40 winners fall", xticks=[0.72, 0.76, 0.8, 0.84], yticks=[0.72, 0.76, 0.8, 0.84])
    left.set_aspect("equal")
    left.annotate("no change", (ends[1], ends[1]), xytext=(-8, 2), textcoords="offset points", ha="right")
    for tag, words, color, style in (
        ("best_of/val", "on the data that chose", "orange", "--"),
        ("best_of/fresh", "on fresh data", "blue", "-"),
    ):
        canvas.line(right, run.scalars[tag], color, linestyle=style)
        values = run.scalars[tag].values
        above = tag == "best_of/val"
        right.annotate(
            words,
            (12, float(values[11])),
            xytext=(0, 9 if above else -9),
            textcoords="offset points",
            ha="right" if above else "left",
            va="center",
            color=canvas.color(color),
        )
    right.set(xlabel="trials in the search", ylabel="accuracy of the best", title="the gap grows with the search")
    right.set(xlim=(1, 24), xticks=(1, 6, 12, 18, 24))
