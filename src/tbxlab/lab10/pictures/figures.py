"""The figures of chapter 10: a loss among its reference lines, and one that is too bad to be true."""

from __future__ import annotations

from typing import Any

from tbxlab.authoring.canvas import Canvas
from tbxlab.authoring.ends import name_end
from tbxlab.authoring.figures import figure
from tbxlab.lab10.stories import lines

SEEDS = (0, 1, 2)
TITLE = {"size": 9, "family": "DejaVu Sans Mono"}
LAB = "10_language_model"


def seeds(*names: str) -> list[str]:
    """Return the three runs of each of these settings."""
    return [f"{LAB}/{name}-{seed}" for name in names for seed in SEEDS]


@figure("10-lines", runs=seeds("long"), size=(7.2, 3.4))
def the_lines(canvas: Canvas, runs: Any) -> None:
    """The validation loss of three seeds over the tokens seen, and the lines that it crosses."""
    axes = canvas.axes()
    for name, run in runs.items():
        tokens, loss = run.scalars["tokens/seen"].values, run.scalars["val/loss"].values
        first = name.endswith("-0")
        axes.plot(
            tokens,
            loss,
            color=canvas.color("blue" if first else "gray"),
            linewidth=1.6 if first else 1.0,
            label="seed 0, the checkpoint" if first else None,
        )
    for name, nats in lines().items():
        canvas.level(axes, nats, name)
    axes.set_xscale("symlog", linthresh=5e4)
    axes.set_xticks((0, 1e5, 1e6), ("0", "100,000", "1,000,000"))
    axes.minorticks_off()
    axes.set(xlabel="tokens seen", ylabel="nats a token", ylim=(0, 4.9))
    axes.set_title("val/loss", **TITLE)
    axes.legend(loc="upper right")


@figure("10-vocabulary", runs=seeds("healthy"), size=(7.2, 2.8))
def vocabulary(canvas: Canvas, runs: Any) -> None:
    """The same weights on the same held-out stories, in the right vocabulary and in another one."""
    axes = canvas.axes()
    for name, run in runs.items():
        for tag, color, style in (("val/loss", "blue", "-"), ("val/wrong_vocabulary", "orange", "--")):
            canvas.line(axes, run.scalars[tag], color, linestyle=style, linewidth=1.2)
            if name.endswith("-0"):
                name_end(canvas, axes, (run.scalars[tag].steps[-1], run.scalars[tag].values[-1]), tag, color)
    canvas.level(axes, lines()["uniform"], "ln 98")
    axes.set(ylim=(0, None), ylabel="nats a token")
    axes.set_title("three healthy runs, two vocabularies", size=9)
