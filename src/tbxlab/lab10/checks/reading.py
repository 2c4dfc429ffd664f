"""Check of lab 10's reading: which lines a run has crossed, in which units.

What is right is worked out from the committed event files, so it follows them should they be made again.
"""

from __future__ import annotations

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
from tbxlab.lab10.stories import lines

LONG = "10_language_model/long-0"
KINDS = ("color again", "thing again", "place again", "name again", "color choice", "thing choice", "name choice")
"""Kinds of word in the table of the checkpoint's losses; see `tbxlab.lab10.rules`."""
NOT_LEARNED = "place again"
"""The kind of word whose loss is farthest above its floor. A test measures the checkpoint."""
PARTS = ("first bits", "first perplexity", "bigram", "5-gram", "not learned")


@cache
def given(name: str) -> events.Run:
    """Return a run that comes with the lab, as it is committed (the learner's copy may have been changed)."""
    return events.read_run(folders.given_folder(name))


def crossing(line: str, tag: str = "val/loss") -> int:
    """Return the first logged step at which a tag of the long run is below a line."""
    loss = given(LONG).scalars[tag]
    return int(loss.steps[(loss.values < lines()[line]).argmax()])


@exercise("10.1")
class WhichLine:
    """Is the first loss read in all its units, and is it seen which lines the run has crossed?"""

    def case(self, seed: int) -> Case[None, None]:
        """Nothing to draw: the run is always the same."""
        return Case(given=None, true=None)

    def drive(self, answer: Any, given: None, evidence: Evidence) -> None:
        """Keep the answer."""
        evidence.note(reading=answer)

    def verify(self, evidence: Evidence, case: Case[None, None]) -> None:
        """Judge all parts; what is wrong is reported together."""
        reading = evidence.answers["reading"]
        if not isinstance(reading, dict) or set(reading) != set(PARTS):
            raise Wrong("lm-lines-form", wanted=", ".join(PARTS), found=repr(reading))
        raise_together(judge_each(PARTS, lambda part: self.judge(part, reading[part])), "lm-lines-several")

    def judge(self, part: str, said: Any) -> None:
        """Raise Wrong for what is wrong with one part."""
        if part == "not learned":
            if said not in KINDS:
                raise Wrong("lm-lines-kind", found=repr(said), known=", ".join(KINDS))
            if said != NOT_LEARNED:
                raise Wrong("lm-lines-not-learned", found=said)
            return
        if not is_number(said):
            raise Wrong("lm-lines-number", part=part, found=repr(said))
        if part.startswith("first"):
            self.judge_unit(part, said)
            return
        steps, right = given(LONG).scalars["val/loss"].steps.tolist(), crossing(part)
        if said != right:
            known = {"lm-lines-train": crossing(part, "train/loss"), "lm-lines-before": steps[steps.index(right) - 1]}
            name = next((name for name, step in known.items() if said == step), "lm-lines-step")
            raise Wrong(name, line=part, height=lines()[part], found=said)

    def judge_unit(self, part: str, said: float) -> None:
        """Expect the first val/loss in bits or as a perplexity, within a percent."""
        nats = float(given(LONG).scalars["val/loss"].values[0])
        bits, perplexity = nats / math.log(2), math.exp(nats)
        right = bits if part == "first bits" else perplexity
        if abs(said - right) <= 0.01 * right:
            return
        known = {"lm-lines-nats": nats, "lm-lines-times": nats * math.log(2), "lm-lines-base": 2**nats}
        name = next((name for name, value in known.items() if abs(said - value) <= 0.01 * value), "lm-lines-unit")
        raise Wrong(name, part=part, found=said, nats=nats)
