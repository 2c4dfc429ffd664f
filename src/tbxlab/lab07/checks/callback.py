"""Check of lab 07: a Keras callback that writes through tensorboardX, complete also where the fit fails."""

import contextlib
import shutil
import threading

import numpy as np

from tbxlab.grading.core import exercise
from tbxlab.grading.expect import expect_steps
from tbxlab.grading.verdict import Wrong
from tbxlab.lab07.checks import tiny

FITS = {"whole": (0, 3), "broken": (0, 3), "plain": (4, 6)}
"""The first epoch of each fit, and the one that would come after its last."""
FAILS = 2
"""The epoch that the fit "broken" does not get over."""
METRICS = {"loss": "los", "accuracy": "acc"}
"""With what is left of their names in any tag that still says which one it is."""


def drifting(keras, seed):
    """Return a model whose weights and metrics take a random step with each batch, seen or validated.

    What a callback is told and what it finds in the model are as in any fit; the gradients, which are none of its
    business, would cost half a second.
    """
    rng = np.random.default_rng(seed)

    class Drifting(keras.Sequential):
        def train_step(self, data):
            for weight in self.weights:
                weight.assign_add(rng.normal(0, 0.1, weight.shape))
            return self.test_step(data)

        def test_step(self, data):
            return {"loss": rng.uniform(0.5, 2.5), "accuracy": rng.uniform(0.1, 0.9)}

    model = Drifting(tiny.layers(keras))
    model.compile(keras.optimizers.SGD(0.1), "mse", run_eagerly=True)
    return model


PATIENCE = 0.25
"""So many seconds does the late disk wait for somebody who closes: a full queue must not stop a fit for good."""


@contextlib.contextmanager
def late_disk():
    """Yield an event: from ``clear()`` on, tensorboardX's thread gets to no point until it is set, or a writer closed.

    So it is on a busy machine, by chance; here it is so always. ``flush()`` does not wait for that thread.
    """
    from tensorboardX import event_file_writer as theirs

    free = threading.Event()
    free.set()
    write, close = theirs.EventsWriter.write_event, theirs.EventFileWriter.close

    def write_late(self, event):
        if not free.wait(PATIENCE):
            free.set()
        return write(self, event)

    def close_soon(self):
        free.set()
        return close(self)

    theirs.EventsWriter.write_event, theirs.EventFileWriter.close = write_late, close_soon
    try:
        yield free
    finally:
        theirs.EventsWriter.write_event, theirs.EventFileWriter.close = write, close
        free.set()


class Breakdown(Exception):
    """What ends a fit early."""


