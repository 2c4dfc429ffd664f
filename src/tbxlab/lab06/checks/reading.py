"""Checks of lab 06, reading: what a search says, and what five comparisons support.

What is right is worked out from the committed event files, so it follows them should they be made again.
"""

import math
from functools import cache

from tbxlab import events
from tbxlab.course import folders
from tbxlab.grading.core import exercise
from tbxlab.grading.expect import is_number
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
NEXT = {
    "keep it": "supported",
    "five seeds of each": "lucky seed",
    "as many steps for both": "unequal budgets",
    "choose on validation examples": "tuned on the test set",
    "log the same keys in all": "differing keys",
}


@cache
def given(letter: str) -> dict[str, events.Run]:
    """Return the runs of one comparison, or of the search "s", as they are committed (a copy may have been changed)."""
    found = sorted(folders.given_folder(LAB).glob(f"{letter}-*"))
    return {folder.name: events.read_run(folder) for folder in found}


def accuracy(run: events.Run) -> float:
    """Return the accuracy in a run's row."""
    return float(run.scalars[ACCURACY].values[-1])


@exercise("6.5")
class WhatMattered:
    """Is the hyperparameter found that mattered, and how much the top rows say?"""

    def case(self, seed):
        """Nothing to draw: the search is always the same."""

    def drive(self, reading, case, evidence):
        """Keep the answer."""
        evidence.note(reading=reading)

    def good(self):
        """Return the trials that cannot be told from the top row."""
        top = max(map(accuracy, given("s").values()))
        return [run for run in given("s").values() if accuracy(run) > top - NEAR]

    def verify(self, evidence, case):
        """Compare with what the files hold."""
        reading = evidence.answers["reading"]
        wanted = ("mattered", "as_good", "rates", "widths")
        if not isinstance(reading, dict) or set(reading) != set(wanted):
            raise Wrong("search-form", wanted=", ".join(map(repr, wanted)), found=repr(reading))
        good = self.good()
        if reading["as_good"] != len(good):
            raise Wrong("search-as-good", found=repr(reading["as_good"]), near=NEAR)
        widths = sorted({int(run.hparams.values["width"]) for run in good})
        said = reading["widths"]
        if not isinstance(said, list) or sorted(said, key=str) != sorted(widths, key=str):
            raise Wrong("search-widths", found=repr(said))
        if reading["mattered"] != "rate":
            self.verify_mattered(reading["mattered"])
        self.verify_rates(reading["rates"], good)

    def verify_mattered(self, said):
        """Tell how the best trials are spread over another hyperparameter."""
        if said not in ("width", "seed"):
            raise Wrong("search-mattered-form", found=repr(said))
        runs = given("s").values()
        values = sorted({int(run.hparams.values[said]) for run in runs})
        worst = {value: min(accuracy(run) for run in runs if run.hparams.values[said] == value) for value in values}
        low = max(worst, key=worst.get)
        raise Wrong("search-mattered", said=said, best=low, worst=worst[low])

    def verify_rates(self, said, good):
        """Expect the ends of the range; between its low end and the next trial below it, any number will do."""
        if not isinstance(said, list) or len(said) != 2 or not all(map(is_number, said)) or said[0] >= said[1]:
            raise Wrong("search-rates-form", found=repr(said))
        rates = sorted(run.hparams.values["rate"] for run in good)
        below = max(run.hparams.values["rate"] for run in given("s").values() if run.hparams.values["rate"] < rates[0])
        if not below < said[0] <= rates[0] * 1.05 or not rates[-1] * 0.95 <= said[1] <= rates[-1] * 1.2:
            inside = sum(said[0] <= run.hparams.values["rate"] <= said[1] for run in given("s").values())
            raise Wrong("search-rates", low=said[0], high=said[1], inside=inside)


@exercise("6.6")
class WhatTheLogSupports:
    """Is it seen which of five claims its log supports, and what is missing for the others?"""

    def case(self, seed):
        """Nothing to draw: the comparisons are always the same."""

    def drive(self, claims, case, evidence):
        """Keep the answer."""
        evidence.note(claims=claims)

    def verify(self, evidence, case):
        """A wrong verdict is told what it would show, never the right one; then where it shows, and what is next."""
        claims = evidence.answers["claims"]
        if not isinstance(claims, dict) or set(claims) != set(CLAIMS):
            raise Wrong("claim-letters", found=repr(claims))
        for letter, right in CLAIMS.items():
            said = claims[letter]
            if (
                not isinstance(said, list)
                or len(said) != 3
                or not all(isinstance(each, str) for each in said)
                or said[0] not in WOULD_SHOW
            ):
                raise Wrong("claim-form", letter=letter, found=repr(said), known=", ".join(WOULD_SHOW))
            verdict, where, following = said
            if verdict != right:
                raise Wrong(WOULD_SHOW[verdict], **measured(letter), letter=letter)
            known = sorted(set().union(*({*run.scalars, *run.hparams.values} for run in given(letter).values())))
            if where not in known:
                raise Wrong("claim-no-such", letter=letter, where=where, known=", ".join(known))
            if where not in shows(letter, verdict):
                raise Wrong("claim-where", letter=letter, verdict=verdict, where=where)
            if following not in NEXT:
                raise Wrong("claim-next-form", letter=letter, found=repr(following), known=", ".join(NEXT))
            if NEXT[following] != verdict:
                raise Wrong("claim-next", letter=letter, verdict=verdict, found=following)


def shows(letter, verdict):
    """Return the tags and hyperparameters in which a verdict can be seen."""
    runs = list(given(letter).values())
    tags = {tag for run in runs for tag in run.scalars}
    if verdict == "unequal budgets":
        return {tag for tag in tags if len({int(run.scalars[tag].steps[-1]) for run in runs}) > 1}
    if verdict == "tuned on the test set":
        return {tag for tag in tags if tag.startswith("test/")}
    if verdict == "differing keys":
        return {
            name
            for run in runs
            for name in run.hparams.values
            if any(name not in other.hparams.values for other in runs)
        }
    return {"seed", *tags}


def measured(letter):
    """Return what the messages about a wrong verdict may quote."""
    runs = list(given(letter).values())
    plain = [tuple((name, value) for name, value in run.hparams.values.items() if name != "seed") for run in runs]
    curve = next(tag for tag in runs[0].scalars if tag in ("val/accuracy", "test/accuracy"))
    ends = sorted({int(run.scalars[curve].steps[-1]) for run in runs})
    keys = sorted({len(run.hparams.values) for run in runs})
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
