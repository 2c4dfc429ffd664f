"""Checks of lab 06, what a trial is called and what it leaves in the HParams table."""

import math
import random
import re
from itertools import pairwise

from tbxlab.checks.core import exercise
from tbxlab.checks.verdict import Wrong

VARIED = ("rate", "width", "optimizer")
LONGEST = 60
NUMBER = r"[0-9.]+(?:e-?[0-9]+)?"

SETTINGS = ("rate", "widths", "schedule", "seed", "nesterov")
METRICS = ("end/accuracy", "end/loss")


@exercise("6.1")
class NamesOfRuns:
    """Do names sort, differ, keep to harmless characters, and say what varied?"""

    def case(self, seed):
        """Draw 120 trials; some have the very settings of an earlier one."""
        draw = random.Random(seed)
        trials = [{"rate": 10 ** draw.uniform(-5, 0), "width": draw.choice([8, 16, 128]),
                   "optimizer": draw.choice(["sgd", "adam"]), "data": "two classes", "steps": 200} for _ in range(114)]
        return trials + trials[:6]

    def drive(self, run_name, trials, evidence):
        """Ask for every name."""
        evidence.note(names=[run_name(number, dict(settings), VARIED) for number, settings in enumerate(trials)])

    def verify(self, evidence, trials):
        """One property after the other; the first that fails is told."""
        names = evidence.answers["names"]
        for number, name in enumerate(names):
            if not isinstance(name, str):
                raise Wrong("name-no-text", number=number, found=repr(name))
            bad = sorted(set(re.sub(r"[A-Za-z0-9._=-]", "", name)))
            if bad or not name.strip("."):
                raise Wrong("name-characters", number=number, name=name, bad=" ".join(map(repr, bad)))
        if len(set(names)) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise Wrong("name-twice", name=twice, first=names.index(twice),
                        second=names.index(twice, names.index(twice) + 1))
        if len({name.lower() for name in names}) < len(names):
            raise Wrong("name-case")
        for before, after in pairwise(names):
            if not before < after:
                raise Wrong("name-order", before=before, after=after)
        for number, (name, settings) in enumerate(zip(names, trials, strict=True)):
            self.verify_says(number, name, settings)
            if len(name) > LONGEST:
                raise Wrong("name-long", number=number, name=name, length=len(name), longest=LONGEST)

    def verify_says(self, number, name, settings):
        """Every varied setting by its name, then its value; a number may be rounded by up to five percent."""
        for setting in VARIED:
            wanted = settings[setting]
            pattern = re.escape(wanted) if isinstance(wanted, str) else NUMBER
            found = re.search(rf"{setting}[=_.-]?({pattern})", name)
            if not found:
                raise Wrong("name-says-not", number=number, name=name, setting=setting)
            if not isinstance(wanted, str) and not math.isclose(float(found[1].strip(".")), wanted, rel_tol=0.05):
                raise Wrong("name-value", number=number, name=name, setting=setting, expected=wanted, found=found[1])
        for setting in set(settings) - set(VARIED):
            if setting in name:
                raise Wrong("name-constant", number=number, name=name, setting=setting)


