"""Does the callback write what Keras's History has, at the right steps, however a fit ends?"""

import gc
import math
import os
import subprocess
import sys
import time
from types import SimpleNamespace

import numpy as np
import pytest

from tbxlab import events

pytestmark = pytest.mark.slow
X, Y = np.random.default_rng(0).normal(size=(2, 8, 4)).astype(np.float32)
VALIDATION = (X[:4] + 1, Y[:4] - 1)


@pytest.fixture(scope="module")
def keras():
    pytest.importorskip("tensorflow")
    return pytest.importorskip("keras")


@pytest.fixture
def make_watch(keras, tmp_path):
    from tbxlab.keras import TensorBoardX

    return lambda **options: TensorBoardX(tmp_path / "log", **options)


@pytest.fixture
def log(tmp_path):
    return tmp_path / "log"


@pytest.fixture
def make_model(keras):
    def make(metrics=("mae",), rate=0.01, layers=None):
        keras.utils.set_random_seed(0)
        layers = layers or [keras.layers.Dense(3, name="hidden"), keras.layers.Dense(4, name="out")]
        model = keras.Sequential([keras.Input((4,)), *layers], name="net")
        model.compile(keras.optimizers.SGD(rate), "mse", metrics=list(metrics), run_eagerly=True)
        return model

    return make


@pytest.fixture
def fit():
    def fit(model, watch, epochs=3, more=(), validation_data=VALIDATION, **options):
        return model.fit(
            X,
            Y,
            batch_size=8,
            epochs=epochs,
            verbose=0,
            callbacks=[watch, *more],
            validation_data=validation_data,
            **options,
        ).history

    return fit


@pytest.fixture
def at_the_start_of(keras):
    """Make a callback that calls ``act`` when epoch ``number`` begins."""

    def make(number, act):
        def on_epoch_begin(epoch, logs):
            if epoch == number:
                act()

        return keras.callbacks.LambdaCallback(on_epoch_begin=on_epoch_begin)

    return make


def fails(error=RuntimeError):
    def fail():
        raise error("the data are gone")

    return fail


def read(log):
    return {
        name: {tag: points.steps.tolist() for tag, points in run.scalars.items()}
        for name, run in events.read_tree(log).items()
    }


def test_train_and_validation_have_history_s_values_at_the_same_steps_of_the_same_tags(
    make_model, make_watch, fit, log
):
    history = fit(make_model(), make_watch())
    found = events.read_tree(log)
    assert read(log) == {
        "train": {tag: [0, 1, 2] for tag in ("epoch_loss", "epoch_mae", "epoch_learning_rate")},
        "validation": {tag: [0, 1, 2] for tag in ("epoch_loss", "epoch_mae")},
    }
    for name in ("loss", "mae"):
        for run, prefix in (("train", ""), ("validation", "val_")):
            np.testing.assert_array_equal(
                found[run].scalars[f"epoch_{name}"].values, np.float32(history[prefix + name])
            )
    assert found["train"].scalars["epoch_learning_rate"].values == pytest.approx([0.01] * 3)
    assert not any(run.damage or run.unread for run in found.values())


def test_tags_steps_and_values_are_those_of_keras_s_own_callback(keras, make_model, make_watch, fit, log, tmp_path):
    theirs = keras.callbacks.TensorBoard(str(tmp_path / "theirs"), histogram_freq=1)
    fit(make_model(), make_watch(histogram_freq=1), more=[theirs])
    for name, run in events.read_tree(log).items():
        other = events.read_run(tmp_path / "theirs" / name)
        assert set(run.scalars) == {tag for tag in other.scalars if tag.startswith("epoch_")}
        for tag, points in run.scalars.items():
            assert points.steps.tolist() == other.scalars[tag].steps.tolist()
            np.testing.assert_array_equal(points.values, other.scalars[tag].values)
        for tag, weights in run.histograms.items():
            assert weights.steps.tolist() == other.histograms[f"net/{tag}/histogram"].steps.tolist()


