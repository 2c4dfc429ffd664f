"""Check of lab 06, searching: a search that can be repeated."""

import math
import random
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tbxlab.grading.case import Case
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.expect import is_number
from tbxlab.grading.verdict import Wrong
from tbxlab.lab06.comparing import HIGHEST, LOWEST, SEEDS, WIDTHS

TRIALS = 12
LOW_HALF = 5
"""Of the first ten trials of each of two searches, half should lie in the lower half of a logarithmic scale. Fewer
than 5 of 20 come in 6 of 1,000 pairs of searches; on a linear scale 3 % lie there, and 5 of 20 come in 4 of 10,000."""
SHORT, SHORT_TRIALS = 10, 10
"""Ten more searches of ten trials each, all of them drawn at random: 120 draws and more in all."""
ENDS = 2.0
"""Some of so many rates lie within this factor of either end. That all of 120 miss one of them by chance comes in 1 of
300,000 searches: a tenth of three decades, 0.9 ** 120. All of them miss one width of five, or one seed, more rarely."""
ASKED = 2
"""Rate and width."""
BLIND = ("RandomSampler", "QMCSampler", "GridSampler", "BruteForceSampler")
"""Samplers that do not learn from the scores. Any other one that is asked for the seed optimizes it."""


@dataclass(frozen=True)
class Seeds:
    """What the searches are given: their seeds, and where the function that is searched has its maximum."""

    whole: tuple[int, int]
    short: tuple[int, ...]
    best: float