@exercise("6.2")
class OneRow:
    """Does each trial give one row, with the same columns and every value in it?"""

    def case(self, seed):
        """Draw three trials as plain values: a whole one, one that diverged, one with a metric too many."""
        draw = random.Random(seed)
        trials = []
        for i in range(3):
            settings = {"rate": draw.uniform(0.01, 0.5), "widths": [draw.choice([16, 32]), draw.choice([8, 4])],
                        "schedule": ("cosine", None, "step")[i], "seed": draw.randrange(1, 100), "nesterov": i != 1}
            metrics = {"end/accuracy": draw.uniform(0.6, 0.9), "end/loss": draw.uniform(0.3, 0.7)}
            trials.append((settings, ({} if i == 1 else metrics), 100 * (i + 1)))
        trials[2][1]["time/seconds"] = draw.uniform(1, 2)
        return trials

    def drive(self, log_row, trials, evidence):
        """Log each trial into a run of its own, with the kinds of values that a script has at hand."""
        import numpy as np
        import torch

        for i, (settings, metrics, step) in enumerate(trials):
            kinds = (np.float32, float, torch.tensor)[i]
            given = dict(settings) | {"rate": kinds(settings["rate"]), "seed": np.int64(settings["seed"])}
            if i == 2:
                given["widths"] = tuple(given["widths"])
                del given["schedule"]
            with evidence.writer(f"trial-{i}") as writer:
                writer.add_scalar("val/accuracy", 0.5 + i / 10, step)
                log_row(writer, given, {tag: np.float32(value) for tag, value in metrics.items()}, step)

    def verify(self, evidence, trials):
        """Each trial's row first, then what all of them have in common."""
        rows = []
        for i, trial in enumerate(trials):
            below = {name: run for name, run in evidence.runs.items() if name.startswith(f"trial-{i}") and run.hparams}
            if not below:
                raise Wrong("row-missing", trial=i)
            if len(below) > 1 or len(next(iter(below.values())).hparams.sessions) != 1:
                raise Wrong("row-several", trial=i, found=", ".join(map(repr, below)))
            (name, run), = below.items()
            evidence.run(name)
            evidence.scalars("val/accuracy", f"trial-{i}")    # what was logged before the row is still there
            if re.search(r"\d{8,}", name):
                raise Wrong("row-time", trial=i, name=name)
            rows.append((name.removeprefix(f"trial-{i}"), run))
            self.verify_settings(i, run.hparams, trial[0], without=i == 2)
            self.verify_metrics(i, run, trial[1], trial[2])
        if len({name for name, _ in rows}) > 1:
            raise Wrong("row-names", found=", ".join(repr(name) for name, _ in rows))

    def verify_settings(self, i, hparams, settings, *, without):
        """Each setting is declared and has a value of its column's kind."""
        for name in SETTINGS:
            if name in hparams.dropped:
                raise Wrong("row-dropped", trial=i, name=name)
            if name not in hparams.values:
                raise Wrong("row-key-missing", trial=i, name=name, found=", ".join(hparams.values))
        if extra := sorted(set(hparams.values) - set(SETTINGS)):
            raise Wrong("row-key-extra", trial=i, name=extra[0])
        for name in ("rate", "seed"):
            found = hparams.values[name]
            if not isinstance(found, float):
                raise Wrong("row-number-as-text", trial=i, name=name, found=repr(found))
            if not math.isclose(found, settings[name], rel_tol=1e-5):
                raise Wrong("row-value", trial=i, name=name, expected=settings[name], found=found)
        if hparams.values["nesterov"] not in (settings["nesterov"], str(settings["nesterov"])):
            raise Wrong("row-value", trial=i, name="nesterov", expected=settings["nesterov"],
                        found=hparams.values["nesterov"])
        widths = hparams.values["widths"]
        if [int(each) for each in re.findall(r"\d+", str(widths))] != settings["widths"] or not isinstance(widths, str):
            raise Wrong("row-widths", trial=i, expected=settings["widths"], found=repr(widths))
        schedule = hparams.values["schedule"]
        wanted = "none" if without or settings["schedule"] is None else settings["schedule"]
        if not isinstance(schedule, str) or schedule.lower() != wanted:
            raise Wrong("row-schedule", trial=i, expected=repr(wanted), found=repr(schedule))

    def verify_metrics(self, i, run, metrics, step):
        """Each metric is a column, with one value at the trial's last step; NaN where the trial has none."""
        if set(run.hparams.metrics) != set(METRICS):
            raise Wrong("row-metrics", trial=i, found=", ".join(run.hparams.metrics) or "none")
        for tag in METRICS:
            if tag not in run.scalars:
                raise Wrong("row-metric-missing", trial=i, tag=tag)
            points, wanted = run.scalars[tag], metrics.get(tag, math.nan)
            if points.steps.tolist() != [step]:
                raise Wrong("row-metric-step", trial=i, tag=tag, expected=step, found=str(points.steps.tolist()))
            found = points.values[0]
            if math.isnan(wanted) != math.isnan(found) or not (math.isnan(wanted)
                                                               or math.isclose(found, wanted, rel_tol=1e-5)):
                raise Wrong("row-metric-value", trial=i, tag=tag, expected=wanted, found=float(found))
