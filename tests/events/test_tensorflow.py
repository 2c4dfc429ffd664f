"""What TensorFlow and Keras write, read back: one run of each, since importing them takes long."""

import numpy as np
import pytest

from tbxlab import events

pytestmark = pytest.mark.slow
RNG = np.random.default_rng(0)
PICTURES = RNG.integers(0, 256, (4, 6, 5, 3), dtype=np.uint8)
SOUNDS = (0.5 * np.sin(np.arange(600).reshape(2, 300, 1) / 9)).astype(np.float32)
VALUES = RNG.normal(size=500).astype(np.float32)


@pytest.fixture(scope="module")
def tf():
    return pytest.importorskip("tensorflow")


@pytest.fixture(scope="module")
def run(tf, tmp_path_factory):
    folder = tmp_path_factory.mktemp("tf")
    writer = tf.summary.create_file_writer(str(folder))

    @tf.function
    def model(x):
        with tf.name_scope("layer"):
            return tf.nn.relu(tf.matmul(x, tf.ones((3, 2))))

    with writer.as_default():
        for step in (0, 10):
            tf.summary.image("digits", PICTURES, step, max_outputs=3)
            tf.summary.audio("tones", SOUNDS, 8000, step)
            tf.summary.histogram("weights", VALUES * (step + 1), step)
        tf.summary.graph(model.get_concrete_function(tf.TensorSpec((None, 3))).graph)
        tf.summary.trace_on(graph=True)
        model(tf.ones((2, 3)))
        tf.summary.trace_export("call", step=10)
    writer.close()
    return events.read_run(folder)


@pytest.fixture(scope="module")
def keras_run(tf, tmp_path_factory):
    keras = pytest.importorskip("keras")
    folder = tmp_path_factory.mktemp("keras")
    inputs = keras.Input((4,), name="features")
    one, other = (keras.layers.Dense(3, activation="relu", name=name)(inputs) for name in ("one", "other"))
    model = keras.Model(inputs, keras.layers.Add(name="sum")([one, other]), name="net")
    model.compile("sgd", "mse")
    callback = keras.callbacks.TensorBoard(str(folder), histogram_freq=1)
    model.fit(np.ones((8, 4)), np.ones((8, 3)), epochs=2, verbose=0, callbacks=[callback])
    return events.read_run(folder / "train")


def test_nothing_is_damaged_or_unread(run, keras_run):
    assert (run.damage, run.unread) == ((), {})
    assert (keras_run.damage, keras_run.unread) == ((), {})
    assert run.tags == {"images": ("digits",), "audio": ("tones",), "histograms": ("weights",)}


def test_the_images_of_one_step_keep_their_order(run):
    found = run.images["digits"]
    assert found.steps.tolist() == [0, 0, 0, 10, 10, 10]
    assert (found.heights[0], found.widths[0]) == (6, 5)
    for index in range(6):
        np.testing.assert_array_equal(found.pixels(index), PICTURES[index % 3])


def test_the_sounds_of_one_step_keep_their_order(run):
    found = run.audio["tones"]
    assert found.steps.tolist() == [0, 0, 10, 10]
    assert found.sample_rates.tolist() == [8000] * 4
    for index in range(4):
        np.testing.assert_allclose(found.samples(index), SOUNDS[index % 2], atol=2 / 2**15)


def test_histograms_have_thirty_buckets(run):
    found = run.histograms["weights"]
    assert found.steps.tolist() == [0, 10]
    for histogram, values in zip(found.buckets, (VALUES, VALUES * 11), strict=True):
        assert len(histogram) == 30
        assert histogram.number == 500
        assert (histogram.minimum, histogram.maximum) == pytest.approx((values.min(), values.max()), rel=1e-6)
        assert histogram.mean == pytest.approx(values.mean(), abs=0.02 * float(np.ptp(values)))
        assert histogram.fraction_between(0, np.inf) == pytest.approx((values > 0).mean(), abs=0.03)
        np.testing.assert_allclose(histogram.rebinned(30)[1], histogram.counts, atol=0.01)


def test_the_graph_of_a_function_and_of_a_call(run):
    graph, call = run.graphs
    assert (graph.kind, graph.tag, call.kind, call.tag, call.step) == ("run", "", "run", "call", 10)
    assert graph["layer/MatMul"].inputs[0] == "x"
    assert graph["x"].shapes == ((None, 3),)
    assert graph["layer/Relu"].shapes == ((None, 2),)
    assert graph.reaches("x", "layer/Relu")
    assert not graph.reaches("layer/Relu", "x")
    assert graph["layer/ones"].attributes["value"].shape == (3, 2)
    relu = [name for name in call.nodes if name.endswith("layer/Relu")]
    assert relu
    assert call.reaches(relu[0].replace("Relu", "MatMul"), relu[0])


def test_a_keras_model_is_a_graph_and_its_description(keras_run):
    (graph,) = keras_run.graphs
    assert graph.kind == "keras"
    assert graph.ops == {"InputLayer": 1, "Dense": 2, "Add": 1}
    assert graph["net/sum"].inputs == ("net/one", "net/other")
    assert graph.reaches("features", "sum")
    assert keras_run.keras_models["keras"]["config"]["name"] == "net"
    assert sorted(keras_run.histograms) == [
        f"{layer}/{part}/histogram" for layer in ("one", "other") for part in ("bias", "kernel")
    ]
    assert len(keras_run.scalars["epoch_loss"]) == 2


def test_a_trial_of_tensorflow_s_hparams(tf, tmp_path):
    hp = pytest.importorskip("tensorboard.plugins.hparams.api")
    with tf.summary.create_file_writer(str(tmp_path)).as_default():
        hp.hparams_config(hparams=[hp.HParam("lr")], metrics=[hp.Metric("loss")])
    with tf.summary.create_file_writer(str(tmp_path / "a")).as_default():
        hp.hparams({"lr": 0.1, "name": "x", "flag": True}, trial_id="t")

    runs = events.read_tree(tmp_path)

    assert runs["."].hparams.metrics == ("loss",)
    assert list(runs["."].hparams.declared) == ["lr"]
    assert runs["a"].hparams.values == {"lr": 0.1, "name": "x", "flag": True}
    assert runs["a"].hparams.group == "t"
    assert runs["a"].hparams.started > 1.7e9
    assert runs["a"].hparams.status is None