def test_without_validation_data_there_is_no_validation_run(make_model, make_watch, fit, log):
    fit(make_model(metrics=()), make_watch(), validation_data=None)
    assert read(log) == {"train": {"epoch_loss": [0, 1, 2], "epoch_learning_rate": [0, 1, 2]}}


def test_validation_of_every_second_epoch_keeps_its_epochs(make_model, make_watch, fit, log):
    fit(make_model(), make_watch(), epochs=4, validation_freq=2)
    assert read(log)["train"]["epoch_loss"] == [0, 1, 2, 3]
    assert read(log)["validation"]["epoch_loss"] == [1, 3]


def test_a_training_metric_whose_own_name_begins_with_val_stays_with_the_training(
    keras, make_model, make_watch, fit, log
):
    def val_score(truth, found):
        return keras.ops.mean(truth - found)

    history = fit(make_model(metrics=[val_score]), make_watch())
    found = events.read_tree(log)
    assert found["train"].scalars["epoch_val_score"].values == pytest.approx(history["val_score"])
    assert found["validation"].scalars["epoch_val_score"].values == pytest.approx(history["val_val_score"])
    assert set(found["validation"].scalars) == {"epoch_loss", "epoch_val_score"}


def test_what_another_callback_adds_to_the_logs_is_written_too(keras, make_model, make_watch, fit, log):
    class Adds(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            logs["val_f1"] = epoch / 10

    model, watch = make_model(), make_watch()
    model.fit(X, Y, epochs=2, verbose=0, callbacks=[Adds(), watch])
    assert events.read_tree(log)["validation"].scalars["epoch_f1"].values == pytest.approx([0, 0.1])


@pytest.mark.parametrize("last", [False, True])
def test_the_learning_rate_is_that_of_the_epoch_wherever_the_callback_stands(keras, make_model, make_watch, log, last):
    halve = keras.callbacks.ReduceLROnPlateau("loss", factor=0.5, patience=0, min_delta=1e9)
    callbacks = [make_watch(), halve]
    make_model().fit(X, Y, epochs=4, verbose=0, callbacks=callbacks[::-1] if last else callbacks)
    # The first epoch is the best so far; every later one, being no better, halves the rate of the next.
    assert events.read_run(log / "train").scalars["epoch_learning_rate"].values == pytest.approx(
        [0.01, 0.01, 0.005, 0.0025]
    )


def test_a_schedule_s_learning_rate_is_a_number(keras, make_model, make_watch, fit, log):
    fit(make_model(rate=keras.optimizers.schedules.ExponentialDecay(0.1, 1, 0.5)), make_watch())
    assert events.read_run(log / "train").scalars["epoch_learning_rate"].values == pytest.approx([0.05, 0.025, 0.0125])


def test_nan_is_written_and_stops_nothing(make_model, make_watch, fit, log):
    model = make_model()
    with pytest.warns(UserWarning, match=r"12 of 12 values of hidden/kernel are not finite at step 0"):
        model.fit(X * np.nan, Y, epochs=2, verbose=0, callbacks=[make_watch(histogram_freq=1)])
    run = events.read_run(log / "train")
    assert all(map(math.isnan, run.scalars["epoch_loss"].values))
    assert run.histograms == {}


def test_histograms_have_every_finite_weight_each_under_its_own_name(keras, make_model, make_watch, fit, log):
    def block(name):
        return keras.Sequential([keras.layers.Dense(4, name="dense"), keras.layers.Dropout(0.1)], name=name)

    norm = keras.layers.BatchNormalization(name="norm")
    model, watch = make_model(layers=[block("a"), block("b"), norm]), make_watch(histogram_freq=2)
    spoil = keras.callbacks.LambdaCallback(
        on_epoch_begin=lambda epoch, logs: norm.moving_mean.assign([np.inf, 1, 2, 3])
    )
    with pytest.warns(UserWarning, match="1 of 4 values of norm/moving_mean") as warned:
        fit(model, watch, epochs=4, more=[spoil], validation_data=None)  # which training writes to and never reads
    assert sum("not finite" in str(warning.message) for warning in warned) == 1
    found = events.read_run(log / "train").histograms
    assert set(found) == {f"{block}/dense/{part}" for block in "ab" for part in ("kernel", "bias")} | {
        f"norm/{part}" for part in ("gamma", "beta", "moving_mean", "moving_variance")
    }
    assert all(h.steps.tolist() == [0, 2] for h in found.values())
    assert (found["a/dense/kernel"].buckets[1].number, found["norm/moving_mean"].buckets[1].number) == (16, 3)


def test_the_histogram_is_of_the_weights_at_the_epoch_s_end(make_model, make_watch, fit, log):
    model = make_model()
    fit(model, make_watch(histogram_freq=1))
    kernel = model.get_layer("hidden").get_weights()[0]
    last = events.read_run(log / "train").histograms["hidden/kernel"].buckets[-1]
    assert (last.minimum, last.maximum, last.total) == pytest.approx((kernel.min(), kernel.max(), kernel.sum()))


def test_two_layers_of_one_name_do_not_share_a_histogram(keras, make_watch, log):
    class Twins(keras.Model):
        def __init__(self):
            super().__init__()
            self.one, self.other = (keras.layers.Dense(4, name="twin") for _ in range(2))

        def call(self, x):
            return self.other(self.one(x))

    model = Twins()
    model.compile("sgd", "mse", run_eagerly=True)
    model.fit(X, Y, epochs=1, verbose=0, callbacks=[make_watch(histogram_freq=1)])
    found = events.read_run(log / "train").histograms
    assert set(found) == {"twin/kernel", "twin/bias", "twin/kernel_1", "twin/bias_1"}
    assert all(len(h.steps) == 1 for h in found.values())


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_after_a_fit_that_fails_the_with_has_every_finished_epoch(
    make_model, make_watch, fit, log, at_the_start_of, error
):
    with pytest.raises(error), make_watch() as watch:
        fit(make_model(), watch, epochs=8, more=[at_the_start_of(6, fails(error))])
    assert read(log)["train"]["epoch_loss"] == read(log)["validation"]["epoch_loss"] == list(range(6))


def test_without_with_each_finished_epoch_is_soon_on_the_disk(make_model, make_watch, fit, log, at_the_start_of):
    watch = make_watch()
    with pytest.raises(RuntimeError):
        fit(make_model(), watch, epochs=8, more=[at_the_start_of(6, fails())])
    until = time.monotonic() + 60  # it is one second; tensorboardX alone would take 120
    while [len(run.scalars.get("epoch_loss", ())) for run in events.read_tree(log).values()] != [6, 6]:
        assert time.monotonic() < until
        time.sleep(0.2)
    assert watch.model is not None  # which keeps the callback until here


def test_without_with_the_files_are_closed_when_nobody_holds_the_callback(
    make_model, make_watch, fit, log, at_the_start_of, monkeypatch
):
    monkeypatch.setattr("tbxlab.keras.callback.FLUSH_SECONDS", 1000)

    def fit_and_fail():
        with pytest.raises(RuntimeError):
            fit(make_model(), make_watch(), epochs=8, more=[at_the_start_of(6, fails())])

    fit_and_fail()
    gc.collect()
    assert read(log)["train"]["epoch_loss"] == list(range(6))


def test_a_process_that_exits_in_a_fit_loses_no_epoch_and_needs_no_tensorflow(keras, log):
    pytest.importorskip("torch")
    program = f"""
import sys, numpy as np, keras
from tbxlab.keras import TensorBoardX
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, name="dense")], name="net")
model.compile("sgd", "mse", metrics=["mae"])
stop = keras.callbacks.LambdaCallback(on_epoch_begin=lambda epoch, logs: sys.exit(3) if epoch == 6 else None)
model.fit(np.ones((4, 4)), np.ones((4, 3)), epochs=8, verbose=0, validation_split=0.5,
          callbacks=[TensorBoardX({str(log)!r}, histogram_freq=5), stop])
"""
    environment = {**os.environ, "KERAS_BACKEND": "torch", "OMP_NUM_THREADS": "1"}
    program = "import sys; sys.modules['tensorflow'] = None\n" + program
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, encoding="utf-8")
    assert done.returncode == 3, done.stderr
    assert read(log) == {
        "train": {tag: list(range(6)) for tag in ("epoch_loss", "epoch_mae", "epoch_learning_rate")},
        "validation": {tag: list(range(6)) for tag in ("epoch_loss", "epoch_mae")},
    }
    assert events.read_run(log / "train").histograms["dense/kernel"].steps.tolist() == [0, 5]


