"""Checks of lab 06, what a trial is called and what it leaves in the HParams table."""

import math
import random
import re
from itertools import pairwise

from tbxlab.grading.core import exercise
from tbxlab.grading.verdict import Wrong

LONGEST = 60
NUMBER = r"[0-9.]+(?:[eE]-?[0-9]+)?"
SEARCHES = (
    (("rate", "width", "optimizer"), {"data": "twoclasses", "steps": 200}),
    (("layers", "dropout"), {"rate": 0.05, "width": 16, "optimizer": "sgd"}),
)
"""What varies in each of two searches, and what is the same in all of its trials."""

SETTINGS = ("rate", "widths", "schedule", "seed", "nesterov")
METRICS = ("end/accuracy", "end/loss")
NOTHING = "none"


@exercise("6.1")
class NamesOfRuns:
    """Do names sort, differ, keep to harmless characters, and say what varied?"""

    def case(self, seed):
        """Draw 120 trials of one search and 12 of another; some have the very settings of an earlier one."""
        draw = random.Random(seed)
        kinds = {
            "rate": lambda: 10 ** draw.uniform(-5, 0),
            "width": lambda: draw.choice([8, 16, 128]),
            "optimizer": lambda: draw.choice(["sgd", "adam"]),
            "layers": lambda: draw.choice([1, 2, 12]),
            "dropout": lambda: draw.uniform(0.1, 0.5),
        }
        searches = []
        for (varied, same), count in zip(SEARCHES, (120, 12), strict=True):
            trials = [{name: kinds[name]() for name in varied} | same for _ in range(count - 6)]
            searches.append({"varied": varied, "same": same, "trials": trials + trials[:6]})
        return searches

    def drive(self, run_name, searches, evidence):
        """Ask for every name, the last one first: a name must not come from a clock, or from counting the calls."""
        names = []
        for search in searches:
            asked = list(enumerate(search["trials"]))[::-1]
            names.append([run_name(number, dict(settings), search["varied"]) for number, settings in asked][::-1])
        first = searches[0]
        evidence.note(names=names, again=run_name(0, dict(first["trials"][0]), first["varied"]))

    def verify(self, evidence, searches):
        """One property after the other; the first that fails is told."""
        for search, names in zip(searches, evidence.answers["names"], strict=True):
            self.verify_search(search, names)
        if (first := evidence.answers["names"][0][0]) != (again := evidence.answers["again"]):
            raise Wrong("name-again", first=first, again=again)

    def verify_search(self, search, names):
        """Judge the names of one search."""
        for number, name in enumerate(names):
            if not isinstance(name, str):
                raise Wrong("name-no-text", number=number, found=repr(name))
            bad = sorted(set(re.sub(r"[A-Za-z0-9.,_=-]", "", name)))
            if bad or not name.strip("."):
                raise Wrong("name-characters", number=number, name=name, bad=" ".join(map(repr, bad)))
        if len(set(names)) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise Wrong(
                "name-twice", name=twice, first=names.index(twice), second=names.index(twice, names.index(twice) + 1)
            )
        if len({name.lower() for name in names}) < len(names):
            raise Wrong("name-case")
        for number, (before, after) in enumerate(pairwise(names)):
            if not before < after:
                raise Wrong("name-order", first=number, second=number + 1, before=before, after=after)
        for number, (name, settings) in enumerate(zip(names, search["trials"], strict=True)):
            self.verify_says(number, name, settings, search)
            if len(name) > LONGEST:
                raise Wrong("name-long", number=number, name=name, length=len(name), longest=LONGEST)

    def verify_says(self, number, name, settings, search):
        """Every varied setting by its name, then its value; a number may be rounded by up to five percent."""
        for setting in search["varied"]:
            wanted = settings[setting]
            pattern = re.escape(wanted) if isinstance(wanted, str) else NUMBER
            found = re.search(rf"{setting}[=_.-]?({pattern})", name)
            if not found:
                raise Wrong("name-says-not", number=number, name=name, setting=setting)
            if not isinstance(wanted, str) and not math.isclose(float(found[1].strip(".")), wanted, rel_tol=0.05):
                raise Wrong("name-value", number=number, name=name, setting=setting, expected=wanted, found=found[1])
        for setting, value in search["same"].items():
            if setting in name or (isinstance(value, str) and value in name):
                raise Wrong("name-constant", number=number, name=name, setting=setting)


