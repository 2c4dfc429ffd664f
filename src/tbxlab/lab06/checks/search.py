"""Checks of lab 06, searching: a search that can be repeated, and its best settings over several seeds."""

import math
import random
import statistics

from tbxlab.grading.core import exercise
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
"""Rate and width. The seed may be asked for, too, or follow from the trial's number: it is varied, not optimized."""


@exercise("6.3")
class SearchThatCanBeRepeated:
    """Is the space searched as asked, all of it, to its maximum, and the same again from the same seed?"""

    def case(self, seed):
        """Draw seeds, and where the function that is searched has its maximum."""
        draw = random.Random(seed)
        return {
            "seeds": (10 + seed, 1010 + seed),
            "short": [2010 + SHORT * seed + i for i in range(SHORT)],
            "best": 10 ** draw.uniform(-2.2, -1.8),
        }

    def drive(self, search, case, evidence):
        """Search a function of three settings, with one seed twice and with another; keep every call.

        Then some short searches of a function that tells a sampler nothing.
        """
        import optuna

        optuna.logging.set_verbosity(optuna.logging.WARNING)

        def accuracy(rate, width, seed):
            return 0.8 - 0.02 * math.log10(rate / case["best"]) ** 2 + 0.0001 * width + 0.003 * (seed % 3)

        def nothing(rate, width, seed):
            return math.sin(1e4 * rate)

        searches = []
        whole = [(accuracy, TRIALS, seed) for seed in (case["seeds"][0], *case["seeds"])]
        for function, trials, seed in whole + [(nothing, SHORT_TRIALS, seed) for seed in case["short"]]:
            calls = []

            def train(rate, width, seed, calls=calls, function=function):
                value = function(rate, width, seed)
                calls.append([rate, width, seed, value])
                return value

            study = search(train, trials, seed)
            if not isinstance(study, optuna.Study):
                raise Wrong("search-no-study", found=type(study).__name__)
            finished = [trial for trial in study.trials if trial.state == optuna.trial.TrialState.COMPLETE]
            searches.append(
                {
                    "calls": calls,
                    "trials": trials,
                    "finished": len(finished),
                    "best": study.best_trial.number if finished else None,
                    "asked": [
                        {name: value if is_number(value) else None for name, value in trial.params.items()}
                        for trial in finished
                    ],
                    "memory": type(study._storage).__name__ == "InMemoryStorage",
                }
            )
        evidence.note(searches=searches)

    def verify(self, evidence, case):
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

    def verify_one(self, found):
        """As many trials as asked for, inside the space, its settings asked of the study, and its best the highest."""
        calls = found["calls"]
        if len(calls) != found["trials"] or found["finished"] != found["trials"]:
            raise Wrong("search-trials", expected=found["trials"], found=len(calls), finished=found["finished"])
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
        highest, best = max(call[3] for call in calls), calls[found["best"]][3]
        if not math.isclose(best, highest, abs_tol=1e-9):
            raise Wrong("search-best", expected=highest, found=best)

    def without_seed(self, found):
        """Return for each trial the names that it was asked for, without one that is the training's seed in all."""
        seeds = [call[2] for call in found["calls"]]
        names = sorted({name for trial in found["asked"] for name in trial})
        others = [name for name in names if [trial.get(name) for trial in found["asked"]] != seeds]
        return [[name for name in others if name in trial] for trial in found["asked"]]

    def verify_drawn(self, calls):
        """So many draws come near both ends of the rates, and leave out no width and no seed."""
        rates, widths, seeds = (sorted({call[i] for call in calls}) for i in range(3))
        if rates[0] > LOWEST * ENDS or rates[-1] < HIGHEST / ENDS or len(rates) < len(calls) / 4:
            raise Wrong("search-not-all-rates", calls=len(calls), kinds=len(rates), low=rates[0], high=rates[-1])
        for name, found, wanted in (("width", widths, WIDTHS), ("seed", seeds, range(SEEDS))):
            if missing := sorted(set(wanted) - set(found)):
                raise Wrong("search-never", name=name, calls=len(calls), missing=missing[0])


