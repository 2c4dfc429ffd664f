import math

import torch
from torch.nn.functional import cross_entropy

from tbxlab.toy import data, models


def test_a_seed_always_draws_the_same_examples_and_another_seed_others():
    X, y = data.two_classes(50, seed=3)
    again, labels = data.two_classes(50, seed=3)
    other, _ = data.two_classes(50, seed=4)
    assert torch.equal(X, again)
    assert torch.equal(y, labels)
    assert not torch.equal(X, other)


def test_examples_have_the_shapes_types_and_scale_that_are_promised():
    X, y = data.two_classes(20_000, seed=0)
    assert (X.shape, X.dtype, y.shape, y.dtype) == ((20_000, 10), torch.float32, (20_000,), torch.int64)
    assert X.mean(dim=0).abs().max() < 0.05
    assert (X.var(dim=0) - 1).abs().max() < 0.05
    assert abs(y.float().mean() - 0.5) < 0.02


def test_no_model_can_be_right_more_often_than_in_82_of_100():
    X, _ = data.two_classes(100_000, seed=0)
    chance = data.chance_of_one(X)
    assert 0.81 < torch.maximum(chance, 1 - chance).mean() < 0.82


def test_without_noise_the_labels_follow_the_features():
    X, y = data.two_classes(5_000, seed=0, noise=1e-6)
    assert torch.equal(data.chance_of_one(X) > 0.5, y == 1)


def test_bytes_are_the_same_features_on_another_scale():
    X, _ = data.two_classes(5_000, seed=0)
    raw = data.as_bytes(X)
    assert raw.min() >= 0
    assert raw.max() <= 255
    assert torch.corrcoef(torch.stack([raw.flatten(), X.flatten()]))[0, 1] > 0.999


def test_shuffling_keeps_the_labels_and_loses_what_they_belong_to():
    _, y = data.two_classes(5_000, seed=0)
    other = data.shuffled(y, seed=0)
    assert other.sum() == y.sum()
    assert abs((other == y).float().mean() - 0.5) < 0.03


def test_the_classifier_is_10_50_2_and_its_seed_draws_its_weights_only():
    before = torch.get_rng_state()
    one, same, other = models.classifier(seed=1), models.classifier(seed=1), models.classifier(seed=2)
    assert torch.equal(torch.get_rng_state(), before)
    assert [tuple(p.shape) for p in one.parameters()] == [(50, 10), (50,), (2, 50), (2,)]
    assert torch.equal(one[0].weight, same[0].weight)
    assert not torch.equal(one[0].weight, other[0].weight)


def test_the_loss_before_training_lies_around_ln_2():
    losses = []
    for seed in range(40):
        X, y = data.two_classes(1000, seed)
        losses.append(cross_entropy(models.classifier(seed=seed)(X), y).item())
    # Random logits cost a little over ln 2; the spread over 200 seeds was 0.65 to 0.78.
    assert min(losses) > 0.64
    assert max(losses) < 0.79
    assert math.log(2) < sum(losses) / len(losses) < 0.72