def test_a_second_fit_of_the_same_model_goes_on_where_the_first_ended_even_in_the_same_second(
    make_model, make_watch, fit, log, monkeypatch
):
    monkeypatch.setattr("tensorboardX.event_file_writer.time", SimpleNamespace(time=lambda: 1.8e9))
    model, watch = make_model(), make_watch()
    histories = [fit(model, watch), fit(model, watch, epochs=2), fit(model, watch, epochs=7, initial_epoch=5)]
    for name, key in (("train", "loss"), ("validation", "val_loss")):
        run = events.read_run(log / name)
        assert len(run.files) == 3
        points = run.scalars["epoch_loss"]
        assert points.steps.tolist() == list(range(7))
        expected = [value for history in histories for value in history[key]]
        np.testing.assert_array_equal(points.values, np.float32(expected))


def test_a_fit_after_one_that_failed_goes_on_too(make_model, make_watch, fit, log, at_the_start_of):
    model, watch = make_model(), make_watch()
    with pytest.raises(RuntimeError):
        fit(model, watch, more=[at_the_start_of(2, fails())])
    fit(model, watch, epochs=2)
    assert read(log)["train"]["epoch_loss"] == [0, 1, 2, 3]


def test_a_fit_that_failed_in_its_first_epoch_leaves_no_file(make_model, make_watch, fit, log, at_the_start_of):
    with pytest.raises(RuntimeError):
        fit(make_model(), make_watch(), more=[at_the_start_of(0, fails())])
    fit(make_model(), make_watch())
    assert read(log)["train"]["epoch_loss"] == [0, 1, 2]


