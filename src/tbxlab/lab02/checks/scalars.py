"""Checks of lab 02: what is logged, at which step, and which charts it makes. The others have their own modules."""

import random
import re
from dataclasses import dataclass

import numpy as np

from tbxlab import events
from tbxlab.grading.core import exercise
from tbxlab.grading.expect import brief, expect_steps, expect_values, is_number
from tbxlab.grading.verdict import Wrong

TRAIN, VAL, ACCURACY = "train/loss", "val/loss", "val/accuracy"


@dataclass(frozen=True)
class TrainingSize:
    """How many epochs and batches a made-up training has; ``seed`` draws the rest."""

    epochs: int
    batches_per_epoch: int
    seed: int

    @property
    def steps(self) -> range:
        """Every optimizer step."""
        return range(self.epochs * self.batches_per_epoch)


def draw_size(seed: int) -> TrainingSize:
    """Draw a training of a size that no formula fits by chance."""
    draw = random.Random(seed)
    return TrainingSize(draw.randint(3, 5), draw.randint(7, 12), seed)


def made_up_loss(step: int) -> float:
    """Return a loss that falls with every step."""
    return 1 / (2 + step)


@exercise("2.1")
class OnePointPerStep:
    """Is every optimizer step logged once, in order?"""

    def case(self, seed):
        """Draw a training."""
        return draw_size(seed)

    def drive(self, log_loss, size, evidence):
        """Log a made-up falling loss through the learner's function."""
        with evidence.writer() as writer:
            for step in size.steps:
                epoch, batch = divmod(step, size.batches_per_epoch)
                log_loss(writer, made_up_loss(step), epoch, batch, size.batches_per_epoch)

    def verify(self, evidence, size):
        """Expect each step once, with its loss."""
        loss = evidence.scalars(TRAIN)
        expect_steps(loss, size.steps, TRAIN)
        expect_values(loss, [made_up_loss(step) for step in size.steps], TRAIN)


@exercise("2.2")
class OneAxisWholeSet:
    """Does validation stand on the axis of the training, and count every example once?"""

    batch_size = 40
    tolerance = 1e-4  # single precision, whatever the order in which the examples are added up

    def case(self, seed):
        """Draw a training."""
        return draw_size(seed)

    def drive(self, log_validation, size, evidence):
        """Log a training whose validation set ends in a small batch of its hardest examples."""
        import torch
        from torch.nn.functional import cross_entropy
        from torch.utils.data import DataLoader, TensorDataset

        from tbxlab.toy import data, models

        draw = random.Random(size.seed)
        X, y = data.two_classes(3 * self.batch_size + draw.randint(4, 9), size.seed)
        expected = []
        with evidence.writer() as writer:
            for epoch in range(size.epochs):
                for step in size.steps[epoch * size.batches_per_epoch :][: size.batches_per_epoch]:
                    writer.add_scalar(TRAIN, made_up_loss(step), step)
                model = models.classifier(seed=draw.randrange(10_000))
                with torch.no_grad():
                    model[2].weight.mul_(6)  # sure of itself, so that the losses of the examples differ
                    losses = cross_entropy(model(X), y, reduction="none")
                    order = losses.argsort()
                    right = (model(X).argmax(dim=1) == y).float()[order].split(self.batch_size)
                    parts = losses[order].split(self.batch_size)
                loader = DataLoader(TensorDataset(X[order], y[order]), batch_size=self.batch_size)
                log_validation(writer, model, loader, epoch, size.batches_per_epoch)
                expected.append(
                    {
                        "loss": losses.mean(),
                        "accuracy": torch.cat(right).mean(),
                        "last": len(parts[-1]),
                        "means": torch.stack([part.mean() for part in parts]).mean(),
                        "last loss": parts[-1].mean(),
                        "examples": len(y),
                    }
                )
        evidence.note(expected=expected, trained=self.drive_dropout(log_validation, size, evidence))

    def drive_dropout(self, log_validation, size, evidence):
        """Hand over a model with dropout in training mode; return for each forward pass whether it still was."""
        import torch
        from torch.utils.data import DataLoader, TensorDataset

        from tbxlab.toy import data, models

        X, y = data.two_classes(2 * self.batch_size, size.seed)
        passes = []
        first, relu, last = models.classifier(seed=size.seed)
        model = torch.nn.Sequential(first, relu, torch.nn.Dropout(0.5), last).train()
        model[2].register_forward_pre_hook(lambda dropout, inputs: passes.append(dropout.training))
        loader = DataLoader(TensorDataset(X, y), batch_size=self.batch_size)
        with evidence.writer("with-dropout") as writer:
            log_validation(writer, model, loader, 0, size.batches_per_epoch)
        return passes

    def verify(self, evidence, size):
        """Expect one value of each tag after every epoch, at the step that the training had reached."""
        expected = evidence.answers["expected"]
        for tag in (VAL, ACCURACY):
            self.verify_steps(evidence.scalars(tag), size)
        for loss, accuracy, of in zip(
            evidence.scalars(VAL).values, evidence.scalars(ACCURACY).values, expected, strict=True
        ):
            self.verify_values(loss, accuracy, of)
        if wrong := sum(evidence.answers["trained"]):
            raise Wrong("val-training-mode", wrong=wrong, passes=len(evidence.answers["trained"]))

    def verify_steps(self, scalars, size):
        """Accept the last optimizer step of each epoch, or the number of steps made by then (one more)."""
        ends = (np.arange(size.epochs) + 1) * size.batches_per_epoch
        found = scalars.steps
        at = {"tag": scalars.tag, "found": brief(found.tolist()), "train": TRAIN}
        if len(found) != size.epochs:
            raise Wrong("val-how-many", **at, values=len(found), epochs=size.epochs)
        if any(np.array_equal(found, ends - before) for before in (0, 1)):
            return
        if np.array_equal(found, np.arange(size.epochs)) or np.array_equal(found, 1 + np.arange(size.epochs)):
            raise Wrong("val-counts-epochs", **at, last=int(ends[-1]) - 1)
        raise Wrong("val-elsewhere", **at, epoch=0, reached=int(ends[0]) - 1)

    def verify_values(self, loss, accuracy, of):
        """Say which mean it is where it is not the one over all examples."""

        def near(found, value):
            return abs(found - value) <= self.tolerance * (1 + abs(value))

        about = {"found": loss, "expected": of["loss"], "last": of["last"], "examples": of["examples"]}
        if not near(loss, of["loss"]):
            if near(loss, of["means"]):
                raise Wrong("val-mean-of-means", **about)
            raise Wrong("val-last-batch" if near(loss, of["last loss"]) else "val-value", **about)
        if not near(accuracy, of["accuracy"]):
            percent = near(accuracy, 100 * of["accuracy"])
            raise Wrong("val-percent" if percent else "val-accuracy", found=accuracy, expected=of["accuracy"])


