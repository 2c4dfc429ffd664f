"""Checks of lab 08, reading: what each method bought, which layers moved, and six patients.

What is right is worked out from the committed event files, so it follows them should they be made again.
"""

from typing import Any

import numpy as np

from tbxlab import events
from tbxlab.course import folders
from tbxlab.grading.case import Case
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.expect import is_window
from tbxlab.grading.verdict import Wrong

LAB = "08_cnn"
SEEDS = (0, 1)
UNSURE = 0.02
"""An accuracy of 0.9 over 253 pictures is uncertain by √(0.9 · 0.1 / 253) = 0.019."""
ANSWERS = ("more", "less", "not decided")
QUESTIONS = {
    "10 labels: full over svm": (10, "full", "svm"),
    "10 labels: full over zero": (10, "full", "zero"),
    "10 labels: probe over svm": (10, "probe", "svm"),
    "30 labels: probe over svm": (30, "probe", "svm"),
    "30 labels: discriminative over full": (30, "discriminative", "full"),
}
BODY = ("stem", "layer1", "layer2", "layer3")
MOVED = (*BODY, "all alike", "none")
METHODS = ("zero", "probe", "full", "discriminative")
ALIKE = 1.5


def given(name: str) -> events.Run:
    """Return a run that comes with the lab, as it is committed (the learner's copy may have been changed)."""
    return events.read_run(folders.given_folder(LAB) / name)


def ends(labels: int, method: str) -> list[float]:
    """Return a method's last validation accuracies, one for each seed."""
    return [float(given(f"{labels}-{method}-{seed}").scalars["val/accuracy"].values[-1]) for seed in SEEDS]


def decided(labels: int, one: str, other: str) -> str:
    """Return "more" or "less" where both seeds differ by more than UNSURE in the same direction."""
    apart = np.subtract(ends(labels, one), ends(labels, other))
    return "more" if apart.min() > UNSURE else "less" if apart.max() < -UNSURE else "not decided"


def medians(method: str) -> dict[str, float]:
    """Return for each group below the head the median update ratio with 30 labels, the mean of the two seeds."""
    runs = [given(f"30-{method}-{seed}").scalars for seed in SEEDS]
    return {group: float(np.mean([np.median(run[f"update/{group}"].values) for run in runs])) for group in BODY}


def moved_most(method: str) -> str:
    """Return the group that moved most, "all alike" where they differ by less than ALIKE, "none" where none moved."""
    found = medians(method)
    if max(found.values()) == 0:
        return "none"
    return (
        "all alike" if max(found.values()) < ALIKE * min(found.values()) else max(found, key=lambda group: found[group])
    )


@exercise("8.2")
class WhatEachBought:
    """Are the comparisons decided as far as two seeds decide them, and the layers named that moved?"""

    def case(self, seed: int) -> Case[None, None]:
        """Nothing to draw: the runs are always the same."""
        return Case(None, None)

    def drive(self, answer: Any, given: None, evidence: Evidence) -> None:
        """Keep the answers."""
        bought, moved = answer
        evidence.note(bought=bought, moved=moved)

    def verify(self, evidence: Evidence, case: Case[None, None]) -> None:
        """Show for the first wrong answer what stands in the log."""
        bought, moved = evidence.answers["bought"], evidence.answers["moved"]
        if not isinstance(bought, dict) or set(bought) != set(QUESTIONS):
            raise Wrong("bought-questions", found=repr(bought)[:80])
        if not isinstance(moved, dict) or set(moved) != set(METHODS):
            raise Wrong("moved-methods", found=repr(moved)[:80])
        for question, (labels, one, other) in QUESTIONS.items():
            said = bought[question]
            if not isinstance(said, str) or said not in ANSWERS:
                raise Wrong("bought-form", question=question, found=repr(said), known=", ".join(ANSWERS))
            right = decided(labels, one, other)
            if said != right:
                (a0, a1), (b0, b1) = ends(labels, one), ends(labels, other)
                message = (
                    "bought-chance"
                    if right == "not decided"
                    else "bought-decided"
                    if said == "not decided"
                    else "bought-turned"
                )
                raise Wrong(message, question=question, said=said, one=one, other=other, a0=a0, a1=a1, b0=b0, b1=b1)
        for method in METHODS:
            said = moved[method]
            if not isinstance(said, str) or said not in MOVED:
                raise Wrong("moved-form", method=method, found=repr(said), known=", ".join(MOVED))
            found = medians(method)
            if said != moved_most(method):
                name = {"none": "moved-some", "all alike": "moved-not-alike"}.get(said, "moved-other")
                if max(found.values()) == 0:
                    name = "moved-none"
                raise Wrong(
                    name,
                    method=method,
                    said=said,
                    value=found.get(said, 0.0),
                    factor=max(found.values()) / max(min(found.values()), 1e-12),
                )


CAUSES = {
    "healthy": "ill-not-healthy",
    "head not in the optimizer": "ill-not-head",
    "drifting BatchNorm": "ill-not-drifting",
    "validated in train mode": "ill-not-mode",
    "wrong statistics": "ill-not-statistics",
    "learning rate too high": "ill-not-rate",
}
"""Each cause, with the message for those who name it where it is another."""
NEXT = {
    "keep it": "healthy",
    "list the optimizer's parameters": "head not in the optimizer",
    "eval mode for what is frozen": "drifting BatchNorm",
    "shuffle the validation images": "validated in train mode",
    "look at what the network gets": "wrong statistics",
    "a tenth of the learning rate": "learning rate too high",
    "more labels": None,
}
PATIENTS = {
    "a": "head not in the optimizer",
    "b": "validated in train mode",
    "c": "healthy",
    "d": "drifting BatchNorm",
    "e": "wrong statistics",
    "f": "learning rate too high",
}


