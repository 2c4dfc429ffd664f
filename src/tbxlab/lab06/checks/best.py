"""Check of lab 06, the best settings of a search, judged over several seeds."""

import math
import random
import statistics
from collections.abc import Mapping
from typing import Any

from tbxlab.grading import handed
from tbxlab.grading.case import Case
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.expect import is_number
from tbxlab.grading.verdict import Wrong

Row = tuple[Mapping[str, Any], float]
"""The settings of one trial, and its accuracy."""
Line = tuple[dict[str, Any], float, float, int]
"""One setting: mean, spread and number of seeds."""


@exercise("6.4")
class BestOverSeeds:
    """Is a setting judged by the mean over its seeds, with its spread, and only where there are enough of them?"""

    enough, counts = 3, (3, 1, 9)
    steady, one_high = (-0.004, 0.0, 0.004), (0.06, -0.012, -0.014, -0.016, -0.018)
    one_low, worst = (0.02, 0.021, 0.023, -0.064), (0.03, -0.005, -0.007, -0.008, -0.010)
    """Around their mean, the accuracies of each setting that has enough seeds."""

    def case(self, seed: int) -> Case[tuple[Row, ...], None]:
        """Draw rows of six settings in mixed order, each row with its keys in an order of its own.

        The highest single rows belong to settings with one seed and with two. Of the others, the one with the highest
        mean has the lowest spread, that with the highest row and that with the highest middle row are others, and
        the one with three seeds is never the last.
        """
        draw = random.Random(seed)
        settings = [
            {"rate": rate, "width": width, "schedule": schedule}
            for rate in (0.03, 0.1)
            for width in (8, 32)
            for schedule in (None, "cosine")
        ]
        draw.shuffle(settings)
        groups = [(0.760, self.steady), (0.752, self.one_high), (0.745, self.one_low), (0.735, self.worst)]
        groups += [(0.860, (0.004, -0.004)), (0.870, (0.0,))]
        rows: list[Row] = []
        for plain, (middle, offsets) in zip(settings, groups, strict=False):
            for k, offset in enumerate(offsets):
                whole: dict[str, Any] = plain | {"seed": k}
                mixed = {name: whole[name] for name in draw.sample(list(whole), len(whole))}
                rows.append((mixed, middle + offset + draw.gauss(0, 0.0004)))
        draw.shuffle(rows)
        return Case(given=tuple(rows), true=None)

    def drive(self, answer: Any, given: tuple[Row, ...], evidence: Evidence) -> None:
        """Ask for the best three, for the best alone, and for more than there are."""
        rows = [(dict(settings), accuracy) for settings, accuracy in given]
        with handed.unchanged(rows=rows):
            found = [answer(rows, count) for count in self.counts]
        evidence.note(found=found)

    def right(self, rows: tuple[Row, ...], count: int = 3) -> list[Line]:
        """Return [(settings, mean, spread, seeds), …] as it should be."""
        groups: dict[tuple[tuple[str, Any], ...], list[float]] = {}
        for settings, accuracy in rows:
            plain = {name: value for name, value in settings.items() if name != "seed"}
            groups.setdefault(tuple(sorted(plain.items())), []).append(accuracy)
        lines = [
            (dict(key), statistics.mean(each), statistics.stdev(each), len(each))
            for key, each in groups.items()
            if len(each) >= self.enough
        ]
        return sorted(lines, key=lambda line: -line[1])[:count]

    def verify(self, evidence: Evidence, case: Case[tuple[Row, ...], None]) -> None:
        """Count by count, line by line: which setting, then its three numbers."""
        for count, found in zip(self.counts, evidence.answers["found"], strict=True):
            self.verify_count(case.given, count, found)

    def verify_count(self, rows: tuple[Row, ...], count: int, found: Any) -> None:
        """Judge what was returned for one count."""
        right = self.right(rows, count)
        if not isinstance(found, list) or not all(isinstance(line, list) and len(line) == 4 for line in found):
            raise Wrong("best-form", found=repr(found)[:200])
        if len(found) != len(right):
            raise Wrong("best-how-many", count=count, expected=len(right), found=len(found), enough=self.enough)
        for at, (line, expected) in enumerate(zip(found, right, strict=True)):
            settings, mean, spread, seeds = line
            if not isinstance(settings, dict) or "seed" in settings or set(settings) != set(expected[0]):
                raise Wrong("best-seed-kept", line=at, found=repr(settings), names=", ".join(expected[0]))
            if settings != expected[0]:
                few = self.seeds_of(rows, settings) < self.enough
                raise Wrong(
                    "best-few-seeds" if few else "best-order",
                    line=at,
                    found=repr(settings),
                    enough=self.enough,
                    seeds=self.seeds_of(rows, settings),
                    right=expected[3],
                )
            if not is_number(mean) or not math.isclose(mean, expected[1], abs_tol=1e-6):
                raise Wrong("best-mean", line=at, expected=expected[1], found=repr(mean))
            if not is_number(spread) or not math.isclose(spread, expected[2], abs_tol=1e-6):
                population = expected[2] * math.sqrt((expected[3] - 1) / expected[3])
                near = is_number(spread) and math.isclose(spread, population, abs_tol=1e-6)
                raise Wrong(
                    "best-population" if near else "best-spread",
                    line=at,
                    expected=expected[2],
                    found=repr(spread),
                    seeds=expected[3],
                )
            if seeds != expected[3]:
                raise Wrong("best-seeds", line=at, expected=expected[3], found=repr(seeds))

    def seeds_of(self, rows: tuple[Row, ...], settings: Mapping[str, Any]) -> int:
        """Return how many rows a setting has."""
        return sum(all(row.get(name) == value for name, value in settings.items()) for row, _ in rows)
