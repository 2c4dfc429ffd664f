"""Check of lab 07: a Keras callback that writes through tensorboardX, complete also where the fit fails."""

import contextlib
import shutil

import numpy as np

from tbxlab.checks import lab07_tiny as tiny
from tbxlab.checks.core import exercise
from tbxlab.checks.expect import expect_steps
from tbxlab.checks.verdict import Wrong

EPOCHS, FAILS = {"whole": 3, "broken": 4, "plain": 2}, 3
"""How long the three fits would be, and the epoch that one of them does not get over."""
METRICS = ("loss", "accuracy")
TRAIN, VALIDATION = 24, 12


class Breakdown(Exception):
    """What ends a fit early."""


@exercise("7.3")
class CallbackOfYourOwn:
    """Are both parts in one chart, the weights there, and no finished epoch lost where the fit fails?"""

    def case(self, seed):
        """The seed of weights and pictures."""
        return {"seed": seed}

    def drive(self, callback, case, evidence):
        """Fit to the end, with an error in epoch 3, and without validation; keep what is on the disk then.

        The one that fails is inside of a ``with``; the others have ``on_train_end`` alone.
        """
        keras = tiny.load_keras()

        class Truth(keras.callbacks.Callback):
            """Keeps what Keras tells at the end of each epoch, and what the weights are."""

            def __init__(self, fails):
                super().__init__()
                self.logs, self.weights, self.fails = [], {}, fails

            def on_epoch_begin(self, epoch, logs=None):
                if epoch == self.fails:
                    raise Breakdown

            def on_epoch_end(self, epoch, logs=None):
                self.logs.append({name: float(value) for name, value in logs.items()})
                for weight in self.model.weights:
                    values = np.asarray(weight)
                    told = [float(values.min()), float(values.max()), int(values.size)]
                    self.weights.setdefault(weight.path, []).append(told)

        X, y = tiny.pictures(TRAIN + VALIDATION, 0, case["seed"])
        order = np.random.default_rng(case["seed"]).permutation(len(X))
        X, y = X[order], y[order]
        for name, fails, validated in (("whole", None, True), ("broken", FAILS, True), ("plain", None, False)):
            keras.utils.set_random_seed(case["seed"])
            model = tiny.compiled(keras, keras.Sequential(tiny.layers(keras)))
            live = evidence.path / "live" / name
            live.mkdir(parents=True)
            truth, yours = Truth(fails), callback(live)
            if not isinstance(yours, keras.callbacks.Callback):
                raise Wrong("callback-none", found=type(yours).__name__)
            part = {"validation_data": (X[TRAIN:], y[TRAIN:])} if validated else {}
            try:
                with contextlib.suppress(Breakdown), yours if fails else contextlib.nullcontext():
                    model.fit(X[:TRAIN], y[:TRAIN], epochs=EPOCHS[name], verbose=0, callbacks=[truth, yours], **part)
                # What a process that is gone would leave: writers that are still open fill their files later.
                shutil.copytree(live, evidence.logdir(name))
            finally:
                close_all(yours)
            evidence.note(**{name: {"logs": truth.logs, "weights": truth.weights}})

    def verify(self, evidence, case):
        """The whole fit first, then the one that failed, then the one without validation."""
        for name in ("whole", "broken", "plain"):
            logs = evidence.answers[name]["logs"]
            for metric in METRICS:
                train = self.verify_metric(evidence, name, "train", logs, metric)
                if f"val_{metric}" in logs[0]:
                    validation = self.verify_metric(evidence, name, "validation", logs, f"val_{metric}")
                    if not set(train) & set(validation):
                        raise Wrong("callback-other-tag", metric=metric, train=train[0], validation=validation[0])
        self.verify_weights(evidence, evidence.answers["whole"]["weights"])

    def verify_metric(self, evidence, name, part, logs, metric):
        """Return the tags that hold the metric in this run; there has to be one, complete and at the right steps."""
        expected = [each[metric] for each in logs]
        about = {"fit": name, "run": f"{name}/{part}", "epochs": len(expected)}
        if about["run"] not in evidence.runs:
            found = ", ".join(repr(each) for each in evidence.runs if each.startswith(name))
            if not found and name == "broken":
                raise Wrong("callback-lost", **about, found=0)
            raise Wrong("callback-no-run", **about, found=found or "none")
        run = evidence.runs[about["run"]]
        cut = [len(points) for points in run.scalars.values()
               if len(points) < len(expected) and same(points.values, expected[: len(points)])]
        if run.damage or not run.scalars or cut:
            raise Wrong("callback-lost", **about, found=max(cut, default=0))
        tags = [tag for tag, points in run.scalars.items() if same(points.values, expected)]
        if not tags:
            raise Wrong("callback-metric", fit=name, metric=metric, found=", ".join(map(repr, run.scalars)),
                        expected=", ".join(f"{value:.4f}" for value in expected))
        for tag in tags:
            expect_steps(run.scalars[tag], range(len(expected)), f"{about['run']}: {tag}")
        return tags

    def verify_weights(self, evidence, weights):
        """Expect a histogram of each weight at each epoch: as many values, the same ends, under a tag of its own."""
        series = [(tag, points) for name, run in evidence.runs.items() if name.startswith("whole")
                  for tag, points in run.histograms.items()]
        if not series:
            raise Wrong("callback-no-weights", weights=len(weights))
        for tag, points in series:
            if len(set(points.steps.tolist())) < len(points.steps):
                raise Wrong("callback-weights-together", tag=tag, count=len(points.steps),
                            epochs=EPOCHS["whole"])
        for path, told in weights.items():
            fitting = [points for _, points in series if points.buckets[-1].number == told[-1][2]
                       and same_ends(points.buckets[-1], told[-1])]
            if not fitting:
                raise Wrong("callback-weights", path=path, size=told[-1][2], low=told[-1][0], high=told[-1][1],
                            found=", ".join(repr(tag) for tag, _ in series))
            for points in fitting:
                if points.steps.tolist() != list(range(EPOCHS["whole"])):
                    raise Wrong("callback-weights-steps", path=path, found=", ".join(map(str, points.steps.tolist())))
                if not all(map(same_ends, points.buckets, told)):
                    raise Wrong("callback-weights-when", path=path)


def close_all(callback):
    """Close the writers that a callback left open: their threads would complain when it is gone."""
    for each in vars(callback).values():
        if hasattr(each, "close"):
            with contextlib.suppress(Exception):
                each.close()


def same(values, expected):
    """Return whether these are the values, in this order: an event file keeps seven digits."""
    return len(values) == len(expected) and np.allclose(values, expected, rtol=1e-5, atol=1e-6)


def same_ends(bucket, told):
    """Return whether a histogram goes from the smallest to the largest weight; float32 keeps seven digits."""
    return np.allclose([bucket.minimum, bucket.maximum], told[:2], rtol=1e-4, atol=1e-5)
