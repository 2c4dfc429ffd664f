"""Check of lab 06, what a trial is called."""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from tbxlab.grading import handed
from tbxlab.grading.case import Case
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.verdict import Wrong

LONGEST, DIGITS = 60, 3
NUMBER = r"[0-9.]+(?:[eE][-]?[0-9]+)?"


@dataclass(frozen=True)
class Search:
    """What one search varies, what is the same in all of its trials, and the settings of each trial."""

    varied: tuple[str, ...]
    same: Mapping[str, Any]
    trials: tuple[Mapping[str, Any], ...]


@exercise("6.1")
class NamesOfRuns:
    """Do names sort, differ, keep to harmless characters, and say what varied?"""

    def case(self, seed: int) -> Case[tuple[Search, ...], None]:
        """Draw 120 trials of one search and 12 of another; some have the very settings of an earlier one."""
        draw = random.Random(seed)
        kinds = {
            "rate": lambda: 10 ** draw.uniform(-5, 0),
            "width": lambda: draw.choice([8, 16, 128]),
            "optimizer": lambda: draw.choice(["sgd", "adam"]),
            "layers": lambda: draw.choice([1, 2, 12]),
            "dropout": lambda: draw.uniform(0.1, 0.5),
        }
        plans: tuple[tuple[tuple[str, ...], dict[str, Any], int], ...] = (
            (("rate", "width", "optimizer"), {"data": "twoclasses", "steps": 200}, 120),
            (("layers", "dropout"), {"rate": 0.05, "width": 16, "optimizer": "sgd"}, 12),
        )
        searches = []
        for varied, same, count in plans:
            trials = [{name: kinds[name]() for name in varied} | same for _ in range(count - 6)]
            searches.append(Search(varied, same, tuple(trials + trials[:6])))
        return Case(given=tuple(searches), true=None)

    def drive(self, answer: Any, given: tuple[Search, ...], evidence: Evidence) -> None:
        """Ask for every name, the last one first: a name must not come from a clock, or from counting the calls."""
        names = []
        for search in given:
            asked = list(enumerate(search.trials))[::-1]
            handed_over = [(number, dict(settings)) for number, settings in asked]
            with handed.unchanged(settings=[settings for _, settings in handed_over]):
                names.append([answer(number, settings, search.varied) for number, settings in handed_over][::-1])
        first = given[0]
        evidence.note(names=names, again=answer(0, dict(first.trials[0]), first.varied))

    def verify(self, evidence: Evidence, case: Case[tuple[Search, ...], None]) -> None:
        """One property after the other; the first that fails is told."""
        names = evidence.answers["names"]
        for search, found in zip(case.given, names, strict=True):
            self.verify_search(search, found)
        if names[0][0] != evidence.answers["again"]:
            raise Wrong("name-again", first=names[0][0], again=evidence.answers["again"])

    def verify_search(self, search: Search, names: Sequence[Any]) -> None:
        """Judge the names of one search."""
        for number, name in enumerate(names):
            if not isinstance(name, str):
                raise Wrong("name-no-text", number=number, found=repr(name))
            bad = sorted(set(re.sub(r"[A-Za-z0-9.,_=-]", "", name)))
            if not name.strip("."):
                raise Wrong("name-no-text", number=number, found=repr(name))
            if bad:
                raise Wrong("name-characters", number=number, name=name, bad=" ".join(map(repr, bad)))
        if len(set(names)) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise Wrong(
                "name-twice", name=twice, first=names.index(twice), second=names.index(twice, names.index(twice) + 1)
            )
        if len({name.lower() for name in names}) < len(names):
            raise Wrong("name-case")
        for number, (before, after) in enumerate(pairwise(names)):
            if not before < after:
                raise Wrong("name-order", first=number, second=number + 1, before=before, after=after)
        for number, (name, settings) in enumerate(zip(names, search.trials, strict=True)):
            first = re.search(r"[0-9]+", name)
            if first is None or int(first[0]) != number:
                raise Wrong("name-number", number=number, name=name, found=first[0] if first else "none")
            self.verify_says(number, name, settings, search)
            if len(name) > LONGEST:
                raise Wrong("name-long", number=number, name=name, length=len(name), longest=LONGEST)

    def verify_says(self, number: int, name: str, settings: Mapping[str, Any], search: Search) -> None:
        """Every varied setting by its name, then its value: numbers to three significant digits, as the text asks."""
        for setting in search.varied:
            value = settings[setting]
            pattern = re.escape(value) if isinstance(value, str) else NUMBER
            found = re.search(rf"{setting}[=_.-]?({pattern})", name)
            if not found:
                raise Wrong("name-says-not", number=number, name=name, setting=setting)
            if not isinstance(value, str) and not is_rounded(found[1].strip("."), value):
                raise Wrong("name-value", number=number, name=name, setting=setting, expected=value, found=found[1])
        for setting, value in search.same.items():
            if setting in name or (isinstance(value, str) and value in name):
                raise Wrong("name-constant", number=number, name=name, setting=setting)


def is_rounded(text: str, value: float) -> bool:
    """Return whether a number's text is its value to three significant digits; zeros behind them do no harm."""
    try:
        found = float(text)
    except ValueError:
        return False
    mantissa = re.sub(r"[eE].*", "", text)
    digits = mantissa.replace(".", "").strip("0")
    return f"{found:.{DIGITS}g}" == f"{value:.{DIGITS}g}" and len(digits) <= DIGITS
