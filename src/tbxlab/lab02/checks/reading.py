"""Checks of lab 02, reading: curves that come with the course, and four patients to diagnose.

What is right is worked out from the committed event files, so it follows them should they be made again.
"""

import math

from tbxlab import events
from tbxlab.course import folders
from tbxlab.grading.core import exercise
from tbxlab.grading.diagnosis import Exam, Messages
from tbxlab.grading.expect import is_number, is_window
from tbxlab.grading.verdict import Wrong

LAB = "02_scalars"
TRAIN, VAL, ACCURACY = "train/loss", "val/loss", "val/accuracy"
LN2 = math.log(2)


def given(name: str) -> events.Run:
    """Return a run that comes with the lab, as it is committed (the learner's copy may have been changed)."""
    return events.read_run(folders.given_folder(LAB) / name)


@exercise("2.8")
class ReadTheCurves:
    """Is the beginning of overfitting found, the spike that is not drawn, and the better setting?"""

    widest = 200
    """Steps: a window that says something about 3,000 of them. The bottom of the curve is wider than that."""
    unsure = 0.015
    """A mean loss over 1,000 examples is uncertain by about so much: where val/loss is that near to its minimum,
    nobody can tell on which side of it one stands."""

    def case(self, seed):
        """Nothing to draw: the runs are always the same."""

    def drive(self, reading, case, evidence):
        """Keep the answer."""
        evidence.note(reading=reading)

    def verify(self, evidence, case):
        """Compare with what the files hold."""
        reading = evidence.answers["reading"]
        wanted = ("overfitting", "spike", "better")
        if not isinstance(reading, dict) or set(reading) != set(wanted):
            raise Wrong("reading-form", wanted=", ".join(map(repr, wanted)), found=repr(reading))
        self.verify_window(reading["overfitting"])
        self.verify_spike(reading["spike"])
        self.verify_better(reading["better"])

    def verify_window(self, said):
        """Expect a narrow window whose middle lies where val/loss is at its lowest, as far as one can tell."""
        if not is_window(said):
            raise Wrong("reading-window-form", found=repr(said))
        if said[1] - said[0] > self.widest:
            raise Wrong("reading-window-wide", width=said[1] - said[0], widest=self.widest)
        loss = given("a").scalars[VAL]
        bottom = loss.steps[loss.values <= loss.values.min() + self.unsure]
        middle = (said[0] + said[1]) / 2
        if not bottom[0] <= middle <= bottom[-1]:
            raise Wrong(
                "reading-window-early" if middle < bottom[0] else "reading-window-late", first=said[0], last=said[1]
            )

    def verify_spike(self, said):
        """Expect the step of the highest training loss in the file."""
        loss = given("a").scalars[TRAIN]
        there = loss.at(said) if is_number(said) else []
        if not len(there):
            raise Wrong("reading-spike-nowhere", found=repr(said))
        if there[0] == loss.values.max():
            return
        raise Wrong("reading-spike", found=said, value=there[0], higher=int((loss.values > there[0]).sum()))

    def verify_better(self, said):
        """Expect the setting whose runs end lower, if both do."""
        ends = {setting: [given(f"{setting}-{seed}").scalars[VAL].values[-1] for seed in (0, 2)] for setting in "bc"}
        right = "no telling"
        for lower, higher in ("bc", "cb"):
            if max(ends[lower]) < min(ends[higher]):
                right = lower
        if said == right:
            return
        if said not in ("b", "c", "no telling"):
            raise Wrong("reading-better-form", found=repr(said))
        raise Wrong("reading-better-told" if said == "no telling" else "reading-better", found=said)


WOULD_SHOW = {
    "healthy": "not-healthy",
    "overfitting": "not-overfitting",
    "rate too low": "not-rate-too-low",
    "rate too high": "not-rate-too-high",
    "random targets": "not-random-targets",
    "unscaled inputs": "not-unscaled-inputs",
}
"""Each cause, with the message for those who name it where it is another."""
NEXT = {
    "keep it": "healthy",
    "fewer steps or more data": "overfitting",
    "ten times the rate": "rate too low",
    "a tenth of the rate": "rate too high",
    "look at inputs beside labels": "random targets",
    "look at the range of the inputs": "unscaled inputs",
    "overfit one batch": ("rate too low", "random targets"),
}
"""What can be done next, with the cause or the causes that it helps to prove or to rule out."""
PATIENTS = {"d": "rate too low", "e": "random targets", "f": "healthy", "g": "random targets"}
LONG = 300
"""Steps: a window in which something happens, or is seen not to happen. A healthy run learns most in its first 200."""