@exercise("6.3")
class SearchThatCanBeRepeated:
    """Is the space searched as asked, all of it, to its maximum, and the same again from the same seed?"""

    def case(self, seed: int) -> Case[Seeds, None]:
        """Draw seeds, and where the function that is searched has its maximum."""
        best = 10 ** random.Random(seed).uniform(-2.2, -1.8)
        short = tuple(2010 + SHORT * seed + i for i in range(SHORT))
        return Case(given=Seeds((10 + seed, 1010 + seed), short, best), true=None)

    def drive(self, answer: Any, given: Seeds, evidence: Evidence) -> None:
        """Search a function of three settings, with one seed twice and with another; keep every call.

        Then some short searches of a function that tells a sampler nothing.
        """
        import optuna

        optuna.logging.set_verbosity(optuna.logging.WARNING)

        def accuracy(rate: float, width: float, seed: float) -> float:
            return 0.8 - 0.02 * math.log10(rate / given.best) ** 2 + 0.0001 * width + 0.003 * (seed % 3)

        def nothing(rate: float, width: float, seed: float) -> float:
            return math.sin(1e4 * rate)

        first, other = given.whole
        plans = [(accuracy, TRIALS, first), (accuracy, TRIALS, first), (accuracy, TRIALS, other)]
        plans += [(nothing, SHORT_TRIALS, seed) for seed in given.short]
        evidence.note(searches=[self.searched(answer, *plan) for plan in plans])

    def searched(self, answer: Any, function: Callable[..., float], trials: int, seed: int) -> dict[str, Any]:
        """Search once and return what is to be known of it, in plain values."""
        import optuna

        calls: list[list[Any]] = []
        threads: set[int] = set()

        def train(rate: Any, width: Any, seed: Any) -> float:
            value = function(rate, width, seed)
            calls.append([rate, width, seed, value])
            threads.add(threading.get_ident())
            return value

        study = answer(train, trials, seed)
        if not isinstance(study, optuna.Study):
            raise Wrong("search-no-study", found=type(study).__name__)
        finished = [trial for trial in study.trials if trial.state == optuna.trial.TrialState.COMPLETE]
        return {
            "calls": calls,
            "trials": trials,
            "finished": len(finished),
            "best": study.best_trial.number if finished else None,
            "asked": [
                {name: value if is_number(value) else None for name, value in trial.params.items()}
                for trial in finished
            ],
            "memory": type(study._storage).__name__ == "InMemoryStorage",
            "sampler": type(study.sampler).__name__,
            "in_turn": threads <= {threading.get_ident()},
        }

    def verify(self, evidence: Evidence, case: Case[Seeds, None]) -> None:
        """Each search by itself, then whether they are the same where they should be, then what all of them drew."""
        searches = evidence.answers["searches"]
        for each in searches:
            self.verify_one(each)
        first, again, other = (each["calls"] for each in searches[:3])
        if first != again:
            at = next((i for i, pair in enumerate(zip(first, again, strict=True)) if pair[0] != pair[1]), 0)
            raise Wrong("search-not-again", trial=at, one=first[at][0], other=again[at][0])
        if first == other:
            raise Wrong("search-seed-unused")
        if not all(each["memory"] for each in searches):
            raise Wrong("search-storage")
        middle = math.sqrt(LOWEST * HIGHEST)
        drawn = [call[0] for calls in (first, other) for call in calls[:10]]
        low = sum(rate < middle for rate in drawn)
        if low < LOW_HALF:
            raise Wrong("search-linear", low=low, drawn=len(drawn), middle=middle)
        self.verify_drawn([call for each in searches for call in each["calls"]])

    def verify_one(self, found: Mapping[str, Any]) -> None:
        """As many trials as asked for, inside the space, its settings asked of the study, and its best the highest."""
        calls = found["calls"]
        if len(calls) != found["trials"] or found["finished"] != found["trials"]:
            raise Wrong("search-trials", expected=found["trials"], found=len(calls), finished=found["finished"])
        if not found["in_turn"]:
            raise Wrong("search-at-once")
        for rate, width, seed, _ in calls:
            if not is_number(rate) or not LOWEST * (1 - 1e-9) <= rate <= HIGHEST * (1 + 1e-9):
                raise Wrong("search-rate", found=rate, lowest=LOWEST, highest=HIGHEST)
            if width not in WIDTHS:
                raise Wrong("search-width", found=width, wanted=", ".join(map(str, WIDTHS)))
            if seed not in range(SEEDS):
                raise Wrong("search-seed", found=seed, last=SEEDS - 1)
        if few := [names for names in self.without_seed(found) if len(names) < ASKED]:
            raise Wrong("search-not-asked", found=", ".join(map(repr, few[0])) or "none")
        if len({call[2] for call in calls}) == 1:
            raise Wrong("search-one-seed", calls=len(calls), found=calls[0][2])
        if found["sampler"] not in BLIND and any(len(names) > len(few) for names, few in self.names(found)):
            raise Wrong("search-seed-optimized", sampler=found["sampler"])
        highest, best = max(call[3] for call in calls), calls[found["best"]][3]
        if not math.isclose(best, highest, abs_tol=1e-9):
            raise Wrong("search-best", expected=highest, found=best)

    def without_seed(self, found: Mapping[str, Any]) -> list[list[str]]:
        """Return for each trial the names that it was asked for, without one that is the training's seed in all."""
        seeds = [call[2] for call in found["calls"]]
        names = sorted({name for trial in found["asked"] for name in trial})
        others = [name for name in names if [trial.get(name) for trial in found["asked"]] != seeds]
        return [[name for name in others if name in trial] for trial in found["asked"]]

    def names(self, found: Mapping[str, Any]) -> list[tuple[list[str], list[str]]]:
        """Return for each trial all names that it was asked for, and those without the training's seed."""
        return [(list(trial), few) for trial, few in zip(found["asked"], self.without_seed(found), strict=True)]

    def verify_drawn(self, calls: Sequence[Sequence[Any]]) -> None:
        """So many draws come near both ends of the rates, and leave out no width and no seed."""
        rates, widths, seeds = (sorted({call[i] for call in calls}) for i in range(3))
        if rates[0] > LOWEST * ENDS or rates[-1] < HIGHEST / ENDS or len(rates) < len(calls) / 4:
            raise Wrong("search-not-all-rates", calls=len(calls), kinds=len(rates), low=rates[0], high=rates[-1])
        for name, found, wanted in (("width", widths, WIDTHS), ("seed", seeds, range(SEEDS))):
            if missing := sorted(set(wanted) - set(found)):
                raise Wrong("search-never", name=name, calls=len(calls), missing=missing[0])
