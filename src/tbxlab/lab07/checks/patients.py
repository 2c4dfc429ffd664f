"""Check of lab 07, judgment: five fits to diagnose, from what Keras's callback left of them."""

import math
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from tbxlab import events
from tbxlab.course import folders
from tbxlab.grading.case import Case
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.expect import is_number
from tbxlab.grading.verdict import Wrong
from tbxlab.lab07.checks.reading import LAB

GUESS = math.log(10)
PATIENTS = {
    "b": "test set as validation",
    "c": "healthy",
    "d": "logits mismatch",
    "e": "reused directory",
    "f": "first fit not logged",
}
WOULD_SHOW = {
    "healthy": "fit-not-healthy",
    "logits mismatch": "fit-not-mismatch",
    "test set as validation": "fit-not-test",
    "reused directory": "fit-not-reused",
    "first fit not logged": "fit-not-unlogged",
}
"""Each cause, with the message for those who name it where it is another."""
Mask = np.ndarray
"""bool[n], one value for each point of a tag"""


@cache
def patient(name: str) -> dict[str, events.Run]:
    """Return the three runs of a patient, as they are committed (a copy may have been changed)."""
    return events.read_tree(folders.given_folder(LAB) / name)


@exercise("7.7")
class FivePatients:
    """Is each cause found, with a tag and a step that show it?"""

    def case(self, seed: int) -> Case[None, None]:
        """Nothing to draw: the patients are always the same."""
        return Case(given=None, true=None)

    def drive(self, answer: Any, given: None, evidence: Evidence) -> None:
        """Keep the answer."""
        evidence.note(diagnosis=answer)

    def verify(self, evidence: Evidence, case: Case[None, None]) -> None:
        """Judge all patients and report them together; a wrong cause is told what it would show."""
        answer = evidence.answers["diagnosis"]
        if not isinstance(answer, dict) or set(answer) != set(PATIENTS):
            raise Wrong("fits-letters", found=repr(answer))
        mistakes = []
        for name in PATIENTS:
            try:
                verify_patient(name, answer[name])
            except Wrong as wrong:
                mistakes.append(wrong)
        if len(mistakes) == 1:
            raise mistakes[0]
        if mistakes:
            found = "".join(f"\n  {wrong}" for wrong in mistakes)
            raise Wrong("fits-together", count=len(mistakes), of=len(PATIENTS), found=found)


def verify_patient(name: str, diagnosis: Any) -> None:
    """Expect the cause, and that the tag shows it at the step."""
    if not is_diagnosis(diagnosis):
        raise Wrong("fits-form", patient=name, found=repr(diagnosis), causes=", ".join(map(repr, WOULD_SHOW)))
    cause, tag, step = diagnosis
    if cause != PATIENTS[name]:
        raise Wrong(WOULD_SHOW[cause], patient=name, **measured(name))
    tags = {f"{run}/{each}": points for run, found in patient(name).items() for each, points in found.scalars.items()}
    if tag not in tags:
        raise Wrong("fits-no-tag", patient=name, tag=tag, found=", ".join(tags))
    points = tags[tag]
    if step not in points.steps:
        steps = ", ".join(map(str, points.steps))
        raise Wrong("fits-no-step", patient=name, tag=tag, found=repr(step), steps=steps)
    shown = SEEN[cause](tag, points)
    if shown is None:
        raise Wrong("fits-other-tag", patient=name, cause=cause, tag=tag)
    if not shown[points.steps == step].any():
        value = ", ".join(f"{value:.4f}" for value in points.values[points.steps == step])
        raise Wrong("fits-other-step", patient=name, cause=cause, tag=tag, step=step, value=value)


def is_diagnosis(answer: object) -> bool:
    """Return whether an answer is a known cause, a tag and a step."""
    return (
        isinstance(answer, list)
        and len(answer) == 3
        and isinstance(answer[0], str)
        and answer[0] in WOULD_SHOW
        and isinstance(answer[1], str)
        and is_number(answer[2])
    )


def seen_mismatch(tag: str, points: events.Scalars) -> Mask | None:
    """Return where a loss shows it: points far above a guess, or at a guess to the digit."""
    return (points.values > GUESS + 0.5) | np.isclose(points.values, GUESS, atol=1e-3) if "loss" in tag else None


def seen_test(tag: str, points: events.Scalars) -> Mask | None:
    """Return where it shows: the last point of the validation, or the test's, which is equal to it."""
    return None if tag.startswith("train/") else np.arange(len(points)) == len(points) - 1


def seen_reused(tag: str, points: events.Scalars) -> Mask | None:
    """Return where it shows: steps that come again."""
    return np.isin(points.steps, points.repeated_steps) if points.runs_backwards else None


def seen_unlogged(tag: str, points: events.Scalars) -> Mask | None:
    """Return where it shows: the first point, whose iteration or whose value no beginning has."""
    if tag.startswith("test/") or "learning_rate" in tag:
        return None
    return np.arange(len(points)) == 0


def seen_healthy(tag: str, points: events.Scalars) -> Mask | None:
    """Return where it shows: at each point of a curve that is not that of the rate."""
    return None if "learning_rate" in tag or len(points) < 2 else np.ones(len(points), bool)


SEEN: dict[str, Callable[[str, events.Scalars], Mask | None]] = {
    "healthy": seen_healthy,
    "logits mismatch": seen_mismatch,
    "test set as validation": seen_test,
    "reused directory": seen_reused,
    "first fit not logged": seen_unlogged,
}


def measured(name: str) -> dict[str, Any]:
    """Return what the messages about a wrong cause may quote."""
    runs = patient(name)
    train, validation, test = (runs[run].scalars["epoch_loss"] for run in ("train", "validation", "test"))
    iterations = runs["validation"].scalars["evaluation_loss_vs_iterations"].steps
    return {
        "start": float(train.values[0]),
        "end": float(train.values[-1]),
        "steps": ", ".join(map(str, train.steps)),
        "validation": float(validation.values[-1]),
        "test": float(test.values[0]),
        "iterations": ", ".join(map(str, iterations[:3])),
        "accuracy": float(runs["train"].scalars["epoch_accuracy"].values[-1]),
    }
