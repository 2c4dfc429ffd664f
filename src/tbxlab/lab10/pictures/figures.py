"""The figure of chapter 10: the loss of a language model from scratch among its reference lines."""

from __future__ import annotations

from typing import Any

from tbxlab.authoring.canvas import Canvas
from tbxlab.authoring.figures import figure
from tbxlab.lab10.stories import lines

SEEDS = (0, 1, 2)
TITLE = {"size": 9, "family": "DejaVu Sans Mono"}
LAB = "10_language_model"


@figure("10-lines", runs=[f"{LAB}/long-{seed}" for seed in SEEDS], size=(7.2, 3.4))
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
