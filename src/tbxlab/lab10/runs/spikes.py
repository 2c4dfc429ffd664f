"""The runs of the chapter's section on spikes: logs of the pool, of two causes and three seeds, with one onset."""

from collections.abc import Callable
from typing import Any

from tbxlab.authoring.reference_runs import run
from tbxlab.lab10.spikes import pool

SEEDS = (0, 1, 2)
CORPUS = "stories"
CAUSES = {"back": "junk", "stays": "noise"}
AT, BEFORE, AFTER = 100, 40, 130
"""In these runs, the loss jumps at step AT; so many steps are kept before it, and after it."""


def chosen(name: str) -> list[pool.Log]:
    """Return the first logs of a cause, on stories, whose model had been trained before."""
    of_cause = [log for log in pool.load() if (log.kind, log.corpus) == (CAUSES[name], CORPUS)]
    return [log for log in of_cause if log.loss[0] < 1.5 * log.loss[log.onset - 1]][: len(SEEDS)]


def spike(name: str) -> Callable[[Any, int], None]:
    """Return the maker of one log of the pool: the steps around its jump."""

    def maker(writer: Any, seed: int) -> None:
        log = chosen(name)[seed]
        for step in range(AT - BEFORE, AT + AFTER):
            at = log.onset + step - AT
            writer.add_scalar("train/loss", log.loss[at], step)
            writer.add_scalar("grad/norm", log.norm[at], step)

    maker.__doc__ = f"A spike of the pool, on stories: {CAUSES[name]}."
    maker.__qualname__ = f"spike.{name}"
    return maker


for each in CAUSES:
    run(f"10_spikes/{each}-{{seed}}", seeds=SEEDS)(spike(each))
