"""The runs of lab and chapter 10: from scratch, over three seeds, and the lines that they are compared with.

<setting>-<seed> are 250 steps from scratch, long-<seed> are 3,000.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tbxlab.authoring.reference_runs import run
from tbxlab.lab10 import checkpoint, measure, training
from tbxlab.lab10.stories import ORDERS, lines, renumbered
from tbxlab.lab10.training import Schedule

SEEDS = (0, 1, 2)
STUDIED = ("healthy",)
"""The settings of `training.SETTINGS` that have a run for each seed."""
SCHEDULE = Schedule(train=5, validation=25, samples=125)


def from_scratch(name: str) -> Callable[[Any, int], None]:
    """Return the maker of one setting's run."""

    def maker(writer: Any, seed: int) -> None:
        setting = training.SETTINGS[name]
        corpus = training.corpus_for(setting, seed)
        model = training.build(corpus, setting, seed)
        other = renumbered(*corpus.validation())

        def wrong_vocabulary(step: int) -> None:
            writer.add_scalar("val/wrong_vocabulary", measure.evaluate(model, *other), step)

        also = wrong_vocabulary if name == "healthy" else None
        training.train(model, corpus, setting, seed=seed, writer=writer, schedule=SCHEDULE, also=also)
        told = measure.samples(model, 40, seed=1)
        writer.add_scalar("samples/copied", measure.share_copied(told, corpus), setting.steps)

    maker.__doc__ = f"From scratch, 250 steps: {name}."
    maker.__qualname__ = f"from_scratch.{name}"
    return maker


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
for name in STUDIED:
    run(f"10_language_model/{name}-{{seed}}", seeds=SEEDS, rtol=0.2, atol=0.1, chaotic=True)(from_scratch(name))
