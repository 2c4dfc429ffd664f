"""What chapter 08 says of BatchNorm: a body in train mode changes, though none of its weights does."""

import numpy as np
import pytest
import torch

from tbxlab.lab08 import cnn, digits, finetune, pretrain, sick, weights
from tbxlab.lab08.images import prepare

SEEDS = (0, 1, 2)


@pytest.fixture(scope="module")
def letters():
    return pretrain.validation()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_frozen_body_in_train_mode_forgets_what_it_was_trained_for(letters, seed):
    """Sixty batches of digits go through it; afterwards the letters' own head reads fewer letters."""
    model = weights.source_model(weights.given("resnet")).requires_grad_(False)
    before = [parameter.clone() for parameter in model.parameters()]
    assert pretrain.evaluate(model, letters)[1] == pytest.approx(0.986, abs=0.002)
    X = prepare(digits.few_labels(10, seed)[0])
    model.train()
    for batch in finetune.batches(len(X), 32, 60, seed):
        model(X[batch])
    assert pretrain.evaluate(model, letters)[1] < 0.96
    assert all(torch.equal(now, then) for now, then in zip(model.parameters(), before, strict=True))


@pytest.mark.parametrize(("architecture", "depends"), [("resnet", True), ("vgg", False)])
def test_only_with_batchnorm_an_answer_depends_on_its_neighbors(architecture, depends):
    model = weights.source_model(weights.given(architecture)).train()
    X = prepare(digits.part(digits.VALIDATION)[0])
    with torch.no_grad():
        together, alone = model(X[:8])[:4], model(X[:4])
    assert torch.allclose(together, alone, atol=1e-4) != depends
    assert bool(cnn.batch_norms(model)) == depends


def test_what_is_left_of_a_class_when_its_own_mean_is_subtracted_is_a_guess():
    """A network that reads letters, its head trained on features of the digits, asked in batches of one class."""
    model = finetune.make_model(finetune.METHODS["full"], 0)
    train, validation = ((prepare(X), y) for X, y in (digits.few_labels(10, 0), digits.part(digits.VALIDATION)))
    finetune.finetune(model, train, validation, finetune.METHODS["full"], seed=0, steps=30)
    X, y = validation
    sorted_, shuffled = sick.accuracy_by_order(model.train(), validation)
    kept = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    with torch.no_grad():
        pure = torch.cat([model(X[y == label]).argmax(dim=1) == label for label in range(10)]).float().mean().item()
    model.load_state_dict(kept)
    assert pure < 0.2 < sorted_ < 0.6 < 0.8 < shuffled


def test_keras_keeps_the_statistics_of_a_frozen_layer_and_pytorch_does_not():
    """The chapter's table of both: momentum, epsilon, and what a layer does that is called for training."""
    keras = pytest.importorskip("keras")
    inputs = np.random.default_rng(0).normal(5, 2, (32, 3)).astype("float32")
    layer = keras.layers.BatchNormalization()
    layer(inputs, training=True)
    moved = layer.moving_mean.numpy()
    layer.trainable = False
    answer = np.array(layer(inputs, training=True))
    assert np.array_equal(moved, layer.moving_mean.numpy())
    assert moved.max() > 0
    assert answer.mean() > 3  # by the moving mean, still near 0: with the batch's own it would be 0
    assert (layer.momentum, layer.epsilon) == (0.99, 0.001)
    same = torch.nn.BatchNorm1d(3).requires_grad_(False)
    assert same(torch.from_numpy(inputs)).mean().item() == pytest.approx(0, abs=1e-5)
    assert same.running_mean.min() > 0.3
    assert (same.momentum, same.eps) == (0.1, 1e-5)


def test_a_keras_checkpoint_has_the_statistics(tmp_path):
    keras = pytest.importorskip("keras")
    network = keras.Sequential([keras.Input((3,)), keras.layers.BatchNormalization()])
    network.save_weights(tmp_path / "bn.weights.h5")
    kept = [weight.numpy() for weight in network.weights]
    network.layers[0](np.full((4, 3), 9, dtype="float32"), training=True)
    assert not all(np.array_equal(old, new.numpy()) for old, new in zip(kept, network.weights, strict=True))
    network.load_weights(tmp_path / "bn.weights.h5")
    assert all(np.array_equal(old, new.numpy()) for old, new in zip(kept, network.weights, strict=True))


def test_tensorflow_has_no_call_for_figures_curves_and_points_and_pytorch_has():
    from torch.utils.tensorboard import SummaryWriter

    calls = ("add_scalar", "add_images", "add_figure", "add_pr_curve", "add_embedding")
    assert all(hasattr(SummaryWriter, name) for name in calls)
    tf = pytest.importorskip("tensorflow")
    assert not any(hasattr(tf.summary, name) for name in ("pr_curve", "embedding", "figure"))
