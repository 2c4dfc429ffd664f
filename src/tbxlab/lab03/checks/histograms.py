"""Checks of lab 03: histograms at an interval, what they cost, what is drawn of them. The others have their modules."""

import random

import numpy as np

from tbxlab.events.rebinning import rebin
from tbxlab.grading.core import exercise
from tbxlab.grading.expect import expect_steps, is_number
from tbxlab.grading.verdict import Wrong


def numbers(values):
    """Return what tells one set of numbers from another: [how many, smallest, largest]."""
    return [values.numel(), values.min().item(), values.max().item()]


@exercise("3.1")
class HistogramsAtAnInterval:
    """Is every layer's histogram logged at the interval, of the right numbers, and nothing in between?"""

    tolerance = 1e-4  # single precision, and writers that round the outer buckets' ends to it

    def case(self, seed):
        """Draw an interval, a number of steps that it does not divide, and the weights."""
        draw = random.Random(seed)
        every = draw.randint(3, 6)
        return {"every": every, "steps": 3 * every + 2, "seed": draw.randrange(1000)}

    def drive(self, log_histograms, case, evidence):
        """Train a small model, one layer of which takes no part in the loss, and keep what there was to log."""
        import torch
        from torch import nn
        from torch.nn.functional import cross_entropy

        from tbxlab.toy import data

        torch.manual_seed(case["seed"])
        model = nn.ModuleDict({"first": nn.Linear(10, 6), "last": nn.Linear(6, 2), "spare": nn.Linear(6, 2)})
        X, y = data.two_classes(40, case["seed"])
        optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
        expected = {}
        with evidence.writer() as writer:
            for step in range(case["steps"]):
                hidden = model["first"](X).relu()
                logits = model["last"](hidden)
                optimizer.zero_grad()
                cross_entropy(logits, y).backward()
                outputs = {"first": hidden, "last": logits}
                if step % case["every"] == 0:
                    for name, parameter in model.named_parameters():
                        expected.setdefault(f"weights/{name}", []).append(numbers(parameter))
                        if parameter.grad is not None:
                            expected.setdefault(f"gradients/{name}", []).append(numbers(parameter.grad))
                    for name, values in outputs.items():
                        expected.setdefault(f"activations/{name}", []).append(numbers(values))
                log_histograms(writer, model, outputs, step, case["every"])
                optimizer.step()
        evidence.note(expected=expected)

    def verify(self, evidence, case):
        """Expect the tags, then the steps, then the numbers that were counted."""
        expected, run = evidence.answers["expected"], evidence.run()
        missing = sorted(set(expected) - set(run.histograms))
        if missing:
            scalars = [tag for tag in missing if tag in run.scalars]
            raise Wrong(
                "histograms-scalars" if scalars else "histograms-missing",
                tag=(scalars or missing)[0],
                missing=len(missing),
                expected=len(expected),
                found=", ".join(run.histograms) or "none",
            )
        extra = sorted(set(run.histograms) - set(expected))
        if extra:
            raise Wrong("histograms-extra", tag=extra[0], found=len(run.histograms), expected=len(expected))
        for tag, wanted in expected.items():
            found = run.histograms[tag]
            if len(found) == case["steps"]:
                raise Wrong("histograms-every-step", tag=tag, steps=case["steps"], every=case["every"])
            expect_steps(found, range(0, case["steps"], case["every"]), tag)
            for step, histogram, numbers_there in zip(found.steps, found.buckets, wanted, strict=True):
                self.verify_numbers(tag, int(step), histogram, numbers_there, expected)

    def verify_numbers(self, tag, step, histogram, wanted, expected):
        """Compare how many there are, the smallest and the largest; say whose they are where they are others'."""
        if self.alike(histogram, wanted):
            return
        others = [name for name, rows in expected.items() if any(self.alike(histogram, row) for row in rows)]
        if tag in others:
            raise Wrong("histograms-other-step", tag=tag, step=step)
        if others:
            raise Wrong("histograms-of-another", tag=tag, step=step, other=others[0])
        if abs(histogram.number - wanted[0]) > 0.5:
            raise Wrong("histograms-how-many", tag=tag, step=step, found=histogram.number, expected=wanted[0])
        raise Wrong(
            "histograms-other-numbers",
            tag=tag,
            step=step,
            low=histogram.minimum,
            high=histogram.maximum,
            expected_low=wanted[1],
            expected_high=wanted[2],
        )

    def alike(self, histogram, wanted):
        """Return whether a histogram can be of numbers of which [how many, smallest, largest] are known."""
        ends = [histogram.minimum, histogram.maximum]
        return abs(histogram.number - wanted[0]) < 0.5 and np.allclose(ends, wanted[1:], rtol=self.tolerance, atol=1e-6)


