"""The runs of lab and chapter 10: three seeds from scratch, and the lines that they are compared with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tbxlab.authoring.reference_runs import run
from tbxlab.lab10 import checkpoint, training
from tbxlab.lab10.stories import ORDERS, lines

SEEDS = (0, 1, 2)


@run("10_language_model/long-{seed}", seeds=SEEDS, rtol=0.2, atol=0.1, chaotic=True, heavy=True)
def long(writer: Any, seed: int) -> None:
    """From scratch, 3,000 steps: with seed 0 this is how the checkpoint was made."""
    setting = checkpoint.SETTING
    corpus = training.corpus_for(setting, seed)
    model = training.build(corpus, setting, seed)
    training.train(model, corpus, setting, seed=seed, writer=writer, schedule=checkpoint.SCHEDULE)


def level(line: str) -> Callable[[Any, int], None]:
    """Return the maker of a reference line: two points under the tag of the loss that it is compared with."""

    def maker(writer: Any, seed: int) -> None:
        for step in (0, checkpoint.STEPS):
            writer.add_scalar("val/loss", lines()[line], step)

    maker.__doc__ = f"A reference line of the held-out stories: {line}."
    maker.__qualname__ = f"level.{line}"
    return maker


for line in ("uniform", *ORDERS, "floor"):
    run(f"10_chapter/line-{line}")(level(line))
