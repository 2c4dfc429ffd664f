"""Is what Keras's callback writes taken over whole, and the same each time?"""

import numpy as np
import pytest

from tbxlab import events
from tbxlab.authoring.reference_runs import Recipe, write_run
from tbxlab.lab07.runs import keras_fits

pytestmark = pytest.mark.slow


def fit(folder):
    keras = pytest.importorskip("keras")
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
    model.compile("sgd", "mse")
    X = np.random.default_rng(0).normal(size=(16, 4)).astype("float32")
    model.fit(
        X,
        X[:, :2],
        validation_split=0.25,
        epochs=3,
        batch_size=4,
        verbose=0,
        callbacks=[keras.callbacks.TensorBoard(folder)],
    )


@pytest.fixture(scope="module")
def fitted():
    return keras_fits.records(fit)


def made(records, folder):
    def maker(writer, seed):
        keras_fits.relay(writer, records)

    return events.read_run(write_run(Recipe("90_test/fit/train", maker, 0, 0.25, 0, 0), folder))


def test_a_fit_leaves_two_runs_with_every_epoch(fitted, tmp_path):
    assert list(fitted) == ["train", "validation"]
    for name, records in fitted.items():
        run = made(records, tmp_path / name)
        assert run.scalars["epoch_loss"].steps.tolist() == [0, 1, 2]
        assert not run.damage


def test_the_model_comes_along(fitted, tmp_path):
    assert [graph.kind for graph in made(fitted["train"], tmp_path).graphs] == ["keras"]


def test_the_same_seed_gives_the_same_values(fitted, tmp_path):
    again = made(keras_fits.records(fit)["train"], tmp_path / "b").scalars["epoch_loss"].values
    assert again.tolist() == made(fitted["train"], tmp_path / "a").scalars["epoch_loss"].values.tolist()
