"""Checks of lab 06, reading: what a search says, and what five comparisons support.

What is right is worked out from the committed event files, so it follows them should they be made again.
"""

import math
from functools import cache
from typing import Any

from tbxlab import events
from tbxlab.course import folders
from tbxlab.grading.case import Case
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.expect import is_number
from tbxlab.grading.patients import judge_each, raise_together
from tbxlab.grading.verdict import Wrong
from tbxlab.lab06.comparing import ACCURACY

LAB = "06_comparing"
NEAR = 0.05
"""Two of the 0.023 by which an accuracy over 300 examples is uncertain: nobody can tell such rows apart."""
CLAIMS = {
    "a": "unequal budgets",
    "b": "supported",
    "c": "lucky seed",
    "d": "tuned on the test set",
    "e": "differing keys",
}
WOULD_SHOW = {
    "supported": "claim-not-supported",
    "lucky seed": "claim-not-lucky",
    "unequal budgets": "claim-not-budgets",
    "tuned on the test set": "claim-not-test",
    "differing keys": "claim-not-keys",
}
"""Each verdict, with the message for those who give it where it is another."""


@cache
def given_runs(letter: str) -> dict[str, events.Run]:
    """Return the runs of one comparison, or of the search "s", as they are committed (a copy may have been changed)."""
    found = sorted(folders.given_folder(LAB).glob(f"{letter}-*"))
    return {folder.name: events.read_run(folder) for folder in found}


def hyperparameters(run: events.Run) -> dict[str, Any]:
    """Return the hyperparameters of a run's row."""
    return dict(run.hparams.values) if run.hparams else {}


def accuracy(run: events.Run) -> float:
    """Return the accuracy in a run's row."""
    return float(run.scalars[ACCURACY].values[-1])


@exercise("6.5")
class WhatMattered:
    """Is the hyperparameter found that mattered, and how much the top rows say?"""

    def case(self, seed: int) -> Case[None, None]:
        """Nothing to draw: the search is always the same."""
        return Case(given=None, true=None)

    def drive(self, answer: Any, given: None, evidence: Evidence) -> None:
        """Keep the answer."""
        evidence.note(reading=answer)

    def good(self) -> list[events.Run]:
        """Return the trials that cannot be told from the top row."""
        top = max(map(accuracy, given_runs("s").values()))
        return [run for run in given_runs("s").values() if accuracy(run) > top - NEAR]

    def verify(self, evidence: Evidence, case: Case[None, None]) -> None:
        """Compare with what the files hold."""
        reading = evidence.answers["reading"]
        wanted = ("mattered", "as_good", "rates", "widths")
        if not isinstance(reading, dict) or set(reading) != set(wanted):
            raise Wrong("search-form", wanted=", ".join(map(repr, wanted)), found=repr(reading))
        good = self.good()
        if reading["as_good"] != len(good):
            raise Wrong("search-as-good", found=repr(reading["as_good"]), near=NEAR)
        widths = sorted({int(hyperparameters(run)["width"]) for run in good})
        said = reading["widths"]
        if not isinstance(said, list) or sorted(said, key=str) != sorted(widths, key=str):
            raise Wrong("search-widths", found=repr(said))
        if reading["mattered"] != "rate":
            self.verify_mattered(reading["mattered"])
        self.verify_rates(reading["rates"], good)

    def verify_mattered(self, found: Any) -> None:
        """Tell how the best trials are spread over another hyperparameter."""
        if found not in ("width", "seed"):
            raise Wrong("search-mattered-form", found=repr(found))
        runs = given_runs("s").values()
        values = sorted({int(hyperparameters(run)[found]) for run in runs})
        worst = {value: min(accuracy(run) for run in runs if hyperparameters(run)[found] == value) for value in values}
        low = max(worst, key=lambda each: worst[each])
        raise Wrong("search-mattered", found=found, best=low, worst=worst[low])

    def verify_rates(self, found: Any, good: list[events.Run]) -> None:
        """Expect the ends of the range; between its low end and the next trial below it, any number will do."""
        if not isinstance(found, list) or len(found) != 2 or not all(map(is_number, found)) or found[0] >= found[1]:
            raise Wrong("search-rates-form", found=repr(found))
        rates = sorted(hyperparameters(run)["rate"] for run in good)
        below = max(
            hyperparameters(run)["rate"] for run in given_runs("s").values() if hyperparameters(run)["rate"] < rates[0]
        )
        if not below < found[0] <= rates[0] * 1.05 or not rates[-1] * 0.95 <= found[1] <= rates[-1] * 1.2:
            inside = sum(found[0] <= hyperparameters(run)["rate"] <= found[1] for run in given_runs("s").values())
            raise Wrong("search-rates", low=found[0], high=found[1], inside=inside)


