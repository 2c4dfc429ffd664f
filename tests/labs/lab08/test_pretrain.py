"""Does a short pretraining move towards the one that comes with the course?"""

import pytest
import torch
from tensorboardX import SummaryWriter

from tbxlab import events
from tbxlab.lab08 import cnn, digits, finetune, pretrain, weights
from tbxlab.lab08.images import prepare

STEPS = 60


@pytest.fixture(scope="module")
def short(tmp_path_factory):
    """Sixty steps of the two thousand, with their log."""
    folder = tmp_path_factory.mktemp("short")
    with SummaryWriter(str(folder)) as writer:
        made = pretrain.pretrain("resnet", steps=STEPS, seed=0, writer=writer, validate_every=30)
    return made, events.read_run(folder).scalars


def nearest_mean(model):
    """Accuracy on validation digits of the simplest probe: the nearest mean of the features of 10 labels a class."""
    (X, y), (V, v) = digits.few_labels(10, seed=0), digits.part(digits.VALIDATION)
    seen, other = (cnn.features(model.eval(), prepare(part)) for part in (X, V))
    means = torch.stack([seen[y == label].mean(dim=0) for label in range(10)])
    return (torch.cdist(other, means).argmin(dim=1) == v).float().mean().item()


def test_letters_are_learned(short):
    """Chance is 1/37; the course's checkpoint reads 0.986 after 2,000 steps."""
    accuracy = short[1]["val/accuracy"]
    assert accuracy.steps.tolist() == [0, 30, 60]
    assert accuracy.values[0] < 0.1
    assert accuracy.values[-1] > 0.5
    assert accuracy.values[-1] == pytest.approx(short[0].accuracy)


def test_every_step_is_logged_and_the_rate_rises_and_falls(short):
    scalars = short[1]
    for tag in ("train/loss", "train/accuracy", "rate"):
        assert scalars[tag].steps.tolist() == list(range(STEPS))
    rate = scalars["rate"].values
    assert rate[0] < rate.max() > rate[-1]
    assert rate.max() == pytest.approx(pretrain.RATE["resnet"], rel=0.01)


def test_its_features_lie_between_random_ones_and_the_course_s(short):
    given = cnn.resnet(10, seed=0)
    weights.put_body(given, weights.load(weights.given("resnet")))
    zero, some, full = (nearest_mean(model) for model in (cnn.resnet(10, seed=0), short[0].model, given))
    assert zero + 0.01 < some < full - 0.01, (zero, some, full)


def test_a_seed_gives_the_same_pretraining_again():
    first, second = (pretrain.pretrain("vgg", steps=3, seed=5) for _ in range(2))
    assert first.loss == pytest.approx(second.loss, rel=1e-6)
    pairs = zip(first.model.parameters(), second.model.parameters(), strict=True)
    assert finetune.norm([a - b for a, b in pairs]) < 1e-5
