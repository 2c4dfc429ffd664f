"""Checks of lab 02, reading: curves that come with the course, and four patients to diagnose.

What is right is worked out from the committed event files, so it follows them should they be made again.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from tbxlab import events
from tbxlab.course import folders
from tbxlab.events import Run
from tbxlab.grading.case import Case
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.expect import is_number, is_window
from tbxlab.grading.patients import judge_all
from tbxlab.grading.verdict import Wrong

LAB = "02_scalars"
TRAIN, VAL, ACCURACY = "train/loss", "val/loss", "val/accuracy"
LN2 = math.log(2)


def given(name: str) -> Run:
    """Return a run that comes with the lab, as it is committed (the learner's copy may have been changed)."""
    return events.read_run(folders.given_folder(LAB) / name)


@exercise("2.8")
class ReadTheCurves:
    """Is the beginning of overfitting found, the spike that is not drawn, and the better setting?"""

    widest = 200
    """Steps: a window that says something about 3,000 of them. The bottom of the curve is wider than that."""
    unsure = 0.015
    """A mean loss over 1,000 examples is uncertain by about so much: where val/loss is that near to its minimum,
    nobody can tell on which side of it one is."""

    def case(self, seed: int) -> Case[None, None]:
        """Nothing to draw: the runs are always the same."""
        return Case(given=None, true=None)

    def drive(self, reading: Any, given: None, evidence: Evidence) -> None:
        """Keep the answer."""
        evidence.note(reading=reading)

    def verify(self, evidence: Evidence, case: Case[None, None]) -> None:
        """Compare with what the files hold."""
        reading = evidence.answers["reading"]
        wanted = ("overfitting", "spike", "better")
        if not isinstance(reading, dict) or set(reading) != set(wanted):
            raise Wrong("reading-form", wanted=", ".join(map(repr, wanted)), found=repr(reading))
        judges = {"overfitting": self.verify_window, "spike": self.verify_spike, "better": self.verify_better}
        judge_all(wanted, lambda name: judges[name](reading[name]))

    def verify_window(self, window: Any) -> None:
        """Expect a narrow window whose middle is where val/loss is at its lowest, as far as one can tell."""
        if not is_window(window):
            raise Wrong("reading-window-form", found=repr(window))
        if window[1] - window[0] > self.widest:
            raise Wrong("reading-window-wide", width=window[1] - window[0], widest=self.widest)
        loss = given("a").scalars[VAL]
        bottom = loss.steps[loss.values <= loss.values.min() + self.unsure]
        middle = (window[0] + window[1]) / 2
        if not bottom[0] <= middle <= bottom[-1]:
            raise Wrong(
                "reading-window-early" if middle < bottom[0] else "reading-window-late", first=window[0], last=window[1]
            )

    def verify_spike(self, step: Any) -> None:
        """Expect the step of the highest training loss in the file."""
        loss = given("a").scalars[TRAIN]
        values: Any = loss.at(step) if is_number(step) else []
        if not len(values):
            raise Wrong("reading-spike-nowhere", found=repr(step))
        if float(values[0]) == loss.values.max():
            return
        raise Wrong(
            "reading-spike", found=step, value=float(values[0]), higher=int((loss.values > float(values[0])).sum())
        )

    def verify_better(self, setting: Any) -> None:
        """Expect the setting whose runs end lower, if both do."""
        ends = {name: [given(f"{name}-{seed}").scalars[VAL].values[-1] for seed in (0, 2)] for name in "bc"}
        right = "no telling"
        for lower, higher in ("bc", "cb"):
            if max(ends[lower]) < min(ends[higher]):
                right = lower
        if setting == right:
            return
        if setting not in ("b", "c", "no telling"):
            raise Wrong("reading-better-form", found=repr(setting))
        raise Wrong("reading-better-told" if setting == "no telling" else "reading-better", found=setting)


WOULD_SHOW = {
    "healthy": "not-healthy",
    "overfitting": "not-overfitting",
    "underfitting": "not-rate-too-low",
    "learning rate too high": "not-rate-too-high",
    "shuffled labels": "not-random-targets",
    "unscaled inputs": "not-unscaled-inputs",
}
"""Each cause, with the message for those who name it where it is another."""
PATIENTS = {"d": "underfitting", "e": "shuffled labels", "f": "healthy", "g": "shuffled labels"}
LONG = 300
"""Steps after which it shows whether a loss has not fallen yet or can't. A healthy run learns most in its first 200."""


@exercise("2.9")
class Diagnosis:
    """Is each patient's cause found, with the tag that shows it and a step by which it has shown?"""

    def case(self, seed: int) -> Case[None, dict[str, str]]:
        """Return the causes; the patients are always the same."""
        return Case(given=None, true=PATIENTS)

    def drive(self, diagnosis: Any, given: None, evidence: Evidence) -> None:
        """Keep the answer."""
        evidence.note(diagnosis=diagnosis)

    def verify(self, evidence: Evidence, case: Case[None, dict[str, str]]) -> None:
        """Judge all patients: a wrong cause is told what it would show, never the right one."""
        diagnosis = evidence.answers["diagnosis"]
        if not isinstance(diagnosis, dict) or set(diagnosis) != set(case.true):
            raise Wrong("patients", found=repr(diagnosis))
        judge_all(case.true, lambda patient: self.judge(patient, case.true[patient], diagnosis[patient]))

    def judge(self, patient: str, right: str, diagnosis: Any) -> None:
        """Raise Wrong where this patient's cause is another, or is not seen in this tag by this step."""
        if not isinstance(diagnosis, list) or len(diagnosis) != 3 or diagnosis[0] not in list(WOULD_SHOW):
            raise Wrong("patient-form", patient=patient, found=repr(diagnosis), causes=", ".join(WOULD_SHOW))
        cause, tag, step = diagnosis
        run = given(patient)
        if cause != right:
            raise Wrong(WOULD_SHOW[cause], **measured(run), patient=patient)
        if not isinstance(tag, str) or tag not in run.scalars:
            raise Wrong("patient-no-tag", patient=patient, tag=tag, found=", ".join(run.scalars))
        end = int(run.scalars[tag].steps[-1])
        if not is_number(step) or not 0 <= step <= end + 20:
            raise Wrong("patient-no-step", patient=patient, found=repr(step), end=end)
        if not SEEN[cause](run, tag, end + 1):
            raise Wrong("patient-other-tag", patient=patient, cause=cause, tag=tag)
        if not any(SEEN[cause](run, tag, by) for by in range(LONG, int(step) + 1, 20)):
            raise Wrong("patient-too-early", patient=patient, cause=cause, tag=tag, step=step)


def part(run: Run, tag: str, first: float, last: float) -> np.ndarray:
    """Return the values of a tag from step ``first`` to step ``last``."""
    scalars = run.scalars[tag]
    return scalars.values[(scalars.steps >= first) & (scalars.steps <= last)]


def thirds(values: np.ndarray) -> tuple[float, float]:
    """Return the means of the first and the last third."""
    n = max(len(values) // 3, 1)
    return float(values[:n].mean()), float(values[-n:].mean())


def seen_random_targets(run: Run, tag: str, last: float) -> bool:
    """Nothing that can be checked on other examples gets better; a training loss on many examples stays, too."""
    values = part(run, tag, 0, last)
    if tag == ACCURACY:
        return bool(abs(values.mean() - 0.5) < 0.05)  # 1,000 coins, and a model that may lean a little
    begin, end = thirds(values)
    return bool(values.min() > LN2 - 0.03 and end > begin - 0.01) if tag == VAL else abs(end - begin) < 0.01


def seen_rate_too_low(run: Run, tag: str, last: float) -> bool:
    """The curve still gets better, slowly, and is far from what the task allows."""
    begin, end = thirds(part(run, tag, 0, last))
    return end > begin + 0.005 if tag == ACCURACY else end < begin - 0.005 and end > 0.55


def seen_healthy(run: Run, tag: str, last: float) -> bool:
    """After the fall, validation is level, and low beside the training: not to be seen in the training alone."""
    first = 200
    values = part(run, tag, first, last)
    if tag == TRAIN or len(values) < 5:  # of val/…, five points are 100 steps: fewer are no level
        return False
    begin, end = thirds(values)
    if tag == ACCURACY:
        return abs(end - begin) < 0.02 and end > 0.6
    level = abs(end - begin) < 0.02 and end < LN2 - 0.1
    return bool(level and abs(end - part(run, TRAIN, first, last).mean()) < 0.05)


Seen = Callable[[Run, str, float], bool]
SEEN: dict[str, Seen] = {
    "shuffled labels": seen_random_targets,
    "underfitting": seen_rate_too_low,
    "healthy": seen_healthy,
}


def measured(run: Run) -> dict[str, float]:
    """Return what the messages about a wrong cause may quote."""
    val, train = run.scalars[VAL].values, run.scalars[TRAIN].values
    return {
        "val_first": val[0],
        "val_lowest": val.min(),
        "val_last": val[-1],
        "train_first": train[0],
        "train_highest": train.max(),
        "train_last": train[-5:].mean(),
    }
