"""Check of lab 07: a Keras callback that writes through tensorboardX, complete also where the fit fails."""

import contextlib
import shutil
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tbxlab import events
from tbxlab.compat.late_disk import late_disk
from tbxlab.events.histograms import Histogram
from tbxlab.grading import handed
from tbxlab.grading.case import Case
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.expect import expect_steps
from tbxlab.grading.verdict import Wrong
from tbxlab.lab07.checks import tiny
from tbxlab.lab07.checks.fits import METRICS, SHAPES, Fit, drawn_fit, told_model


class Breakdown(Exception):
    """What ends a fit early."""


@exercise("7.3")
class CallbackOfYourOwn:
    """Are both parts in one chart, the weights there, and no finished epoch lost where the fit fails?"""

    def case(self, seed: int) -> Case[tuple[Fit, ...], None]:
        """Draw three fits: to the end, with an error in its last epoch, and without validation."""
        rng = np.random.default_rng([seed, 73])
        fits = (
            drawn_fit(rng, "whole", 0, 2, fails=False, is_validated=True),
            drawn_fit(rng, "broken", 0, 2, fails=True, is_validated=True),
            drawn_fit(rng, "plain", 4, 5, fails=False, is_validated=False),
        )
        return Case(given=fits, true=None)

    def drive(self, callback: Callable[..., Any], given: tuple[Fit, ...], evidence: Evidence) -> None:
        """Make the three fits, and keep what is on the disk when each is over.

        The one that fails is inside of a ``with``; the others have ``on_train_end`` alone. It is one model in all
        three: making another one costs more than fitting it.
        """
        keras = tiny.load_keras()
        import tensorflow as tf

        batch = tf.data.Dataset.from_tensors(tuple(map(tf.constant, tiny.pictures(4, 0, 0))))
        model = told_model(keras, given)
        for fit in given:
            evidence.note(**{fit.name: {"raised": self.drive_fit(keras, callback, model, batch, fit, evidence)}})

    def drive_fit(self, keras: Any, callback: Any, model: Any, batch: Any, fit: Fit, evidence: Evidence) -> bool:
        """Make one fit; return whether its error was heard of."""
        live = evidence.path / "live" / fit.name
        live.mkdir(parents=True)
        with late_disk() as disk:
            before, after = watchers(keras, fit, disk.begin)
            yours = callback(live)
            if not isinstance(yours, keras.callbacks.Callback):
                raise Wrong("callback-none", found=type(yours).__name__)
            try:
                with yours if fit.fails_at is not None else contextlib.nullcontext():
                    model.fit(
                        batch,
                        epochs=fit.last + 1,
                        initial_epoch=fit.first,
                        verbose=0,
                        callbacks=[before, yours, after],
                        validation_data=batch if fit.is_validated else None,
                    )
            except Breakdown:
                return True
            finally:
                # What a process that is gone would leave: writers that are still open fill their files later.
                shutil.copytree(live, evidence.logdir(fit.name))
                disk.end()
                close_all(yours)
        return False

    def verify(self, evidence: Evidence, case: Case[tuple[Fit, ...], None]) -> None:
        """The whole fit first, then the one that failed, then the one without validation; each with its weights."""
        for fit in case.given:
            for metric in METRICS:
                train = self.verify_metric(evidence, fit, "training", metric)
                if fit.is_validated:
                    validation = self.verify_metric(evidence, fit, "validation", metric)
                    if not set(train) & set(validation):
                        raise Wrong("callback-other-tag", metric=metric, train=train[0], validation=validation[0])
            if fit.is_validated:
                self.verify_apart(evidence, fit)
            self.verify_weights(evidence, fit)
            if fit.fails_at is not None and not evidence.answers[fit.name]["raised"]:
                raise Wrong("callback-swallows")

    def verify_metric(self, evidence: Evidence, fit: Fit, part: str, metric: str) -> list[str]:
        """Return the tags that hold the metric in this run; there has to be one, complete and at the right steps."""
        expected, name = fit.curve(metric, part), f"{fit.name}/{'train' if part == 'training' else part}"
        about = {"fit": fit.name, "run": name, "epochs": len(expected)}
        if name not in evidence.runs:
            found = ", ".join(repr(each) for each in evidence.runs if each.startswith(fit.name))
            if not found and fit.fails_at is not None:
                raise Wrong("callback-lost", **about, found=0)
            raise Wrong("callback-no-run", **about, found=found or "none")
        run = evidence.runs[name]
        cut = [
            len(points)
            for points in run.scalars.values()
            if len(points) < len(expected)
            and (same(points.values, expected[: len(points)]) or same(points.values, expected[-len(points) :]))
        ]
        if run.damage or not run.scalars or cut:
            raise Wrong("callback-lost", **about, found=max(cut, default=0))
        tags = [tag for tag, points in run.scalars.items() if same(points.values, expected)]
        if not tags:
            raise Wrong(
                "callback-metric",
                fit=fit.name,
                metric=metric if part == "training" else f"val_{metric}",
                found=", ".join(map(repr, run.scalars)),
                expected=", ".join(f"{value:.4f}" for value in expected),
            )
        right = [tag for tag in tags if run.scalars[tag].steps.tolist() == fit.steps]
        if not right:  # the same values at other steps may come beside them, as Keras's own callback writes them
            expect_steps(run.scalars[tags[0]], fit.steps, f"{name}: {tags[0]}")
        named = [tag for tag in right if METRICS[metric] in tag.lower()]
        if not named:
            raise Wrong("callback-tag", run=name, metric=metric, tag=right[0])
        return named

    def verify_apart(self, evidence: Evidence, fit: Fit) -> None:
        """Expect none of the validation's points in the run of the training, and none of its points in the other."""
        for run, strange in (("train", "validation"), ("validation", "training")):
            for metric in METRICS:
                for tag, points in evidence.runs[f"{fit.name}/{run}"].scalars.items():
                    if same(points.values, fit.curve(metric, strange)):
                        raise Wrong("callback-both", run=run, tag=tag, metric=metric, part=strange)

    def verify_weights(self, evidence: Evidence, fit: Fit) -> None:
        """Expect a histogram of each weight at each epoch: the same values, under a tag of its own."""
        series = [
            (name, tag, points)
            for name, run in evidence.runs.items()
            if name.startswith(fit.name)
            for tag, points in run.histograms.items()
        ]
        if not series:
            raise Wrong("callback-no-weights", fit=fit.name, weights=len(SHAPES))
        for _, tag, points in series:
            if len(set(points.steps.tolist())) < len(points.steps):
                raise Wrong("callback-weights-together", tag=tag, count=len(points.steps), epochs=len(fit.steps))
        for path in SHAPES:
            self.verify_weight(fit, path, series)

    def verify_weight(self, fit: Fit, path: str, series: list[tuple[str, str, events.Histograms]]) -> None:
        """Expect that one of the series holds this weight, whole."""
        values = [epoch.weights[path] for epoch in fit.epochs]
        fitting = [points for _, _, points in series if same_counts(points.buckets[-1], values[-1])]
        if not fitting:
            for run, _, points in series:
                count = len(points.steps)
                begun = count < len(values) and all(map(same_counts, points.buckets, values[:count]))
                if begun and points.steps.tolist() == fit.steps[:count]:
                    raise Wrong("callback-lost", fit=fit.name, run=run, epochs=len(values), found=count)
            last = values[-1]
            raise Wrong(
                "callback-weights",
                fit=fit.name,
                path=path,
                size=last.size,
                low=float(last.min()),
                high=float(last.max()),
                found=", ".join(repr(tag) for _, tag, _ in series),
            )
        whole = [points for points in fitting if points.steps.tolist() == fit.steps]
        if not whole:
            raise Wrong("callback-weights-steps", path=path, found=", ".join(map(str, fitting[0].steps.tolist())))
        if not any(all(map(same_counts, points.buckets, values)) for points in whole):
            raise Wrong("callback-weights-when", path=path)