@exercise("7.3")
class CallbackOfYourOwn:
    """Are both parts in one chart, the weights there, and no finished epoch lost where the fit fails?"""

    def case(self, seed):
        """The seed of weights and pictures."""
        return {"seed": seed}

    def drive(self, callback, case, evidence):
        """Fit to the end, with an error in epoch 2, and without validation; keep what is on the disk then.

        The one that fails is inside of a ``with``; the others have ``on_train_end`` alone. It is one model in all
        three: making another one costs more than fitting it.
        """
        keras = tiny.load_keras()

        class Truth(keras.callbacks.Callback):
            """Keeps what Keras tells at the end of each epoch, and what the weights are."""

            def __init__(self, fails, last, free):
                super().__init__()
                self.logs, self.weights, self.fails, self.last, self.free = [], {}, fails, last, free

            def on_epoch_begin(self, epoch, logs=None):
                if epoch == self.fails:
                    raise Breakdown
                if epoch == self.last:
                    self.free.clear()

            def on_epoch_end(self, epoch, logs=None):
                self.logs.append({name: float(value) for name, value in logs.items()})
                for weight in self.model.weights:
                    values = np.asarray(weight)
                    told = [float(values.min()), float(values.max()), int(values.size)]
                    self.weights.setdefault(weight.path, []).append(told)

        import tensorflow as tf

        batch = tf.data.Dataset.from_tensors(tuple(map(tf.constant, tiny.pictures(4, 0, case["seed"]))))
        keras.utils.set_random_seed(case["seed"])
        model = drifting(keras, case["seed"])
        for name, fails, validated in (("whole", None, True), ("broken", FAILS, True), ("plain", None, False)):
            begin, end = FITS[name]
            live = evidence.path / "live" / name
            live.mkdir(parents=True)
            with late_disk() as free:
                truth, yours, raised = Truth(fails, (fails or end) - 1, free), callback(live), False
                if not isinstance(yours, keras.callbacks.Callback):
                    raise Wrong("callback-none", found=type(yours).__name__)
                try:
                    with yours if fails else contextlib.nullcontext():
                        model.fit(
                            batch,
                            epochs=end,
                            initial_epoch=begin,
                            verbose=0,
                            callbacks=[truth, yours],
                            validation_data=batch if validated else None,
                        )
                except Breakdown:
                    raised = True
                finally:
                    # What a process that is gone would leave: writers that are still open fill their files later.
                    shutil.copytree(live, evidence.logdir(name))
                    free.set()
                    close_all(yours)
            evidence.note(**{name: {"logs": truth.logs, "weights": truth.weights, "raised": raised}})

    def verify(self, evidence, case):
        """The whole fit first, then the one that failed, then the one without validation; each with its weights."""
        for name in FITS:
            logs = evidence.answers[name]["logs"]
            for metric in METRICS:
                train = self.verify_metric(evidence, name, "train", logs, metric)
                if f"val_{metric}" in logs[0]:
                    validation = self.verify_metric(evidence, name, "validation", logs, f"val_{metric}")
                    if not set(train) & set(validation):
                        raise Wrong("callback-other-tag", metric=metric, train=train[0], validation=validation[0])
            if "val_loss" in logs[0]:
                self.verify_apart(evidence.runs[f"{name}/train"], [each["val_loss"] for each in logs])
            self.verify_weights(evidence, name, evidence.answers[name]["weights"])
        if not evidence.answers["broken"]["raised"]:
            raise Wrong("callback-swallows")

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
                fit=name,
                metric=metric,
                found=", ".join(map(repr, run.scalars)),
                expected=", ".join(f"{value:.4f}" for value in expected),
            )
        steps = list(range(*FITS[name])[: len(expected)])
        right = [tag for tag in tags if run.scalars[tag].steps.tolist() == steps]
        if not right:  # the same values at other steps may come beside them, as Keras's own callback writes them
            expect_steps(run.scalars[tags[0]], steps, f"{about['run']}: {tags[0]}")
        named = [tag for tag in right if METRICS[metric.removeprefix("val_")] in tag.lower()]
        if not named:
            raise Wrong("callback-tag", run=about["run"], metric=metric, tag=right[0])
        return named

    def verify_apart(self, run, validation):
        """Expect none of the validation's points in the run of the training."""
        for tag, points in run.scalars.items():
            if same(points.values, validation):
                raise Wrong("callback-both", tag=tag)

    def verify_weights(self, evidence, fit, weights):
        """Expect a histogram of each weight at each epoch: as many values, the same ends, under a tag of its own."""
        series = [
            (tag, points)
            for name, run in evidence.runs.items()
            if name.startswith(fit)
            for tag, points in run.histograms.items()
        ]
        steps = list(range(*FITS[fit])[: len(next(iter(weights.values())))])
        if not series:
            raise Wrong("callback-no-weights", fit=fit, weights=len(weights))
        for tag, points in series:
            if len(set(points.steps.tolist())) < len(points.steps):
                raise Wrong("callback-weights-together", tag=tag, count=len(points.steps), epochs=len(steps))
        for path, told in weights.items():
            fitting = [
                points
                for _, points in series
                if points.buckets[-1].number == told[-1][2] and same_ends(points.buckets[-1], told[-1])
            ]
            if not fitting:
                raise Wrong(
                    "callback-weights",
                    fit=fit,
                    path=path,
                    size=told[-1][2],
                    low=told[-1][0],
                    high=told[-1][1],
                    found=", ".join(repr(tag) for tag, _ in series),
                )
            # Two weights may end alike (a bias and a moving mean): it is enough that one of the series is this one's.
            whole = [points for points in fitting if points.steps.tolist() == steps]
            if not whole:
                raise Wrong("callback-weights-steps", path=path, found=", ".join(map(str, fitting[0].steps.tolist())))
            if not any(all(map(same_ends, points.buckets, told)) for points in whole):
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
