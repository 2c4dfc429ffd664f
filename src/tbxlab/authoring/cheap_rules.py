"""Rules that an alarm must not be replaced by: a level, a fixed step, one that is blind to a kind, and their joins.

Each family is tried with many settings on some draws of a cohort. Its best settings are then tried on other draws:
where one passes there, the cohort can be solved without what its lab teaches, and its members or windows need mending.
"""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from tbxlab.events.run import Run
from tbxlab.grading.alarms import enough
from tbxlab.grading.cohorts import Cohort

SMOOTH = 20
"""A smoothed level is the mean over so small a part of a training: of 960 batches over 48, of 25 validations over 1."""
LIMITS, COARSE = 40, 20
FROM, COARSE_FROM = 13, 7
"""How many limits of a signal are tried, and from how many steps on a rule looks; the coarse ones where two are
joined."""
FALSE_AT_MOST = 1.0
"""False or early rings a draw, of a rule that is worth joining to another one."""
KEPT = 5
"""How many settings of a family are tried on the other draws."""

Signals = dict[str, np.ndarray]
"""What can be computed at each stage of each run: name -> float64[runs, stages]."""


@dataclass(frozen=True)
class Seen:
    """One draw, as a rule sees it: signals at each stage, and what is right."""

    levels: Signals
    """Last values of each tag, smoothed ones, and distances between tags of one name, as train/loss and val/loss."""
    relative: Signals
    """Last values beside the first one, the lowest or highest so far, and the one before."""
    steps: np.ndarray
    """int64[runs, stages + 1]: the last step in the log; behind the last stage, where nothing rang, one past all."""
    first: np.ndarray
    """int64[runs]: where it begins to be right to ring; in a healthy run behind every step."""
    last: np.ndarray
    kinds: tuple[str, ...]
    length: int
    """The last step of the longest run."""

    @property
    def sick(self) -> np.ndarray:
        """Which runs an alarm should ring for."""
        return self.first <= self.last

    @cached_property
    def verdicts(self) -> np.ndarray:
        """int8[runs, stages + 1]: 1 where ringing at that stage is right, -1 where it is false or early, 0 else."""
        early = self.steps < self.first[:, None]
        right = ~early & (self.steps <= self.last[:, None])
        found = right.astype(np.int8) - early
        found[:, -1] = ~self.sick
        return found

    def right(self, rings: np.ndarray) -> np.ndarray:
        """Return how many runs are judged right, int[…], for the stages at which a rule rings first, int[…, runs]."""
        return (self.verdicts[np.arange(len(self.first)), rings] > 0).sum(axis=-1)

    def false(self, rings: np.ndarray) -> np.ndarray:
        """Return in how many runs it rings where it must not, or too early."""
        return (self.verdicts[np.arange(len(self.first)), rings] < 0).sum(axis=-1)


