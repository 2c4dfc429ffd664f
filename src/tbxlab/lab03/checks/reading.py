"""Check of lab 03, reading: three patients, each with the layer that is sick and the reason.

What is right is worked out from the committed event files, so it follows them should they be made again.
"""

import numpy as np

from tbxlab import events
from tbxlab.course import folders
from tbxlab.grading.core import exercise
from tbxlab.grading.diagnosis import Exam, Messages
from tbxlab.grading.expect import is_window
from tbxlab.grading.verdict import Wrong

LAB = "03_histograms"
WOULD_SHOW = {
    "healthy": "layer-not-healthy",
    "vanishing gradients": "layer-not-vanishing",
    "dead units": "layer-not-dead",
    "unscaled inputs": "layer-not-unscaled",
    "zero initialization": "layer-not-zero",
}
"""Each cause, with the message for those who name it where it is another."""
NEXT = {
    "keep it": "healthy",
    "ReLU for sigmoid": "vanishing gradients",
    "look at what changed when they died": "dead units",
    "look at the range of the inputs": "unscaled inputs",
    "draw the weights": "zero initialization",
    "ten times the rate": None,
}
PATIENTS = {"a": "unscaled inputs", "b": "dead units", "c": "healthy"}
LONG = 50
"""Steps: five points of each curve, fewer may be chance."""


def given(name: str) -> events.Run:
    """Return a run that comes with the lab, as it is committed (the learner's copy may have been changed)."""
    return events.read_run(folders.given_folder(LAB) / name)


@exercise("3.8")
class SickLayers:
    """Is each patient's cause found, with the layer's tag, the steps in which it shows, and what to try next?"""

    def case(self, seed):
        """Nothing to draw: the patients are always the same."""

    def drive(self, diagnosis, case, evidence):
        """Keep the answer."""
        evidence.note(diagnosis=diagnosis)

    def verify(self, evidence, case):
        """A wrong cause is told what it would show, never the right one; then tag, steps and next experiment."""
        messages = Messages(
            letters="layer-patients",
            form="layer-form",
            next_form="layer-next-form",
            needless="layer-rate",
            next="layer-next",
        )
        exam = Exam(PATIENTS, WOULD_SHOW, NEXT, messages, lambda patient: measured(given(patient)), self.verify_seen)
        exam.verify(evidence.answers["diagnosis"])

    def verify_seen(self, patient, cause, tag, window):
        """Expect that the cause can be seen in this tag, at this layer, within these steps."""
        run = given(patient)
        if tag not in run.scalars and tag not in run.histograms:
            raise Wrong("layer-no-tag", patient=patient, tag=tag, found=", ".join(run.scalars))
        if not is_window(window):
            raise Wrong("layer-window-form", patient=patient, found=repr(window))
        about = {"patient": patient, "cause": cause, "tag": tag, "first": window[0], "last": window[1]}
        if window[1] - window[0] < LONG:
            raise Wrong("layer-window-short", **about, least=LONG)
        end = run.scalars["train/loss"].steps[-1]
        if window[0] > end or window[1] > end + 10:
            raise Wrong("layer-window-outside", **about, end=int(end))
        whole = [SEEN[cause](run, tag, first, end) for first in range(0, int(end) - LONG, 10)]
        if not any(whole):
            raise Wrong("layer-other-tag", **about)
        if not SEEN[cause](run, tag, *window):
            raise Wrong("layer-window", **about)


def part(points, values, first, last):
    """Return those of ``values``, one for each step of ``points``, that lie from step ``first`` to ``last``."""
    return np.asarray(values)[(points.steps >= first) & (points.steps <= last)]


def seen_unscaled(run, tag, first, last):
    """Nearly all that the first layer's units put out is at an end of tanh, from the first step on."""
    if tag == "saturated/units1":
        values = part(run.scalars[tag], run.scalars[tag].values, first, last)
    elif tag == "activations/units1":
        histograms = run.histograms[tag]
        values = part(histograms, [1 - each.fraction_between(-0.9, 0.9) for each in histograms.buckets], first, last)
    else:
        return False
    return len(values) > 0 and values.min() > 0.9


def seen_dead(run, tag, first, last):
    """Most units of the layer whose units die first put out nothing.

    The mean over the window tells it: a window that begins long before the units died is no window of the sickness.
    """
    if tag == "dead/units4":
        values = part(run.scalars[tag], run.scalars[tag].values, first, last)
        return len(values) > 0 and values.mean() > 0.75
    if tag == "activations/units4":
        histograms = run.histograms[tag]
        values = part(histograms, [each.mean for each in histograms.buckets], first, last)
        return len(values) > 0 and values.max() < histograms[0].mean / 20
    return False


def seen_healthy(run, tag, first, last):
    """The first layer's gradient, or a share of dead units that stays low: a loss alone cannot show it."""
    if tag.startswith("gradient_norm/"):
        ends = [run.scalars[f"gradient_norm/layer{k}"] for k in (1, 6)]
        ratio = np.median(part(ends[0], ends[0].values / ends[1].values, first, last))
        return bool(0.1 < ratio < 10)
    if tag.startswith("dead/"):
        return bool(part(run.scalars[tag], run.scalars[tag].values, first, last).max() < 0.5)
    return tag.startswith(("gradients/", "activations/")) and bool(
        len(part(run.histograms[tag], run.histograms[tag].steps, first, last))
    )


SEEN = {"unscaled inputs": seen_unscaled, "dead units": seen_dead, "healthy": seen_healthy}


def measured(run):
    """Return what the messages about a wrong cause may quote."""
    scalars = run.scalars
    first, last = (scalars[f"gradient_norm/layer{k}"].values for k in (1, 6))
    return {
        "ratio_first": first[0] / last[0],
        "ratio": np.median(first / last),
        "norm": np.median(first),
        "dead": max([points.values.max() for tag, points in scalars.items() if tag.startswith("dead/")], default=0),
        "dead_first": max([points.values[0] for tag, points in scalars.items() if tag.startswith("dead/")], default=0),
        "saturated": max(
            [points.values.max() for tag, points in scalars.items() if tag.startswith("saturated/")], default=0
        ),
        "loss": scalars["train/loss"].values[-5:].mean(),
    }
