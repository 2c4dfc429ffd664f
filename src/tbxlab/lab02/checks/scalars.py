"""Checks of lab 02: what is logged, at which step, and which charts it makes. The others have their own modules."""

import contextlib
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from tbxlab import events
from tbxlab.events.layouts import Chart
from tbxlab.grading import handed
from tbxlab.grading.case import Case
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.expect import expect_steps, expect_values, is_number
from tbxlab.grading.verdict import Wrong

TRAIN, VAL, ACCURACY = "train/loss", "val/loss", "val/accuracy"
Answer = Callable[..., Any]


@dataclass(frozen=True)
class TrainingSize:
    """How many epochs and batches a made-up training run has; ``seed`` draws the rest."""

    epochs: int
    batches_per_epoch: int
    seed: int

    @property
    def steps(self) -> range:
        """Every optimizer step."""
        return range(self.epochs * self.batches_per_epoch)


def draw_size(seed: int) -> TrainingSize:
    """Draw a training run of a size that no formula fits by chance; none has the 10 batches of the lab's own."""
    draw = random.Random(seed)
    return TrainingSize(draw.randint(3, 5), draw.choice([7, 8, 9, 11, 12]), seed)


def made_up_loss(step: int) -> float:
    """Return a loss that falls, not with every step, and is 0 once, which is a loss like any other."""
    return 0.0 if step == 5 else 1 / (2 + step) + 0.1 * (7 * step % 5)


@exercise("2.1")
class OnePointPerStep:
    """Is every optimizer step logged once, in order?"""

    def case(self, seed: int) -> Case[tuple[TrainingSize, ...], None]:
        """Draw two training runs whose epochs have different numbers of batches."""
        first, draw = draw_size(seed), random.Random(seed + 1)
        return Case(given=(first, TrainingSize(draw.randint(3, 5), draw.choice([6, 13, 14, 15]), seed)), true=None)

    def drive(self, log_loss: Answer, given: tuple[TrainingSize, ...], evidence: Evidence) -> None:
        """Log each made-up loss through the learner's function, with a writer of its own."""
        with contextlib.ExitStack() as writers:
            for number, size in enumerate(given):
                writer = writers.enter_context(evidence.writer(run_name(number)))
                for step in size.steps:
                    epoch, batch = divmod(step, size.batches_per_epoch)
                    log_loss(writer, made_up_loss(step), epoch, batch, size.batches_per_epoch)

    def verify(self, evidence: Evidence, case: Case[tuple[TrainingSize, ...], None]) -> None:
        """Expect each step once, with its loss."""
        for number, size in enumerate(case.given):
            loss = evidence.scalars(TRAIN, run_name(number))
            expect_steps(loss, size.steps, TRAIN)
            expect_values(loss, [made_up_loss(step) for step in size.steps], TRAIN)


def run_name(number: int) -> str:
    """Return the name of one of several runs; the first is the main one."""
    return "another" if number else "."


@dataclass(frozen=True)
class Line:
    """A curve and the weight with which it is smoothed."""

    values: tuple[float, ...]
    weight: float