@exercise("6.4")
class BestOverSeeds:
    """Is a setting judged by the mean over its seeds, with its spread, and only where there are enough of them?"""

    enough, counts = 3, (3, 1, 9)
    steady, one_high = (-0.004, 0.0, 0.004), (0.06, -0.012, -0.014, -0.016, -0.018)
    one_low, worst = (0.02, 0.021, 0.023, -0.064), (0.03, -0.005, -0.007, -0.008, -0.010)
    """Around their mean, the accuracies of each setting that has enough seeds."""

    def case(self, seed):
        """Draw rows of six settings in mixed order; no two settings agree in more than two of their three names.

        The highest single rows belong to settings with one seed and with two. Of the others, the one with the highest
        mean has the lowest spread, that with the highest row and that with the highest middle row are others, and
        the one with three seeds is never the last.
        """
        draw = random.Random(seed)
        settings = [
            {"rate": rate, "width": width, "momentum": momentum}
            for rate in (0.03, 0.1)
            for width in (8, 32)
            for momentum in (0.0, 0.9)
        ]
        draw.shuffle(settings)
        groups = [(0.760, self.steady), (0.752, self.one_high), (0.745, self.one_low), (0.735, self.worst)]
        groups += [(0.860, (0.004, -0.004)), (0.870, (0.0,))]
        rows = []
        for plain, (middle, offsets) in zip(settings, groups, strict=False):
            rows += [(plain | {"seed": k}, middle + offset + draw.gauss(0, 0.0004)) for k, offset in enumerate(offsets)]
        draw.shuffle(rows)
        return rows

    def drive(self, best, rows, evidence):
        """Ask for the best three, for the best alone, and for more than there are."""
        evidence.note(
            found=[best([(dict(settings), accuracy) for settings, accuracy in rows], count) for count in self.counts]
        )

    def right(self, rows, count=3):
        """Return [(settings, mean, spread, seeds), …] as it should be."""
        groups = {}
        for settings, accuracy in rows:
            plain = {name: value for name, value in settings.items() if name != "seed"}
            groups.setdefault(tuple(plain.items()), []).append(accuracy)
        lines = [
            (dict(key), statistics.mean(each), statistics.stdev(each), len(each))
            for key, each in groups.items()
            if len(each) >= self.enough
        ]
        return sorted(lines, key=lambda line: -line[1])[:count]

    def verify(self, evidence, rows):
        """Count by count, line by line: which setting, then its three numbers."""
        for count, found in zip(self.counts, evidence.answers["found"], strict=True):
            self.verify_count(rows, count, found)

    def verify_count(self, rows, count, found):
        """Judge what was returned for one count."""
        right = self.right(rows, count)
        if not isinstance(found, list) or not all(isinstance(line, list) and len(line) == 4 for line in found):
            raise Wrong("best-form", found=repr(found)[:200])
        if len(found) != len(right):
            raise Wrong("best-how-many", count=count, expected=len(right), found=len(found), enough=self.enough)
        many = {tuple(settings.items()): seeds for settings, _, _, seeds in right}
        for at, (line, wanted) in enumerate(zip(found, right, strict=True)):
            settings, mean, spread, seeds = line
            if not isinstance(settings, dict) or "seed" in settings or set(settings) != set(wanted[0]):
                raise Wrong("best-seed-kept", line=at, found=repr(settings), names=", ".join(wanted[0]))
            if settings != wanted[0]:
                few = tuple(settings.items()) not in many and self.seeds_of(rows, settings) < self.enough
                raise Wrong(
                    "best-few-seeds" if few else "best-order",
                    line=at,
                    found=repr(settings),
                    enough=self.enough,
                    seeds=self.seeds_of(rows, settings),
                    right=wanted[3],
                )
            if not is_number(mean) or not math.isclose(mean, wanted[1], abs_tol=1e-6):
                raise Wrong("best-mean", line=at, expected=wanted[1], found=repr(mean))
            if not is_number(spread) or not math.isclose(spread, wanted[2], abs_tol=1e-6):
                population = wanted[2] * math.sqrt((wanted[3] - 1) / wanted[3])
                near = is_number(spread) and math.isclose(spread, population, abs_tol=1e-6)
                raise Wrong(
                    "best-population" if near else "best-spread",
                    line=at,
                    expected=wanted[2],
                    found=repr(spread),
                    seeds=wanted[3],
                )
            if seeds != wanted[3]:
                raise Wrong("best-seeds", line=at, expected=wanted[3], found=repr(seeds))

    def seeds_of(self, rows, settings):
        """Return how many rows a setting has."""
        return sum(all(row.get(name) == value for name, value in settings.items()) for row, _ in rows)