@exercise("2.6")
class Smoothing:
    """Is it the line that TensorBoard draws?"""

    def case(self, seed):
        """Draw three curves of a falling loss, each with a weight."""
        draw = random.Random(seed)
        curves = [[0.4 + 1.5 / (2 + i) + draw.gauss(0, 0.1) for i in range(draw.randint(8, 30))] for _ in range(3)]
        weights = [0.6, round(draw.uniform(0.3, 0.9), 2), 0.97]
        return [{"weight": weight, "values": values} for weight, values in zip(weights, curves, strict=True)]

    def drive(self, smoothed, case, evidence):
        """Smooth each of them."""
        evidence.note(said=[smoothed(list(each["values"]), each["weight"]) for each in case])

    def verify(self, evidence, case):
        """Compare with the reference; tell what a line is that begins wrong or lags."""
        for said, each in zip(evidence.answers["said"], case, strict=True):
            values, weight = each["values"], each["weight"]
            if not isinstance(said, list) or not all(map(is_number, said)):
                raise Wrong("smooth-no-list", expected=len(values), found=repr(said))
            if len(said) != len(values):
                raise Wrong("smooth-length", expected=len(values), found=len(said))
            right = events.smooth(values, weight)
            if np.allclose(said, right, rtol=1e-6):
                continue
            at = int(np.flatnonzero(~np.isclose(said, right, rtol=1e-6))[0])
            from_the_first = values[0] + _average(np.array(values) - values[0], weight)
            names = {"smooth-from-zero": _average(values, weight), "smooth-first-too-heavy": from_the_first}
            message = next((name for name, line in names.items() if np.allclose(said, line)), "smooth-differs")
            raise Wrong(message, weight=weight, at=at, found=said[at], expected=right[at], value=values[at])


def _average(values, weight):
    """Return the running average that begins at 0 and is not corrected for it."""
    return events.smooth(values, weight) * (1 - weight ** np.arange(1, len(values) + 1))


@exercise("2.7")
class TwoCurvesOneChart:
    """Does a layout put both losses, and only them, into one chart?"""

    tags = (TRAIN, VAL, ACCURACY)

    def case(self, seed):
        """Draw a training."""
        return draw_size(seed)

    def drive(self, log_layout, size, evidence):
        """Log three curves, then let the layout be written."""
        with evidence.writer() as writer:
            for step in size.steps:
                for tag in self.tags:
                    writer.add_scalar(tag, made_up_loss(step), step)
            log_layout(writer)

    def verify(self, evidence, size):
        """Look at the layout written last, the only one that TensorBoard shows; tags are regular expressions."""
        others = sorted(set(evidence.runs) - {"."})
        if others:
            raise Wrong("layout-other-runs", runs=len(others), found=", ".join(others))
        layout = evidence.run().layout
        if layout is None or not layout.charts:
            raise Wrong("layout-none")
        shown = [
            (chart, {tag for tag in self.tags for each in chart.tags if re.match(each, tag)}) for chart in layout.charts
        ]
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
