"""The figure of the chapter's section on spikes."""

from typing import Any

import numpy as np

from tbxlab.authoring.canvas import Canvas
from tbxlab.authoring.figures import figure
from tbxlab.lab10.runs.spikes import AFTER, AT, BEFORE, SEEDS
from tbxlab.lab10.spikes import clear

COLORS = {"back": "blue", "stays": "orange"}


RUNS = [f"10_spikes/{name}-{seed}" for name in COLORS for seed in SEEDS]


@figure("10-spike", runs=RUNS, size=(7.2, 3.2))
def spike(canvas: Canvas, runs: Any) -> None:
    """Two causes, three seeds each: the level before the spike, and the step at which waiting ends."""
    panels = canvas.figure.subplots(1, 2, sharey=True)
    for axes, name in zip(panels, COLORS, strict=True):
        before = []
        for seed in SEEDS:
            loss = runs[f"10_spikes/{name}-{seed}"].scalars["train/loss"]
            axes.plot(loss.steps, loss.values, color=canvas.color(COLORS[name]), linewidth=0.9)
            before.append(np.median(loss.values[BEFORE - clear.BEFORE : BEFORE]))
        axes.axhline(float(np.mean(before)), color=canvas.color("gray"), linewidth=1, linestyle="--")
        axes.axvline(AT + clear.WAITED, color=canvas.color("gray"), linewidth=1, linestyle=":")
        axes.set_title(f"train/loss: {name}", family="DejaVu Sans Mono")
        axes.set(xlabel="step", xlim=(AT - BEFORE, AT + AFTER))
    panels[0].set_yscale("log")
    panels[0].set_yticks((0.5, 1, 2, 5, 10), ("0.5", "1", "2", "5", "10"))
    panels[0].minorticks_off()
    panels[0].set_ylabel("nats a token")