@exercise("2.6")
class Smoothing:
    """Is it the line that TensorBoard draws?"""

    def case(self, seed: int) -> Case[tuple[Line, ...], None]:
        """Draw four curves, each with a weight: three of a falling loss, and one of a single value below zero."""
        draw = random.Random(seed)
        curves = [[0.4 + 1.5 / (2 + i) + draw.gauss(0, 0.1) for i in range(draw.randint(8, 30))] for _ in range(3)]
        weights = [round(draw.uniform(0.3, 0.55), 2), round(draw.uniform(0.65, 0.9), 2), 0.97, 0.8]
        curves.append([-draw.uniform(1, 2)])
        return Case(given=tuple(Line(tuple(c), w) for c, w in zip(curves, weights, strict=True)), true=None)

    def drive(self, smoothed: Answer, given: tuple[Line, ...], evidence: Evidence) -> None:
        """Smooth each of them."""
        lines = []
        for each in given:
            values = list(each.values)
            with handed.unchanged(values=values):
                lines.append(smoothed(values, each.weight))
        evidence.note(lines=lines)

    def verify(self, evidence: Evidence, case: Case[tuple[Line, ...], None]) -> None:
        """Compare with the reference; tell what a line is that begins wrong or lags."""
        for found, each in zip(evidence.answers["lines"], case.given, strict=True):
            values, weight = np.array(each.values), each.weight
            if not isinstance(found, list) or not all(map(is_number, found)):
                raise Wrong("smooth-no-list", expected=len(values), found=repr(found))
            if len(found) != len(values):
                raise Wrong("smooth-length", expected=len(values), found=len(found))
            right = events.smooth(values, weight)
            if np.allclose(found, right, rtol=1e-6):
                continue
            at = int(np.flatnonzero(~np.isclose(found, right, rtol=1e-6))[0])
            from_the_first = values[0] + _average(values - values[0], weight)
            names = {"smooth-from-zero": _average(values, weight), "smooth-first-too-heavy": from_the_first}
            message = next((name for name, line in names.items() if np.allclose(found, line)), "smooth-differs")
            raise Wrong(message, weight=weight, at=at, found=found[at], expected=right[at], value=values[at])


def _average(values: np.ndarray, weight: float) -> np.ndarray:
    """Return the running average that begins at 0 and is not corrected for it."""
    return np.asarray(events.smooth(values, weight) * (1 - weight ** np.arange(1, len(values) + 1)))


@exercise("2.7")
class TwoCurvesOneChart:
    """Does a layout put both losses, and only them, into one chart?"""

    tags = (TRAIN, VAL, ACCURACY)

    def case(self, seed: int) -> Case[TrainingSize, None]:
        """Draw a training run."""
        return Case(given=draw_size(seed), true=None)

    def drive(self, log_layout: Answer, given: TrainingSize, evidence: Evidence) -> None:
        """Log three curves, then let the layout be written."""
        with evidence.writer() as writer:
            for step in given.steps:
                for tag in self.tags:
                    writer.add_scalar(tag, made_up_loss(step), step)
            log_layout(writer)

    def verify(self, evidence: Evidence, case: Case[TrainingSize, None]) -> None:
        """Look at the layout written last, the only one that TensorBoard shows; tags are regular expressions."""
        others = sorted(set(evidence.runs) - {"."})
        if others:
            raise Wrong("layout-other-runs", runs=len(others), found=", ".join(others))
        if new := sorted(set(evidence.run().scalars) - set(self.tags)):
            raise Wrong("layout-new-curves", found=", ".join(new))
        layout = evidence.run().layout
        if layout is None or not layout.charts:
            raise Wrong("layout-none")
        shown = [(chart, self.curves(chart)) for chart in layout.charts]
        if any(chart.kind == "multiline" and tags == {TRAIN, VAL} for chart, tags in shown):
            return
        chart, tags = max(shown, key=lambda pair: len(pair[1] & {TRAIN, VAL}))
        about = {
            "chart": chart.title,
            "wanted": ", ".join(chart.tags),
            "tags": ", ".join(self.tags),
            "found": ", ".join(sorted(tags)) or "none",
        }
        if {TRAIN, VAL} <= tags:
            raise Wrong("layout-margin" if chart.kind == "margin" else "layout-too-many", **about)
        if len(layout.charts) > 1 and set().union(*(tags for _, tags in shown)) >= {TRAIN, VAL}:
            raise Wrong("layout-two-charts", charts=len(layout.charts))
        if len(evidence.run().layouts) > 1:
            raise Wrong("layout-replaced", layouts=len(evidence.run().layouts), **about)
        raise Wrong("layout-lacks", **about)

    def curves(self, chart: Chart) -> set[str]:
        """Return the tags that a chart shows. Raises Wrong("layout-no-expression"): TensorBoard shows none then."""
        shown = set()
        for each in chart.tags:
            try:
                shown |= {tag for tag in self.tags if re.match(each, tag)}
            except re.error as error:
                raise Wrong("layout-no-expression", chart=chart.title, found=each, why=str(error)) from error
        return shown
