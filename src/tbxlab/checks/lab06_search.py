"""Checks of lab 06, searching: a search that can be repeated, and its best settings over several seeds."""

import math
import random
import statistics

from tbxlab.checks.core import exercise
from tbxlab.checks.expect import is_number
from tbxlab.checks.verdict import Wrong
from tbxlab.comparing import HIGHEST, LOWEST, SEEDS, WIDTHS

TRIALS = 12
LOW_HALF = 5
"""Of the first ten trials of each of two searches, half should lie in the lower half of a logarithmic scale. Fewer
than 5 of 20 come in 6 of 1,000 pairs of searches; on a linear scale 3 % lie there, and 5 of 20 come in 4 of 10,000."""


@exercise("6.3")
class SearchThatCanBeRepeated:
    """Is the space searched as asked, to its maximum, and the same again from the same seed?"""

    def case(self, seed):
        """Draw two seeds, and where the function that is searched has its maximum."""
        draw = random.Random(seed)
        return {"seeds": (10 + seed, 1010 + seed), "best": 10 ** draw.uniform(-2.2, -1.8)}

    def drive(self, search, case, evidence):
        """Search a function of three settings, with one seed twice and with another; keep every call."""
        import optuna

        optuna.logging.set_verbosity(optuna.logging.WARNING)
        searches = []
        for seed in (case["seeds"][0], case["seeds"][0], case["seeds"][1]):
            calls = []

            def train(rate, width, seed, calls=calls):
                value = 0.8 - 0.02 * math.log10(rate / case["best"]) ** 2 + 0.0001 * width + 0.003 * (seed % 3)
                calls.append([rate, width, seed, value])
                return value

            study = search(train, TRIALS, seed)
            if not isinstance(study, optuna.Study):
                raise Wrong("search-no-study", found=type(study).__name__)
            finished = [trial for trial in study.trials if trial.state == optuna.trial.TrialState.COMPLETE]
            searches.append({"calls": calls, "finished": len(finished),
                             "best": study.best_value if finished else None,
                             "memory": type(study._storage).__name__ == "InMemoryStorage"})
        evidence.note(searches=searches)

    def verify(self, evidence, case):
        """Each search by itself, then whether they are the same where they should be."""
        searches = evidence.answers["searches"]
        for each in searches:
            self.verify_one(each)
        first, again, other = (each["calls"] for each in searches)
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

    def verify_one(self, found):
        """As many trials as asked for, inside the space, and its best the highest."""
        calls = found["calls"]
        if len(calls) != TRIALS or found["finished"] != TRIALS:
            raise Wrong("search-trials", expected=TRIALS, found=len(calls), finished=found["finished"])
        for rate, width, seed, _ in calls:
            if not is_number(rate) or not LOWEST * (1 - 1e-9) <= rate <= HIGHEST * (1 + 1e-9):
                raise Wrong("search-rate", found=rate, lowest=LOWEST, highest=HIGHEST)
            if width not in WIDTHS:
                raise Wrong("search-width", found=width, wanted=", ".join(map(str, WIDTHS)))
            if seed not in range(SEEDS):
                raise Wrong("search-seed", found=seed, last=SEEDS - 1)
        if len({call[1] for call in calls}) == 1 or len({call[2] for call in calls}) == 1:
            raise Wrong("search-fixed", name="width" if len({call[1] for call in calls}) == 1 else "seed")
        highest = max(call[3] for call in calls)
        if not math.isclose(found["best"], highest, abs_tol=1e-9):
            raise Wrong("search-best", expected=highest, found=found["best"])


@exercise("6.4")
class BestOverSeeds:
    """Is a setting judged by the mean over its seeds, with its spread, and only where there are enough of them?"""

    enough, count = 3, 3

    def case(self, seed):
        """Draw rows of six settings in mixed order: the highest single row belongs to a setting with one seed only."""
        draw = random.Random(seed)
        rows = []
        for i, runs in enumerate((5, 5, 4, 3, 2, 1)):
            middle = 0.70 + 0.013 * ((i * 4 + seed) % 6) + (0.1 if runs < 3 else 0)
            rows += [({"rate": 0.1 * (i + 1), "width": 2 ** (2 + i % 3), "seed": k}, draw.gauss(middle, 0.012))
                     for k in range(runs)]
        draw.shuffle(rows)
        return rows

    def drive(self, best, rows, evidence):
        """Ask for the best three."""
        evidence.note(found=best([(dict(settings), accuracy) for settings, accuracy in rows], self.count))

    def right(self, rows):
        """Return [(settings, mean, spread, seeds), …] as it should be."""
        groups = {}
        for settings, accuracy in rows:
            plain = {name: value for name, value in settings.items() if name != "seed"}
            groups.setdefault(tuple(plain.items()), []).append(accuracy)
        lines = [(dict(key), statistics.mean(each), statistics.stdev(each), len(each))
                 for key, each in groups.items() if len(each) >= self.enough]
        return sorted(lines, key=lambda line: -line[1])[: self.count]

    def verify(self, evidence, rows):
        """Line by line: which setting, then its three numbers."""
        found, right = evidence.answers["found"], self.right(rows)
        if not isinstance(found, list) or not all(isinstance(line, list) and len(line) == 4 for line in found):
            raise Wrong("best-form", found=repr(found)[:200])
        if len(found) != self.count:
            raise Wrong("best-how-many", expected=self.count, found=len(found))
        many = {tuple(settings.items()): seeds for settings, _, _, seeds in right}
        for at, (line, wanted) in enumerate(zip(found, right, strict=True)):
            settings, mean, spread, seeds = line
            if not isinstance(settings, dict) or set(settings) != {"rate", "width"}:
                raise Wrong("best-seed-kept", line=at, found=repr(settings))
            if settings != wanted[0]:
                few = tuple(settings.items()) not in many and self.seeds_of(rows, settings) < self.enough
                raise Wrong("best-few-seeds" if few else "best-order", line=at, found=repr(settings),
                            enough=self.enough, seeds=self.seeds_of(rows, settings))
            if not is_number(mean) or not math.isclose(mean, wanted[1], abs_tol=1e-6):
                raise Wrong("best-mean", line=at, expected=wanted[1], found=repr(mean))
            if not is_number(spread) or not math.isclose(spread, wanted[2], abs_tol=1e-6):
                population = wanted[2] * math.sqrt((wanted[3] - 1) / wanted[3])
                near = is_number(spread) and math.isclose(spread, population, abs_tol=1e-6)
                raise Wrong("best-population" if near else "best-spread", line=at, expected=wanted[2],
                            found=repr(spread), seeds=wanted[3])
            if seeds != wanted[3]:
                raise Wrong("best-seeds", line=at, expected=wanted[3], found=repr(seeds))

    def seeds_of(self, rows, settings):
        """Return how many rows a setting has."""
        return sum(all(row.get(name) == value for name, value in settings.items()) for row, _ in rows)
