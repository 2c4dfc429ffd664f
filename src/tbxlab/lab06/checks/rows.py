"""Check of lab 06, the row that a trial leaves in the HParams table."""

import math
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tbxlab import events
from tbxlab.grading import handed
from tbxlab.grading.case import Case
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.verdict import Wrong

SETTINGS = ("rate", "widths", "schedule", "seed", "nesterov")
METRICS = ("end/accuracy", "end/loss")
NOTHING = "none"
DAY = 86400


@dataclass(frozen=True)
class Trial:
    """One trial, in plain values: a setting that is None, and a metric that is not there, are missing."""

    settings: Mapping[str, Any]
    metrics: Mapping[str, float]
    step: int
    left_out: tuple[str, ...] = ()
    """Settings that are None and whose keys are missing, too."""
    kind: str = "plain"
    """What its numbers are when they are handed over: "numpy", "plain", "tensor"."""
    extra: Mapping[str, Any] | None = None
    """Settings that do not belong into the row."""


@exercise("6.2")
class OneRow:
    """Does each trial give one row, with the same columns and every value in it?"""

    def case(self, seed: int) -> Case[tuple[Trial, ...], None]:
        """Draw four trials.

        A whole one; one that diverged, whose seed is 0; one with a metric and two settings too many; one with neither
        rate nor nesterov, no widths, one metric alone, and that is 0. Each has its keys in another order.
        """
        draw = random.Random(seed)

        def settings(schedule: str | None, **others: Any) -> dict[str, Any]:
            drawn = {
                "rate": draw.uniform(0.01, 0.5),
                "widths": [draw.choice([16, 32]), draw.choice([8, 4])],
                "schedule": schedule,
                "seed": draw.randrange(1, 100),
                "nesterov": True,
            } | others
            names = draw.sample(list(drawn), len(drawn))
            return {name: drawn[name] for name in names}

        def metrics(**others: float) -> dict[str, float]:
            drawn = {"end/loss": draw.uniform(0.3, 0.7), "end/accuracy": draw.uniform(0.6, 0.9)}
            return drawn | {name.replace("_", "/"): value for name, value in others.items()}

        steps = sorted(draw.sample(range(1, 900), 4))
        return Case(
            given=(
                Trial(settings("cosine"), metrics(), steps[0], kind="numpy"),
                Trial(settings(None, seed=0, nesterov=False), {}, steps[1]),
                Trial(
                    settings(None, widths=[32, 16, draw.choice([4, 8])]),
                    metrics(time_seconds=draw.uniform(1, 2)),
                    steps[2],
                    left_out=("schedule",),
                    kind="tensor",
                    extra={"steps": steps[2], "momentum": 0.9},
                ),
                Trial(
                    settings("cosine", rate=None, widths=None, nesterov=None),
                    {"end/accuracy": 0.0},
                    steps[3],
                    left_out=("rate", "nesterov"),
                    kind="numpy",
                ),
            ),
            true=None,
        )

    def drive(self, answer: Any, given: tuple[Trial, ...], evidence: Evidence) -> None:
        """Log each trial into a run of its own, with the kinds of values that a script has at hand."""
        for i, trial in enumerate(given):
            settings, metrics = handed_over(trial)
            with evidence.writer(f"trial-{i}") as writer:
                writer.add_scalar("val/accuracy", 0.5 + i / 10, trial.step)
                with handed.unchanged(settings=settings, metrics=metrics):
                    answer(writer, settings, metrics, trial.step)

    def verify(self, evidence: Evidence, case: Case[tuple[Trial, ...], None]) -> None:
        """Each trial's row first, then what all of them have in common."""
        names = []
        for i, trial in enumerate(case.given):
            rows = {name: run for name, run in evidence.runs.items() if name.startswith(f"trial-{i}") and run.hparams}
            if not rows:
                raise Wrong("row-missing", trial=i)
            if len(rows) > 1 or any(len(run.hparams.sessions) != 1 for run in rows.values() if run.hparams):
                raise Wrong("row-several", trial=i, found=", ".join(map(repr, rows)))
            ((name, run),) = rows.items()
            evidence.run(name)
            # What was logged before the row is still there, and its time says when.
            when = float(evidence.scalars("val/accuracy", f"trial-{i}").wall_times[-1])
            if any(abs(float(number) - when) < DAY for number in re.findall(r"\d{10}(?:\.\d+)?", name)):
                raise Wrong("row-time", trial=i, name=name)
            names.append(name.removeprefix(f"trial-{i}"))
            assert run.hparams is not None
            self.verify_settings(i, run.hparams, trial.settings)
            self.verify_metrics(i, run, trial)
        if len(set(names)) > 1:
            raise Wrong("row-names", found=", ".join(map(repr, names)))

    def verify_settings(self, i: int, hparams: events.HParams, settings: Mapping[str, Any]) -> None:
        """Each setting is declared and has a value of its column's kind; the text none where there is nothing."""
        for name in SETTINGS:
            if name in hparams.dropped:
                raise Wrong("row-dropped", trial=i, name=name)
            if name not in hparams.values:
                raise Wrong("row-key-missing", trial=i, name=name, found=", ".join(hparams.values))
        if extra := sorted(set(hparams.values) - set(SETTINGS)):
            raise Wrong("row-key-extra", trial=i, name=extra[0])
        for name, expected in settings.items():
            found = hparams.values[name]
            if expected is None or name == "schedule":
                text = expected or NOTHING
                if found != text:
                    raise Wrong("row-text", trial=i, name=name, expected=repr(text), found=repr(found))
            elif name in ("rate", "seed"):
                if not isinstance(found, float):
                    raise Wrong("row-number-as-text", trial=i, name=name, found=repr(found))
                if not math.isclose(found, expected, rel_tol=1e-5):  # what single precision may lose, and more
                    raise Wrong("row-value", trial=i, name=name, expected=expected, found=found)
            elif name == "nesterov":
                if found not in (expected, str(expected)):
                    raise Wrong("row-value", trial=i, name=name, expected=expected, found=found)
            elif not isinstance(found, str) or numbers_in(found) != expected:
                raise Wrong("row-widths", trial=i, expected=expected, found=repr(found))

    def verify_metrics(self, i: int, run: events.Run, trial: Trial) -> None:
        """Each metric is a column, with one value at the trial's last step; NaN where the trial has none."""
        declared = run.hparams.metrics if run.hparams else ()
        if set(declared) != set(METRICS):
            raise Wrong("row-metrics", trial=i, found=", ".join(declared) or "none")
        for tag in METRICS:
            if tag not in run.scalars:
                raise Wrong("row-metric-missing", trial=i, tag=tag)
            points, expected = run.scalars[tag], trial.metrics.get(tag, math.nan)
            if points.steps.tolist() != [trial.step]:
                raise Wrong("row-metric-step", trial=i, tag=tag, expected=trial.step, found=str(points.steps.tolist()))
            found = points.values[0]
            if math.isnan(expected) != math.isnan(found) or not (
                math.isnan(expected) or math.isclose(found, expected, rel_tol=1e-5)
            ):
                raise Wrong("row-metric-value", trial=i, tag=tag, expected=expected, found=float(found))


def handed_over(trial: Trial) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return settings and metrics as a script would hand them over: of numpy, as tensors, as tuples."""
    import numpy as np
    import torch

    kinds: dict[str, Any] = {"numpy": np.float32, "plain": float, "tensor": torch.tensor}
    settings = {name: value for name, value in trial.settings.items() if name not in trial.left_out}
    settings["seed"] = np.int64(settings["seed"])
    if settings.get("rate") is not None:
        settings["rate"] = kinds[trial.kind](settings["rate"])
    if trial.kind == "tensor":
        settings["widths"] = tuple(settings["widths"])
    return settings | dict(trial.extra or {}), {tag: np.float32(value) for tag, value in trial.metrics.items()}


def numbers_in(text: str) -> list[float]:
    """Return the numbers that a text names, in their order: "[32.0, 8.0]" and "32, 8" name the same."""
    return [float(number) for number in re.findall(r"\d+(?:\.\d+)?", text)]