@exercise("8.6")
class SixPatients:
    """Is each patient's cause found, with a tag that shows it, the steps, and the test that proves it?"""

    def case(self, seed: int) -> Case[None, None]:
        """Nothing to draw: the patients are always the same."""
        return Case(None, None)

    def drive(self, diagnosis: Any, given: None, evidence: Evidence) -> None:
        """Keep the answer."""
        evidence.note(diagnosis=diagnosis)

    def verify(self, evidence: Evidence, case: Case[None, None]) -> None:
        """A wrong cause is told what it would show, never the right one; then tag, steps and test."""
        diagnosis = evidence.answers["diagnosis"]
        if not isinstance(diagnosis, dict) or set(diagnosis) != set(PATIENTS):
            raise Wrong("ill-all", found=repr(diagnosis)[:80])
        for patient, right in PATIENTS.items():
            said = diagnosis[patient]
            if not (
                isinstance(said, list)
                and len(said) == 4
                and isinstance(said[0], str)
                and said[0] in CAUSES
                and isinstance(said[1], str)
            ):
                raise Wrong("ill-form", patient=patient, found=repr(said)[:80], causes=", ".join(CAUSES))
            cause, tag, window, following = said
            scalars = given(f"patient-{patient}").scalars
            if cause != right:
                raise Wrong(CAUSES[cause], patient=patient, **measured(scalars))
            if tag not in scalars:
                raise Wrong("ill-no-tag", patient=patient, tag=tag, found=", ".join(scalars))
            if not is_window(window):
                raise Wrong("ill-window-form", patient=patient, found=repr(window))
            steps = scalars[tag].steps
            inside = (steps >= window[0]) & (steps <= window[1])
            if inside.sum() < min(3, len(steps)):
                raise Wrong(
                    "ill-window-short",
                    patient=patient,
                    tag=tag,
                    points=int(inside.sum()),
                    first=window[0],
                    last=window[1],
                )
            seen = SEEN[cause](scalars, tag)
            if not seen.any():
                raise Wrong("ill-other-tag", patient=patient, tag=tag, cause=cause)
            if not seen[inside].all():
                raise Wrong(
                    "ill-window",
                    patient=patient,
                    tag=tag,
                    first=window[0],
                    last=window[1],
                    points=int(inside.sum()),
                    shown=int(seen[inside].sum()),
                )
            if not isinstance(following, str) or following not in NEXT:
                raise Wrong("ill-next-form", patient=patient, found=repr(following), known=", ".join(NEXT))
            if NEXT[following] != cause:
                raise Wrong("ill-next", patient=patient, found=following, cause=cause)


def seen_head(scalars, tag):
    """The head's weights stand still while it has a gradient."""
    return (scalars[tag].values == 0) if tag == "update/head" else np.zeros(len(scalars[tag].steps), dtype=bool)


def seen_drifting(scalars, tag):
    """BatchNorm's means have left, though no weight of the body moves."""
    return scalars[tag].values > 0.02 if tag == "batchnorm/shift" else np.zeros(len(scalars[tag].steps), dtype=bool)


def seen_mode(scalars, tag):
    """Validation stays far behind training from the moment that training is nearly perfect."""
    if tag not in ("val/accuracy", "val/loss"):
        return np.zeros(len(scalars[tag].steps), dtype=bool)
    return (scalars["train/accuracy"].values > 0.9) & (scalars["val/accuracy"].values < 0.6)


def seen_statistics(scalars, tag):
    """What the network gets has not the mean 0 and the deviation 1."""
    if tag not in ("input/mean", "input/std"):
        return np.zeros(len(scalars[tag].steps), dtype=bool)
    return np.abs(scalars[tag].values - (tag == "input/std")) > 0.3


def seen_rate(scalars, tag):
    """The body moves by ten times what healthy bodies do, or the losses are far beyond guessing."""
    values = scalars[tag].values
    if tag.startswith("update/") and tag != "update/head":
        return values > 0.003
    if tag in ("val/loss", "train/loss"):
        return values > 1.5 * np.log(10)
    if tag.startswith("rate/"):
        return values >= 0.1  # where the sweep of the chapter collapses; healthy bodies had up to 0.03
    return values > 0.5 if tag == "batchnorm/shift" else np.zeros(len(values), dtype=bool)


def seen_healthy(scalars, tag):
    """Any tag that would show a sickness if there were one."""
    telling = tag.startswith(("update/", "val/", "input/", "batchnorm/"))
    return np.full(len(scalars[tag].steps), telling)


SEEN = {
    "head not in the optimizer": seen_head,
    "drifting BatchNorm": seen_drifting,
    "validated in train mode": seen_mode,
    "wrong statistics": seen_statistics,
    "learning rate too high": seen_rate,
    "healthy": seen_healthy,
}


def measured(scalars):
    """Return what the messages about a wrong cause may quote."""
    return {
        "train": scalars["train/accuracy"].values[-1],
        "val": scalars["val/accuracy"].values[-1],
        "head": np.median(scalars["update/head"].values),
        "body": np.median(scalars["update/layer3"].values),
        "shift": scalars["batchnorm/shift"].values[-1],
        "mean": scalars["input/mean"].values[0],
        "std": scalars["input/std"].values[0],
    }