@exercise("6.6")
class WhatTheLogSupports:
    """Is it seen which of five claims its log supports, and what is missing for the others?"""

    def case(self, seed: int) -> Case[None, None]:
        """Nothing to draw: the comparisons are always the same."""
        return Case(given=None, true=None)

    def drive(self, answer: Any, given: None, evidence: Evidence) -> None:
        """Keep the answer."""
        evidence.note(claims=answer)

    def verify(self, evidence: Evidence, case: Case[None, None]) -> None:
        """Judge all five; a wrong verdict is told what it would show, never the right one; then where it shows."""
        claims = evidence.answers["claims"]
        if not isinstance(claims, dict) or set(claims) != set(CLAIMS):
            raise Wrong("claim-letters", found=repr(claims))
        raise_together(judge_each(CLAIMS, lambda letter: self.judge(letter, claims[letter])), "claim-several")

    def judge(self, letter: str, claim: Any) -> None:
        """Raise Wrong for what is wrong with the answer about one comparison."""
        is_pair = isinstance(claim, list) and len(claim) == 2 and all(isinstance(each, str) for each in claim)
        if not is_pair or claim[0] not in WOULD_SHOW:
            raise Wrong("claim-form", letter=letter, found=repr(claim), known=", ".join(WOULD_SHOW))
        verdict, where = claim
        if verdict != CLAIMS[letter]:
            raise Wrong(WOULD_SHOW[verdict], **measured(letter), letter=letter)
        runs = given_runs(letter).values()
        known = sorted({name for run in runs for name in (*run.scalars, *hyperparameters(run))})
        if where not in known:
            raise Wrong("claim-no-such", letter=letter, where=where, known=", ".join(known))
        if where not in shows(letter, verdict):
            raise Wrong("claim-where", letter=letter, where=where)


def shows(letter: str, verdict: str) -> set[str]:
    """Return the tags and hyperparameters in which a verdict can be seen."""
    runs = list(given_runs(letter).values())
    tags = {tag for run in runs for tag in run.scalars}
    if verdict == "unequal budgets":
        return {tag for tag in tags if len({int(run.scalars[tag].steps[-1]) for run in runs}) > 1}
    if verdict == "tuned on the test set":
        return {tag for tag in tags if tag.startswith("test/")}
    if verdict == "differing keys":
        return {
            name
            for run in runs
            for name in hyperparameters(run)
            if any(name not in hyperparameters(other) for other in runs)
        }
    return {"seed", *tags}


def measured(letter: str) -> dict[str, Any]:
    """Return what the messages about a wrong verdict may quote."""
    runs = list(given_runs(letter).values())
    plain = [tuple((name, value) for name, value in hyperparameters(run).items() if name != "seed") for run in runs]
    curve = next(tag for tag in runs[0].scalars if tag in ("val/accuracy", "test/accuracy"))
    ends = sorted({int(run.scalars[curve].steps[-1]) for run in runs})
    keys = sorted({len(hyperparameters(run)) for run in runs})
    counts = sorted({plain.count(each) for each in plain})
    tags = sorted({tag for run in runs for tag in run.scalars})
    return {
        "runs": len(runs),
        "seeds": " or ".join(map(str, counts)),
        "steps": " or ".join(map(str, ends)),
        "keys": " or ".join(map(str, keys)),
        "tags": ", ".join(tags),
        "settings": len(set(plain)),
        "uncertain": math.sqrt(0.8 * 0.2 / 300),
    }
