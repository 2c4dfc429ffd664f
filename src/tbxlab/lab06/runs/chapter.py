"""The runs that chapter 06, Comparing runs, shows: a search of 24 trials, its four best again, and 40 more searches.

Of a trial, at steps 0, 30 … 300: train/loss over the training examples, val/accuracy over 200 others; and the three
records of the HParams dashboard, in the same run. The search draws at random, so that no rounding on another processor
can lead it elsewhere.
"""

from functools import lru_cache
from typing import Any

import numpy as np

from tbxlab.authoring.reference_runs import run
from tbxlab.lab06.trials import SPLIT, Result, Trial, spread, train

TRIALS, SAMPLER, AGAIN, SEARCHES = 24, 4, range(1000, 1005), 40
BEST = (19, 18, 23, 9)
"""The numbers of the four best trials. Written down, since the second and the third score the same: on another
processor the last digit of a loss may turn them round."""
NEAR: dict[str, Any] = {"rtol": 0.1, "atol": 0.02}  # four of 200 examples


@lru_cache(maxsize=64)
def drawn(sampler_seed: int) -> tuple[Trial, ...]:
    """Return the 24 trials of a random search: lr from 0.003 to 1 by its logarithm, width, seed."""
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=sampler_seed))
    return tuple(
        Trial(
            lr=asked.suggest_float("lr", 0.003, 1.0, log=True),
            width=asked.suggest_categorical("width", [2, 4, 8, 16, 32, 64]),
            seed=asked.suggest_int("seed", 0, 999),
        )
        for asked in (study.ask() for _ in range(TRIALS))
    )


def log(writer: Any, trial: Trial, result: Result) -> None:
    """Log a trial's curves, and for HParams its settings and the tag that counts, all in one run."""
    from tensorboardX.summary import hparams

    for record in hparams({"lr": trial.lr, "width": trial.width, "seed": trial.seed}, {"val/accuracy": 0}):
        writer.file_writer.add_summary(record)
    for step, loss, accuracy in zip(result.steps, result.loss, result.accuracy, strict=True):
        writer.add_scalar("train/loss", loss, step)
        writer.add_scalar("val/accuracy", accuracy, step)


def one_trial(writer: Any, number: int) -> None:
    """One of the 24 trials of the search."""
    trials = drawn(SAMPLER)
    log(writer, trials[number], train(trials)[number])


def once_more(writer: Any, seed: int, rank: int) -> None:
    """The setting of one of the four best trials again, with another seed."""
    setting = drawn(SAMPLER)[BEST[rank]]
    again = Trial(setting.lr, setting.width, seed)
    log(writer, again, train([again])[0])


for _number in range(TRIALS):
    run(f"06_chapter/trial-{_number:02d}", seeds=(_number,), **NEAR)(one_trial)


# One function for each rank: a recipe knows its maker by its name.
@run("06_chapter/first-{seed}", seeds=tuple(AGAIN), **NEAR)
def first(writer: Any, seed: int) -> None:
    """The setting of the winning trial again, with another seed."""
    once_more(writer, seed, rank=0)


@run("06_chapter/second-{seed}", seeds=tuple(AGAIN), **NEAR)
def second(writer: Any, seed: int) -> None:
    """The setting of the second best trial again, with another seed."""
    once_more(writer, seed, rank=1)


@run("06_chapter/third-{seed}", seeds=tuple(AGAIN), **NEAR)
def third(writer: Any, seed: int) -> None:
    """The setting of the third best trial again, with another seed."""
    once_more(writer, seed, rank=2)


@run("06_chapter/fourth-{seed}", seeds=tuple(AGAIN), **NEAR)
def fourth(writer: Any, seed: int) -> None:
    """The setting of the fourth best trial again, with another seed."""
    once_more(writer, seed, rank=3)


@run("06_chapter/searches", heavy=True, rtol=0.05, atol=0.02)
def searches(writer: Any, seed: int) -> None:
    """40 searches with other examples each: what the winner scored, what five new seeds and 20,000 fresh examples say.

    At step i, the i-th search: winner/val, winner/fresh, again/val (the mean of five seeds). At step k, the mean over
    the searches for the best of their first k trials: best_of/val, by which it was chosen, and best_of/fresh.
    """
    chosen, worth = [], []
    for i in range(SEARCHES):
        trials = drawn(seed + 100 + i)
        split = SPLIT + 100 + i
        results = train(trials, split)
        scores = np.array([result.accuracy[-1] for result in results])
        fresh = np.array([result.fresh for result in results])
        best = int(scores.argmax())
        again = train([Trial(trials[best].lr, trials[best].width, other) for other in AGAIN], split)
        writer.add_scalar("winner/val", scores[best], i)
        writer.add_scalar("winner/fresh", fresh[best], i)
        writer.add_scalar("again/val", spread(each.accuracy[-1] for each in again)[0], i)
        picks = [int(scores[:k].argmax()) for k in range(1, TRIALS + 1)]
        chosen.append(scores[picks])
        worth.append(fresh[picks])
    for k, (by, true) in enumerate(zip(np.mean(chosen, axis=0), np.mean(worth, axis=0), strict=True), 1):
        writer.add_scalar("best_of/val", by, k)
        writer.add_scalar("best_of/fresh", true, k)
