"""Check of lab 07, judgment: five fits to diagnose, from what Keras's callback left of them."""

import math
from functools import cache

import numpy as np

from tbxlab import events
from tbxlab.course import folders
from tbxlab.grading.core import exercise
from tbxlab.grading.diagnosis import Exam, Messages
from tbxlab.grading.expect import is_window
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
NEXT = {
    "keep it": "healthy",
    "tell the loss what the outputs are": "logits mismatch",
    "split validation off the training examples": "test set as validation",
    "a fresh directory for every fit": "reused directory",
    "one fit, with the callback": "first fit not logged",
    "a smaller learning rate": None,
}


@cache
def patient(name: str) -> dict[str, events.Run]:
    """Return the three runs of a patient, as they are committed (a copy may have been changed)."""
    return events.read_tree(folders.given_folder(LAB) / name)


@exercise("7.7")
class FivePatients:
    """Is each cause found, with where it is seen and what to do next?"""

    def case(self, seed):
        """Nothing to draw: the patients are always the same."""

    def drive(self, diagnosis, case, evidence):
        """Keep the answer."""
        evidence.note(diagnosis=diagnosis)

    def verify(self, evidence, case):
        """A wrong cause is told what it would show, never the right one; then tag, steps and what comes next."""
        messages = Messages(
            letters="fits-letters", form="fits-form", next_form="fits-next-form", needless="fits-next", next="fits-next"
        )
        exam = Exam(PATIENTS, WOULD_SHOW, NEXT, messages, measured, self.verify_seen)
        exam.verify(evidence.answers["diagnosis"])

    def verify_seen(self, name, cause, tag, window):
        """Expect that the cause can be seen in this tag, within these steps."""
        tags = {
            f"{run}/{each}": points for run, found in patient(name).items() for each, points in found.scalars.items()
        }
        about = {"patient": name, "cause": cause, "tag": tag}
        if tag not in tags:
            raise Wrong("fits-no-tag", **about, found=", ".join(tags))
        steps = tags[tag].steps
        if not is_window(window):
            raise Wrong("fits-window-form", patient=name, found=repr(window))
        about |= {"first": window[0], "last": window[1]}
        if window[0] < 0 or window[1] < steps.min() or window[0] > steps.max() or window[1] > 2 * steps.max() + 1:
            raise Wrong("fits-window-outside", **about, begin=int(steps.min()), end=int(steps.max()))
        shown = SEEN[cause](tag, tags[tag])
        if shown is None:
            raise Wrong("fits-other-tag", **about)
        inside = (steps >= window[0]) & (steps <= window[1])
        if not shown(inside):
            raise Wrong("fits-other-window", **about, points=int(inside.sum()))


def seen_mismatch(tag, points):
    """Return what tells it in a loss: a point far above a guess, or two that are a guess to the digit."""
    if "loss" not in tag:
        return None
    far, stuck = points.values > GUESS + 0.5, np.isclose(points.values, GUESS, atol=1e-3)
    return lambda inside: (far & inside).any() or (stuck & inside).sum() > 1


def seen_test(tag, points):
    """Return what tells it: the last point of the validation, or the test's, which is equal to it.

    The other points of the validation tell nothing: a window of more than half of them was not chosen.
    """
    if tag.startswith("train/"):
        return None
    return lambda inside: inside[-1] and inside.sum() <= max(len(points) / 2, 1)


def seen_reused(tag, points):
    """Return what tells it: steps that come again."""
    if not points.runs_backwards:
        return None
    twice = np.isin(points.steps, points.repeated_steps)
    return lambda inside: (twice & inside).any()


def seen_unlogged(tag, points):
    """Return what tells it: the first point, whose iteration or whose value no beginning has."""
    if tag.startswith("test/") or "learning_rate" in tag:
        return None
    return lambda inside: inside[0]


def seen_healthy(tag, points):
    """Return what tells it: half of a curve at least, and not that of the rate."""
    if "learning_rate" in tag or len(points) < 2:
        return None
    return lambda inside: inside.sum() >= len(points) / 2


SEEN = {
    "healthy": seen_healthy,
    "logits mismatch": seen_mismatch,
    "test set as validation": seen_test,
    "reused directory": seen_reused,
    "first fit not logged": seen_unlogged,
}


def measured(name):
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
