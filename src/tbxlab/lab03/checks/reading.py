"""Check of lab 03, reading: three patients, each with the layer that is sick and the reason.

What is right is worked out from the committed event files, so it follows them should they be made again.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from tbxlab import events
from tbxlab.course import folders
from tbxlab.grading.case import Case
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.patients import judge_all
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
PATIENTS = {"a": "unscaled inputs", "b": "dead units", "c": "healthy"}
Diagnosis = dict[str, Any]
"""What an answer says of each patient: a cause, and the tag that shows it."""


def given(name: str) -> events.Run:
    """Return a run that comes with the lab, as it is committed (the learner's copy may have been changed)."""
    return events.read_run(folders.given_folder(LAB) / name)


@exercise("3.8")
class SickLayers:
    """Is each patient's cause found, and the tag of the layer that is sick?"""

    def case(self, seed: int) -> Case[None, None]:
        """Nothing to draw: the patients are always the same."""
        return Case(given=None, true=None)

    def drive(self, diagnosis: Diagnosis, given: None, evidence: Evidence) -> None:
        """Keep the answer."""
        evidence.note(diagnosis=diagnosis)

    def verify(self, evidence: Evidence, case: Case[None, None]) -> None:
        """Judge all patients. A wrong cause is told what it would show, never the right one."""
        answer = evidence.answers["diagnosis"]
        if not isinstance(answer, dict) or set(answer) != set(PATIENTS):
            raise Wrong("layer-patients", found=repr(answer)[:200])
        judge_all(PATIENTS, lambda patient: self.verify_patient(patient, answer[patient]))

    def verify_patient(self, patient: str, answer: Any) -> None:
        """Expect the cause, then a tag in which it can be seen at the layer where it begins."""
        pair = isinstance(answer, list) and len(answer) == 2 and all(isinstance(each, str) for each in answer)
        if not pair or answer[0] not in WOULD_SHOW:
            raise Wrong("layer-form", patient=patient, found=repr(answer)[:120], causes=", ".join(WOULD_SHOW))
        run, (cause, tag) = given(patient), answer
        if cause != PATIENTS[patient]:
            raise Wrong(WOULD_SHOW[cause], patient=patient, **measured(run))
        if tag not in run.scalars and tag not in run.histograms:
            raise Wrong("layer-no-tag", patient=patient, tag=tag, found=", ".join([*run.scalars, *run.histograms]))
        if not SEEN[cause](run, tag, FROM[cause]):
            raise Wrong("layer-healthy-tag" if cause == "healthy" else "layer-other-tag", patient=patient, tag=tag)


def part(points: events.Scalars | events.Histograms, values: ArrayLike, first: int) -> np.ndarray:
    """Return those of ``values``, one for each step of ``points``, that lie at step ``first`` or later."""
    return np.asarray(values)[points.steps >= first]


def seen_unscaled(run: events.Run, tag: str, first: int) -> bool:
    """Return whether nearly all that the first layer's units put out is at an end of tanh."""
    if tag == "saturated/units1":
        return bool(part(run.scalars[tag], run.scalars[tag].values, first).min() > 0.9)
    if tag == "activations/units1":
        histograms = run.histograms[tag]
        ends = [1 - each.fraction_between(-0.9, 0.9) for each in histograms.buckets]
        return bool(part(histograms, ends, first).min() > 0.9)
    return False


def seen_dead(run: events.Run, tag: str, first: int) -> bool:
    """Return whether most units of the layer whose units die first put out nothing."""
    if tag == "dead/units4":
        return bool(part(run.scalars[tag], run.scalars[tag].values, first).mean() > 0.75)
    if tag == "activations/units4":
        histograms = run.histograms[tag]
        means = part(histograms, [each.mean for each in histograms.buckets], first)
        return bool(means.max() < histograms[0].mean / 20)
    return False


def seen_healthy(run: events.Run, tag: str, first: int) -> bool:
    """Return whether a tag would show a sick layer: a gradient, a share of dead units, what units put out.

    A loss alone cannot show it.
    """
    return tag.startswith(("gradient_norm/", "dead/", "gradients/", "activations/"))


SEEN: dict[str, Callable[[events.Run, str, int], bool]] = {
    "unscaled inputs": seen_unscaled,
    "dead units": seen_dead,
    "healthy": seen_healthy,
}
FROM = {"unscaled inputs": 0, "dead units": 150, "healthy": 0}
"""The step from which each cause can be seen to the end, in the patients that have it."""


def measured(run: events.Run) -> dict[str, float]:
    """Return what the messages about a wrong cause may quote."""
    scalars = run.scalars
    first, last = (scalars[f"gradient_norm/layer{k}"].values for k in (1, 6))
    return {
        "ratio_first": first[0] / last[0],
        "ratio": float(np.median(first / last)),
        "norm": float(np.median(first)),
        "dead": max([points.values.max() for tag, points in scalars.items() if tag.startswith("dead/")], default=0),
        "dead_first": max([points.values[0] for tag, points in scalars.items() if tag.startswith("dead/")], default=0),
        "saturated": max(
            [points.values.max() for tag, points in scalars.items() if tag.startswith("saturated/")], default=0
        ),
        "loss": scalars["train/loss"].values[-5:].mean(),
    }