def see(cohort: Cohort[Any, Any], seed: int) -> Seen:
    """Draw a cohort and read what any rule may see of it as its runs grow."""
    draw = cohort.draw(seed)
    signals: list[list[tuple[int, Signals, Signals]]] = []
    with tempfile.TemporaryDirectory(prefix="tbxlab-rules-", ignore_cleanup_errors=True) as folder:
        for i, growing in enumerate(draw.growing):
            over = {tag: max(1, len(points) // SMOOTH) for tag, points in draw.run(i).scalars.items()}
            grown = growing.grow(Path(folder, str(i)))
            signals.append([(stage.step, _levels(run, over), _relative(run)) for stage, run in grown])
    most = max(map(len, signals))
    padded = [[*each, *[each[-1]] * (most - len(each))] for each in signals]
    steps = np.asarray([[step for step, _, _ in each] for each in padded])
    past = int(steps.max()) + 1
    windows = [(past, -1) if window.first is None else (window.first, window.last) for window in draw.windows]
    return Seen(
        _stacked([[levels for _, levels, _ in each] for each in padded]),
        _stacked([[relative for _, _, relative in each] for each in padded]),
        np.concatenate([steps, np.full((len(steps), 1), past)], axis=1),
        np.asarray([first for first, _ in windows]),
        np.asarray([last for _, last in windows]),
        tuple(member.kind for member in draw.members),
        past - 1,
    )


def _levels(run: Run, over: Mapping[str, int]) -> Signals:
    found: Signals = {tag: points.values[-1] for tag, points in run.scalars.items()}
    smooth = {tag: points.values[-over[tag] :].mean() for tag, points in run.scalars.items()}
    found |= {f"smooth {tag}": value for tag, value in smooth.items() if over[tag] > 1}
    for one, other in itertools.combinations(sorted(run.scalars), 2):
        if one.rpartition("/")[2] == other.rpartition("/")[2]:
            found[f"{other} - {one}"] = smooth[other] - smooth[one]
    return found


def _relative(run: Run) -> Signals:
    found: Signals = {}
    for tag, points in run.scalars.items():
        values = points.values
        for word, beside in {
            "its first": values[0],
            "its lowest": values.min(),
            "its highest": values.max(),
            "the one before": values[-2:][0],
        }.items():
            found[f"{tag} beside {word}"] = np.asarray(values[-1] / beside if beside else np.nan)
    return found


def _stacked(stages: Sequence[Sequence[Mapping[str, Any]]]) -> Signals:
    names = sorted({name for run in stages for name in run[0]})
    return {name: np.asarray([[stage.get(name, np.nan) for stage in run] for run in stages]) for name in names}


class Threshold(NamedTuple):
    """Ring where a signal is above (or, of its negative, above minus) a limit, from a step on."""

    signal: str
    sign: int
    limit: float
    start: float

    def __str__(self) -> str:
        return f"{self.signal} {'>' if self.sign > 0 else '<'} {self.sign * self.limit:.4g} from step {self.start:.0f}"


def thresholds(draws: Sequence[Seen], which: str, limits: int, starts: int) -> list[Threshold]:
    """Return the settings to try: limits at the quantiles of each signal, steps spread over the training."""
    found = []
    for name in getattr(draws[0], which):
        values = np.concatenate([getattr(draw, which)[name].ravel() for draw in draws])
        values = values[np.isfinite(values)]
        if not len(values):
            continue
        for sign in (1, -1):
            for limit in np.unique(np.quantile(sign * values, (np.arange(limits) + 0.5) / limits)):
                found += [
                    Threshold(name, sign, float(limit), start) for start in np.linspace(0, draws[0].length, starts)
                ]
    return found


def rings(seen: Seen, which: str, rules: Sequence[Threshold]) -> np.ndarray:
    """Return the stage at which each rule rings first in each run, int[rules, runs]; the last index for never."""
    of = getattr(seen, which)
    found = np.empty((len(rules), len(seen.first)), dtype=np.int64)
    groups: dict[tuple[str, int, float], list[int]] = {}
    for i, rule in enumerate(rules):
        groups.setdefault((rule.signal, rule.sign, rule.start), []).append(i)
    for (signal, sign, start), at in groups.items():
        values = np.where(seen.steps[:, :-1] >= start, sign * of[signal], -np.inf)
        highest = np.maximum.accumulate(np.nan_to_num(values, nan=-np.inf, neginf=-np.inf), axis=1)
        limits = np.asarray([rules[i].limit for i in at])
        found[at] = np.stack([np.searchsorted(run, limits, side="right") for run in highest], axis=1)
    return found


@dataclass(frozen=True)
class Outcome:
    """How often the best setting of a family passed on draws that it was not tuned on."""

    family: str
    setting: str
    passed: int
    draws: int

    def __str__(self) -> str:
        return f"{self.family}: {self.setting} passes in {self.passed} of {self.draws} draws"


Family = Callable[[Sequence[Seen], Sequence[Seen]], Iterator[Outcome]]
"""(draws to tune on, other draws) -> what its best settings reach there"""


def _best(
    family: str, settings: Sequence[str], tuned: Iterable[np.ndarray], tried: Iterable[np.ndarray], enough_: int
) -> Iterator[Outcome]:
    """Yield the outcomes of the settings that passed most often, and were right most often, where they were tuned.

    ``tuned`` and ``tried`` hold one array for each draw: how many runs each setting judges right.
    """
    right = np.stack(list(tuned))
    order = np.lexsort((-right.sum(axis=0), -(right >= enough_).sum(axis=0)))[:KEPT]
    other = np.stack(list(tried))[:, order] >= enough_
    for i, passed in zip(order, other.sum(axis=0), strict=True):
        yield Outcome(family, settings[i], int(passed), len(other))


def _needed(seen: Seen) -> int:
    return enough(len(seen.first))


def level_by_step(tune: Sequence[Seen], others: Sequence[Seen]) -> Iterator[Outcome]:
    """A limit on a signal, from some step on: from the first one, it is the last value alone that counts."""
    rules = thresholds(tune, "levels", LIMITS, FROM)

    def right(seen: Seen) -> np.ndarray:
        return seen.right(rings(seen, "levels", rules))

    yield from _best(
        "level × step", [str(rule) for rule in rules], map(right, tune), map(right, others), _needed(tune[0])
    )


def fixed_step(tune: Sequence[Seen], others: Sequence[Seen]) -> Iterator[Outcome]:
    """Knows in hindsight which runs are sick, and rings at one step in all of them."""
    steps = np.arange(tune[0].length + 1)

    def right(seen: Seen) -> np.ndarray:
        inside = (seen.first[:, None] <= steps) & (steps <= seen.last[:, None])
        return (inside | ~seen.sick[:, None]).sum(axis=0)

    settings = [f"step {step}" for step in steps]
    yield from _best("fixed step with hindsight", settings, map(right, tune), map(right, others), _needed(tune[0]))


def blind(tune: Sequence[Seen], others: Sequence[Seen]) -> Iterator[Outcome]:
    """Judges every run rightly, but misses all of one sickness."""
    kinds = sorted({kind for seen in tune for kind, sick in zip(seen.kinds, seen.sick, strict=True) if sick})

    def right(seen: Seen) -> np.ndarray:
        return np.asarray([sum(other != kind for other in seen.kinds) for kind in kinds])

    yield from _best("blind to a kind", kinds, map(right, tune), map(right, others), _needed(tune[0]))


def knows_the_length(tune: Sequence[Seen], others: Sequence[Seen]) -> Iterator[Outcome]:
    """A limit that moves in a line with the share of the training that is done."""
    ends = []
    for name in tune[0].levels:
        values = np.concatenate([seen.levels[name].ravel() for seen in tune])
        limits = np.unique(np.quantile(values[np.isfinite(values)], np.linspace(0.04, 0.96, COARSE // 2)))
        ends += [(name, sign, a, b) for sign in (1, -1) for a in limits for b in limits if a != b]

    def right(seen: Seen) -> np.ndarray:
        done = seen.steps[:, :-1] / seen.length
        found = np.empty((len(ends), len(seen.first)), dtype=np.int64)
        for i, (name, sign, begin, end) in enumerate(ends):
            above = sign * (seen.levels[name] - (begin + (end - begin) * done)) > 0
            found[i] = np.where(above.any(axis=1), above.argmax(axis=1), above.shape[1])
        return seen.right(found)

    settings = [f"{name} {'>' if sign > 0 else '<'} {a:.4g} to {b:.4g}" for name, sign, a, b in ends]
    yield from _best("knows the length", settings, map(right, tune), map(right, others), _needed(tune[0]))


def relative_with_level(tune: Sequence[Seen], others: Sequence[Seen]) -> Iterator[Outcome]:
    """A signal beside its own past rings for some, a level from some step on for the others.

    Where the first half passes alone, it needs no level and may be what the lab teaches: it does not count here.
    """
    parts = {}
    for which, starts in (("relative", 2), ("levels", COARSE_FROM)):
        rules = [rule for rule in thresholds(tune, which, COARSE, starts) if rule.start < tune[0].length]
        false = np.mean([seen.false(rings(seen, which, rules)) for seen in tune], axis=0)
        hits = np.mean([seen.right(rings(seen, which, rules)) - (~seen.sick).sum() for seen in tune], axis=0)
        kept = np.flatnonzero((false <= FALSE_AT_MOST) & (hits > 0))
        parts[which] = [rules[i] for i in kept]
    pairs = list(itertools.product(range(len(parts["relative"])), range(len(parts["levels"]))))
    if not pairs:
        return

    def right(seen: Seen) -> np.ndarray:
        one, other = (rings(seen, which, rules) for which, rules in parts.items())
        alone = seen.right(one) >= _needed(seen)
        joined = [
            np.where(passes, 0, seen.right(np.minimum(rule, other))) for rule, passes in zip(one, alone, strict=True)
        ]
        return np.concatenate(joined)

    settings = [f"{parts['relative'][i]}, or {parts['levels'][j]}" for i, j in pairs]
    yield from _best("relative with level", settings, map(right, tune), map(right, others), _needed(tune[0]))


FAMILIES: tuple[Family, ...] = (level_by_step, fixed_step, blind, knows_the_length, relative_with_level)


def outcomes(cohort: Cohort[Any, Any], tune: Iterable[int], others: Iterable[int]) -> list[Outcome]:
    """Return what the best settings of every family, tuned on some seeds' draws, reach on others'."""
    tuned, tried = ([see(cohort, seed) for seed in seeds] for seeds in (tune, others))
    return [outcome for family in FAMILIES for outcome in family(tuned, tried)]