@exercise("2.9")
class Diagnosis:
    """Is each patient's cause found, with where it is seen and what to try next?"""

    def case(self, seed):
        """Nothing to draw: the patients are always the same."""

    def drive(self, diagnosis, case, evidence):
        """Keep the answer."""
        evidence.note(diagnosis=diagnosis)

    def verify(self, evidence, case):
        """A wrong cause is told what it would show, never the right one; then tag, steps and next experiment."""
        messages = Messages(
            letters="patients",
            form="patient-form",
            next_form="patient-next-form",
            needless="patient-next",
            next="patient-next",
        )
        exam = Exam(PATIENTS, WOULD_SHOW, NEXT, messages, lambda patient: measured(given(patient)), self.verify_seen)
        exam.verify(evidence.answers["diagnosis"])

    def verify_seen(self, patient, cause, tag, window):
        """Expect that the cause can be seen in this tag, within these steps."""
        run = given(patient)
        if tag not in run.scalars:
            raise Wrong("patient-no-tag", patient=patient, tag=tag, found=", ".join(run.scalars))
        if not is_window(window):
            raise Wrong("patient-window-form", patient=patient, found=repr(window))
        about = {"patient": patient, "cause": cause, "tag": tag, "first": window[0], "last": window[1]}
        if window[1] - window[0] < LONG:
            raise Wrong("patient-window-short", **about, least=LONG)
        whole = run.scalars[tag]
        if window[0] > whole.steps[-1] or window[1] > whole.steps[-1] + 20:
            raise Wrong("patient-window-outside", **about, end=int(whole.steps[-1]))
        if not SEEN[cause](run, tag, 0, whole.steps[-1] + 1):
            raise Wrong("patient-other-tag", **about)
        if not SEEN[cause](run, tag, *window):
            raise Wrong("patient-window", **about)


def part(run, tag, first, last):
    """Return the values of a tag from step ``first`` to step ``last``."""
    scalars = run.scalars[tag]
    return scalars.values[(scalars.steps >= first) & (scalars.steps <= last)]


def thirds(values):
    """Return the means of the first and the last third."""
    n = max(len(values) // 3, 1)
    return values[:n].mean(), values[-n:].mean()


def seen_random_targets(run, tag, first, last):
    """Nothing that can be checked on other examples gets better; a training loss on many examples stays, too."""
    values = part(run, tag, first, last)
    if tag == ACCURACY:
        return abs(values.mean() - 0.5) < 0.05  # 1,000 coins, and a model that may lean a little
    begin, end = thirds(values)
    return values.min() > LN2 - 0.03 and end > begin - 0.01 if tag == VAL else abs(end - begin) < 0.01


def seen_rate_too_low(run, tag, first, last):
    """The curve still gets better, slowly, and is far from what the task allows."""
    begin, end = thirds(part(run, tag, first, last))
    return end > begin + 0.005 if tag == ACCURACY else end < begin - 0.005 and end > 0.55


def seen_healthy(run, tag, first, last):
    """After the fall, validation is level, and low beside the training: not to be seen in the training alone."""
    first = max(first, 200)
    values = part(run, tag, first, last)
    if tag == TRAIN or len(values) < 10:  # of val/…, ten points are 200 steps: fewer are no level
        return False
    begin, end = thirds(values)
    if tag == ACCURACY:
        return abs(end - begin) < 0.02 and end > 0.6
    return abs(end - begin) < 0.02 and end < LN2 - 0.1 and abs(end - part(run, TRAIN, first, last).mean()) < 0.05


SEEN = {"random targets": seen_random_targets, "rate too low": seen_rate_too_low, "healthy": seen_healthy}


def measured(run):
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