@pytest.mark.parametrize("same", ["callback", "directory"])
def test_another_training_in_the_same_directory_is_refused_before_it_begins(make_model, make_watch, fit, log, same):
    watch = make_watch()
    fit(make_model(), watch)
    before = read(log)
    model = make_model()
    weights = model.get_weights()
    with pytest.raises(FileExistsError, match=r"train has event files already .* initial_epoch=k"):
        fit(model, watch if same == "callback" else make_watch())
    assert read(log) == before
    assert all(map(np.array_equal, weights, model.get_weights()))


def test_a_run_is_resumed_by_another_callback_and_tensorboard_hides_the_epochs_that_were_done_again(
    make_model, make_watch, fit, log
):
    from tensorboard.backend.event_processing.plugin_event_accumulator import EventAccumulator

    fit(make_model(), make_watch(), epochs=4)
    history = fit(make_model(rate=0.1), make_watch(), epochs=5, initial_epoch=2)
    for name, key in (("train", "loss"), ("validation", "val_loss")):
        assert read(log)[name]["epoch_loss"] == [0, 1, 2, 3, 2, 3, 4]
        shown = EventAccumulator(str(log / name)).Reload().Tensors("epoch_loss")
        assert [point.step for point in shown] == [0, 1, 2, 3, 4]
        assert [point.tensor_proto.float_val[0] for point in shown[2:]] == pytest.approx(history[key])


def test_without_the_extra_it_says_which_one_to_install():
    program = "import sys; sys.modules['keras'] = None; import tbxlab.keras"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8")
    assert "keras is not installed" in done.stderr
    assert 'pip install -e ".[keras]"' in done.stderr
