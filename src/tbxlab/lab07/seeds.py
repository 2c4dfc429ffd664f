"""The search for the seeds of lab 07's cohorts: training runs whose curves show what their kind is there to show.

``tbxlab reproduce mismatch`` searches anew and writes seeds.json beside this module. Each criterion shuts out one cheap
rule: a cohort of runs that merely happen to be of a kind would let it pass on some draws.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count, islice

from tbxlab.lab07 import cohort
from tbxlab.lab07.cohort import GUESS, Curves, Member
from tbxlab.lab07.practice import train

COMMAND = "tbxlab reproduce mismatch"
WANTED = 32
"""Seeds of each kind: two of them are in a cohort."""
AT_ONCE = 32
"""Training runs that are trained together."""
END = cohort.LAST + 1
"""What is asked of a curve is asked of its epochs until the last one at which an alarm is right."""
LOW_ACCURACY = 0.12
"""Slow runs stay below it, and sick ones that stay high are above it from the second epoch on. No level of the accuracy
has all of the sick ones below it and the slow ones above."""


@dataclass(frozen=True)
class Search:
    """What is searched for: the training run of a seed, and what its curves have to show."""

    member: Callable[[int], Member]
    shows: Callable[[Curves], bool]

    def seeds(self) -> Iterator[int]:
        """Yield the seeds 0, 1, 2 … whose training runs show it."""
        for first in count(0, AT_ONCE):
            seeds = range(first, first + AT_ONCE)
            curves = train(tuple(map(self.member, seeds)))
            yield from (seed for seed, each in zip(seeds, curves, strict=True) if self.shows(each))


def stays_near_a_guess(curves: Curves) -> bool:
    """Is the loss a little above that of a guess for seven epochs, and does the accuracy fall in one of them?

    Above a guess: no level of the loss has the frozen runs above it and the slow ones below.
    """
    loss, accuracy = curves.loss[:END], curves.accuracy[:END]
    return min(loss) > GUESS + 0.03 and max(loss) < GUESS + 0.2 and max(accuracy) < LOW_ACCURACY and not rises(accuracy)


def freezes(curves: Curves) -> bool:
    """Does the loss begin far above a guess, as in a loud run, and stand at a guess from the second epoch on?"""
    first, second, *others = curves.loss[:END]
    at_a_guess = abs(second - GUESS) < 0.03 and all(abs(value - GUESS) < 0.005 for value in others)
    return GUESS + 1 < first < 5 and at_a_guess


def stays_high(curves: Curves) -> bool:
    """Is the loss far above a guess for seven epochs, while the accuracy never falls?

    Never falls: an alarm that knows falling accuracies only misses them. An alarm for runs that stand at a guess does,
    too.
    """
    loss, accuracy = curves.loss[:END], curves.accuracy[:END]
    return min(loss) > GUESS + 0.5 and max(loss) < 10.5 and min(accuracy[1:]) > LOW_ACCURACY and rises(accuracy)


def rises(values: list[float]) -> bool:
    """Does none of the values lie below the one before it?"""
    return values == sorted(values)


KINDS: dict[str, Search] = {
    "slow": Search(lambda seed: Member("slow", seed, cohort.SLOW_RATE, cohort.SLOW_LOUDNESS), stays_near_a_guess),
    "frozen": Search(lambda seed: Member("mismatch", seed, cohort.FROZEN_RATE, cohort.FROZEN_LOUDNESS), freezes),
    "high": Search(lambda seed: Member("mismatch", seed, cohort.HIGH_RATE), stays_high),
}


def find(kind: str, wanted: int = WANTED) -> list[int]:
    """Return the smallest seeds of a kind: "slow", "frozen" or "high"."""
    return list(islice(KINDS[kind].seeds(), wanted))


def reproduce(say: Callable[[str], None] = print) -> dict[str, list[int]]:
    """Search for all seeds, write seeds.json and return them: about a minute of one core."""
    found = {}
    for kind in KINDS:
        found[kind] = find(kind)
        say(f"{kind}: {WANTED} of the first {found[kind][-1] + 1} seeds")
    lines = ",\n".join(f" {json.dumps(kind)}: {json.dumps(seeds)}" for kind, seeds in found.items())
    cohort.SEEDS.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8", newline="\n")
    return found