class FakeClock:
    """A clock that goes on only where ``pass_by`` says so: what is measured with it does not depend on a machine."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        """Return the time in seconds."""
        return self.now

    def call(self, seconds, first):
        """Return a function that takes so many seconds by this clock; the first call takes ``first`` times as long."""
        times = iter([first * seconds[0], *seconds[1:]])

        def pass_by():
            # Whoever calls more often than there are seconds drawn gets the typical one.
            self.now += next(times, sorted(seconds)[len(seconds) // 2])

        return pass_by


@exercise("3.6")
class ChooseAnInterval:
    """Is the interval taken from measured times, so that logging stays within its budget?"""

    tolerance = 0.12
    """The drawn times scatter by 5 %, step and histograms alike. Plus one for rounding up."""

    def case(self, seed):
        """Draw trainings whose histograms cost from a twentieth of a step to two hundred steps."""
        draw = random.Random(seed)
        cases = []
        for times in (0.05, 3, 30, 200):
            step = draw.uniform(0.001, 0.1)
            log = step * times * draw.uniform(0.8, 1.2)
            cases.append(
                {
                    "step": step,
                    "log": log,
                    "budget": draw.choice([0.02, 0.05, 0.1, 0.25]),
                    "steps": self.scattered(draw, step),
                    "logs": self.scattered(draw, log),
                }
            )
        cases[0]["budget"] = 0.25  # cheaper than the budget: every step
        return cases

    def scattered(self, draw, seconds):
        """Draw the times of 200 calls."""
        return [seconds * draw.uniform(0.95, 1.05) for _ in range(200)]

    def drive(self, choose_interval, case, evidence):
        """Let each be measured by a clock of its own."""
        said = []
        for each in case:
            clock = FakeClock()
            train_step, log = clock.call(each["steps"], first=3), clock.call(each["logs"], first=30)
            said.append(choose_interval(train_step, log, each["budget"], clock))
        evidence.note(said=said)

    def verify(self, evidence, case):
        """Compare with what the typical times give; tell which way it is wrong."""
        for each, said in zip(case, evidence.answers["said"], strict=True):
            if not is_number(said) or said != int(said) or said < 1:
                raise Wrong("interval-no-whole-number", found=repr(said))
            right = each["log"] / (each["budget"] * each["step"])
            share = each["log"] / (said * each["step"])
            about = {
                "said": said,
                "share": 100 * share,
                "budget": 100 * each["budget"],
                "step": 1000 * each["step"],
                "log": 1000 * each["log"],
            }
            if said < right * (1 - self.tolerance) - 1e-9:
                raise Wrong("interval-over-budget", **about)
            if said > max(right, 1) * (1 + self.tolerance) + 1:
                raise Wrong("interval-too-rare", **about)


@exercise("3.7")
class WhatIsDrawn:
    """Are a histogram's buckets spread over the 30 bins that TensorBoard draws?"""

    def case(self, seed):
        """Draw three histograms: narrow buckets about 0, wide ones, and one that fills part of the range only."""
        draw = random.Random(seed)
        cases = []
        for spread, low, high in ((0.01, -3.0, 3.0), (1.0, -3.0, 3.0), (1.0, -7.5, 12.0)):
            edges = sorted({0.0, *(draw.gauss(0, spread) for _ in range(60))})
            edges = [each for each in edges if low < each < high]
            edges = [-2.9, *edges, 2.9] if low == -3.0 else edges
            edges = sorted(set(edges))
            counts = [float(draw.randint(0, 50)) for _ in edges[1:]]
            cases.append({"left": edges[:-1], "right": edges[1:], "counts": counts, "low": low, "high": high})
        return cases

    def drive(self, drawn, case, evidence):
        """Let each be drawn."""
        evidence.note(
            said=[
                drawn(
                    np.array(each["left"]), np.array(each["right"]), np.array(each["counts"]), each["low"], each["high"]
                )
                for each in case
            ]
        )

    def verify(self, evidence, case):
        """Compare with TensorBoard's own way, as `tbxlab.events` has it."""
        for said, each in zip(evidence.answers["said"], case, strict=True):
            if not isinstance(said, list) or not all(map(is_number, said)):
                raise Wrong("drawn-no-list", found=repr(said)[:80])
            if len(said) != 30:
                raise Wrong("drawn-how-many", found=len(said))
            _, right = rebin(
                *(np.array(each[name]) for name in ("left", "right", "counts")), 30, each["low"], each["high"]
            )
            if np.allclose(said, right, rtol=1e-6, atol=1e-6):
                continue
            total, wanted = sum(said), sum(each["counts"])
            middles = (np.array(each["left"]) + np.array(each["right"])) / 2
            for message, places in (
                ("drawn-middles", middles),
                ("drawn-ends", each["left"]),
                ("drawn-ends", each["right"]),
            ):
                if np.allclose(said, np.histogram(places, 30, (each["low"], each["high"]), weights=each["counts"])[0]):
                    raise Wrong(message)
            if not np.isclose(total, wanted):
                raise Wrong("drawn-lost", found=total, expected=wanted)
            at = int(np.flatnonzero(~np.isclose(said, right, atol=1e-6))[0])
            raise Wrong("drawn-differs", bin=at, found=said[at], expected=right[at], low=each["low"], high=each["high"])