@exercise("6.2")
class OneRow:
    """Does each trial give one row, with the same columns and every value in it?"""

    def case(self, seed):
        """Draw four trials as plain values, None where a setting or a metric is missing.

        A whole one; one that diverged, whose seed is 0; one with a metric and a setting too many; one with neither
        rate nor nesterov, no widths, one metric alone, and that is 0.
        """
        draw = random.Random(seed)
        trials = []
        for i in range(4):
            settings = {
                "rate": draw.uniform(0.01, 0.5),
                "widths": [draw.choice([16, 32]), draw.choice([8, 4])],
                "schedule": ("cosine", None, "step", "cosine")[i],
                "seed": draw.randrange(1, 100),
                "nesterov": i != 1,
            }
            metrics = {"end/accuracy": draw.uniform(0.6, 0.9), "end/loss": draw.uniform(0.3, 0.7)}
            trials.append((settings, ({} if i == 1 else metrics), 100 * (i + 1)))
        trials[1][0]["seed"] = 0
        trials[2][1]["time/seconds"] = draw.uniform(1, 2)
        trials[3][0].update(rate=None, widths=None, nesterov=None)
        trials[3] = (trials[3][0], {"end/accuracy": 0.0}, trials[3][2])
        return trials

    def drive(self, log_row, trials, evidence):
        """Log each trial into a run of its own, with the kinds of values that a script has at hand."""
        import numpy as np
        import torch

        for i, (settings, metrics, step) in enumerate(trials):
            kinds = (np.float32, float, torch.tensor, None)[i]
            given = dict(settings) | {"seed": np.int64(settings["seed"])}
            if kinds:
                given["rate"] = kinds(settings["rate"])
            if i == 2:
                given["widths"] = tuple(given["widths"])
                given["steps"] = step
            for name in ((), (), ("schedule",), ("rate", "nesterov"))[i]:
                del given[name]
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
            ((name, run),) = below.items()
            evidence.run(name)
            evidence.scalars("val/accuracy", f"trial-{i}")  # what was logged before the row is still there
            if re.search(r"\d{8,}", name):
                raise Wrong("row-time", trial=i, name=name)
            rows.append((name.removeprefix(f"trial-{i}"), run))
            settings = trial[0] | ({"schedule": None} if i == 2 else {})
            self.verify_settings(i, run.hparams, settings)
            self.verify_metrics(i, run, trial[1], trial[2])
        if len({name for name, _ in rows}) > 1:
            raise Wrong("row-names", found=", ".join(repr(name) for name, _ in rows))

    def verify_settings(self, i, hparams, settings):
        """Each setting is declared and has a value of its column's kind; the text none where there is nothing."""
        for name in SETTINGS:
            if name in hparams.dropped:
                raise Wrong("row-dropped", trial=i, name=name)
            if name not in hparams.values:
                raise Wrong("row-key-missing", trial=i, name=name, found=", ".join(hparams.values))
        if extra := sorted(set(hparams.values) - set(SETTINGS)):
            raise Wrong("row-key-extra", trial=i, name=extra[0])
        for name, wanted in settings.items():
            found = hparams.values[name]
            if wanted is None or name == "schedule":
                wanted = wanted or NOTHING
                if found != wanted:
                    raise Wrong("row-text", trial=i, name=name, expected=repr(wanted), found=repr(found))
            elif name in ("rate", "seed"):
                if not isinstance(found, float):
                    raise Wrong("row-number-as-text", trial=i, name=name, found=repr(found))
                if not math.isclose(found, wanted, rel_tol=1e-5):  # what single precision may lose, and more
                    raise Wrong("row-value", trial=i, name=name, expected=wanted, found=found)
            elif name == "nesterov":
                if found not in (wanted, str(wanted)):
                    raise Wrong("row-value", trial=i, name=name, expected=wanted, found=found)
            elif not isinstance(found, str) or [int(each) for each in re.findall(r"\d+", found)] != wanted:
                raise Wrong("row-widths", trial=i, expected=wanted, found=repr(found))

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
            if math.isnan(wanted) != math.isnan(found) or not (
                math.isnan(wanted) or math.isclose(found, wanted, rel_tol=1e-5)
            ):
                raise Wrong("row-metric-value", trial=i, tag=tag, expected=wanted, found=float(found))