def watchers(keras: Any, fit: Fit, last_epoch_begins: Callable[[], None]) -> tuple[Any, Any]:
    """Return what is called before and behind the callback of the answer.

    The first one fails where the fit does; the other one looks whether the metrics are still those that it was given.
    """

    class Before(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
            if epoch == fit.fails_at:
                raise Breakdown
            if epoch == fit.steps[-1]:
                last_epoch_begins()

        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            self.snapshot = handed.Snapshot(logs=logs)

    class Behind(keras.callbacks.Callback):
        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            before.snapshot.compare()

    before = Before()
    return before, Behind()


def close_all(callback: Any) -> None:
    """Close the writers that a callback left open: their threads would complain when it is gone."""
    for each in vars(callback).values():
        if hasattr(each, "close"):
            with contextlib.suppress(Exception):
                each.close()


def same(values: Any, expected: Sequence[float]) -> bool:
    """Return whether these are the values, in this order: an event file keeps seven digits."""
    return len(values) == len(expected) and np.allclose(values, expected, rtol=1e-5, atol=1e-6)


def same_counts(histogram: Histogram, values: np.ndarray) -> bool:
    """Return whether a histogram counts these values, whatever its buckets are; float32 keeps seven digits."""
    if histogram.number != values.size:
        return False
    if not np.allclose([histogram.minimum, histogram.maximum], [values.min(), values.max()], rtol=1e-4, atol=1e-5):
        return False
    ordered, near = np.sort(values, axis=None), 1e-5 + 1e-4 * np.abs(histogram.right)
    found = np.cumsum(histogram.counts)
    least, most = (np.searchsorted(ordered, histogram.right + each, "right") for each in (-near, near))
    return bool(np.all(least <= found + 0.5) and np.all(found <= most + 0.5))
