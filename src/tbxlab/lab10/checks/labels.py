"""Check of lab 10's labels: which positions count when answers are fine-tuned, by what the two losses come to."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from tbxlab.grading.case import Case
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.expect import expect_steps
from tbxlab.grading.verdict import Wrong
from tbxlab.lab10.checks.generation import close
from tbxlab.lab10.checks.tables import Table, draw_row, draw_table, mean

TAGS = ("loss/answer", "loss/all")


@dataclass(frozen=True)
class Lot:
    """A model, prompts with their answers, and the step to log at."""

    table: Table
    prompts: list[list[int]]
    answers: list[list[int]]
    step: int


@exercise("10.4")
class WhichPositionsCount:
    """Are both losses taken over exactly the positions that their names say?"""

    def case(self, seed: int) -> Case[Lot, dict[str, float]]:
        """Draw a model and four pairs of different lengths."""
        draw = random.Random(f"labels {seed}")
        prompts = [draw_row(draw, length) for length in draw.sample(range(4, 10), 4)]
        answers = [draw_row(draw, length)[1:] for length in draw.sample(range(3, 8), 4)]
        lot = Lot(draw_table(draw, peeks=False, training=False), prompts, answers, draw.randint(20, 400))
        return Case(lot, {"loss/answer": mean(by_position(lot, "answer")), "loss/all": mean(by_position(lot, "all"))})

    def drive(self, answer: Callable[..., None], given: Lot, evidence: Evidence) -> None:
        """Let the answer log its two losses."""
        pairs = list(zip(given.prompts, given.answers, strict=True))
        with evidence.writer() as writer:
            answer(writer, given.table.model(), [(list(prompt), list(said)) for prompt, said in pairs], given.step)

    def verify(self, evidence: Evidence, case: Case[Lot, dict[str, float]]) -> None:
        """Name the mistake whose value was found."""
        lot = case.given
        for tag in TAGS:
            scalars = evidence.scalars(tag)
            expect_steps(scalars, [lot.step], tag)
            found = float(scalars.values[0])
            if not close(found, case.true[tag]):
                counted = len(by_position(lot, tag.removeprefix("loss/")))
                name = mistake(lot, tag, found)
                raise Wrong(name, tag=tag, found=found, expected=case.true[tag], counted=counted)


def by_position(lot: Lot, which: str, *, skip: int = 0) -> list[float]:
    """Return the losses of the positions that count: of "answer" or "all", without the first ``skip`` of an answer."""
    found = []
    for prompt, answer in zip(lot.prompts, lot.answers, strict=True):
        row = prompt + answer
        first = len(prompt) + skip if which == "answer" else 1
        found += [lot.table.loss(row, at - 1, row[at]) for at in range(first, len(row))]
    return found


def not_shifted(lot: Lot, which: str) -> list[float]:
    """Return the losses of each position's own token; the longest text's last one isn't in the input."""
    longest = max(len(p) + len(a) for p, a in zip(lot.prompts, lot.answers, strict=True))
    found = []
    for prompt, answer in zip(lot.prompts, lot.answers, strict=True):
        row = prompt + answer
        first = len(prompt) if which == "answer" else 0
        found += [lot.table.loss(row, at, row[at]) for at in range(first, min(len(row), longest - 1))]
    return found


def with_padding(lot: Lot, which: str) -> list[float]:
    """Return the losses where the padding, token 0 after each row's end, counts like any token."""
    longest = max(len(p) + len(a) for p, a in zip(lot.prompts, lot.answers, strict=True))
    found = by_position(lot, which)
    for prompt, answer in zip(lot.prompts, lot.answers, strict=True):
        row = (prompt + answer) + [0] * (longest - len(prompt) - len(answer))
        found += [lot.table.loss(row, at - 1, 0) for at in range(len(prompt) + len(answer), longest)]
    return found


def mistake(lot: Lot, tag: str, found: float) -> str:
    """Return the id of the message for the mistake that gives this value under this tag."""
    which, other = ("answer", "all") if tag == "loss/answer" else ("all", "answer")
    one_each = [
        mean(by_position(Lot(lot.table, [p], [a], 0), which)) for p, a in zip(lot.prompts, lot.answers, strict=True)
    ]
    prompts = by_position(Lot(lot.table, lot.prompts, [[] for _ in lot.prompts], 0), "all")
    known = {
        "lm-labels-other-loss": mean(by_position(lot, other)),
        "lm-labels-not-shifted": mean(not_shifted(lot, which)),
        "lm-labels-padding": mean(with_padding(lot, which)),
        "lm-labels-first-word": mean(by_position(lot, "answer", skip=1)),
        "lm-labels-from-the-prompt": mean(by_position(lot, "answer", skip=-1)),
        "lm-labels-mean-of-means": mean(one_each),
        "lm-labels-prompt-only": mean(prompts),
        "lm-labels-sum": sum(by_position(lot, which)),
    }
    return next((name for name, value in known.items() if close(found, value)), "lm-labels-value")
