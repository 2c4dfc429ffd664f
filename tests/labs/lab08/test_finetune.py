"""Does the loop do what its setting says, and does each number in its log mean what the docstring says?"""

import math
from dataclasses import replace

import pytest
import torch
from tensorboardX import SummaryWriter

from tbxlab import events
from tbxlab.lab08 import cnn, digits, finetune, task
from tbxlab.lab08.finetune import METHODS

GROUPS = ("stem", "layer1", "layer2", "layer3", "head")


def logged(setting, folder, steps=3, **options):
    """Return the trained network and what was logged."""
    with SummaryWriter(str(folder)) as writer:
        done = task.run(setting, 3, 0, steps=steps, validate_every=2, writer=writer, **options)
    return done.model, events.read_run(folder).scalars


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    return logged(METHODS["full"], tmp_path_factory.mktemp("full"))


def test_batches_are_of_one_size_and_an_epoch_repeats_nothing():
    drawn = list(finetune.batches(100, 32, 7, seed=0))
    assert [len(batch) for batch in drawn] == [32] * 7
    assert len(set(torch.cat(drawn[:3]).tolist())) == 96
    assert not torch.equal(drawn[0], drawn[3])
    assert [len(batch) for batch in finetune.batches(30, 32, 2, seed=0)] == [30, 30]


def test_every_tag_has_a_point_at_its_steps(full):
    scalars = full[1]
    each_step = ["train/loss", "grad/norm", *(f"{kind}/{g}" for kind in ("rate", "grad", "update") for g in GROUPS)]
    looks = ["val/loss", "val/accuracy", "train/accuracy", "batchnorm/shift"]
    assert set(scalars) == {*each_step, *looks, "input/mean", "input/std"}
    assert all(scalars[tag].steps.tolist() == [0, 1, 2] for tag in each_step)
    assert all(scalars[tag].steps.tolist() == [0, 2, 3] for tag in looks)


def test_an_untrained_head_guesses(full):
    """ln 10 = 2.30 would be no opinion at all; a head drawn at random has weak ones."""
    assert full[1]["train/loss"].values[0] == pytest.approx(math.log(10), abs=0.5)
    assert full[1]["val/loss"].values[0] == pytest.approx(math.log(10), abs=0.5)


def test_the_norm_of_all_is_made_of_the_groups(full):
    squares = sum(full[1][f"grad/{group}"].values ** 2 for group in GROUPS)
    assert full[1]["grad/norm"].values ** 2 == pytest.approx(squares, rel=1e-4)


def test_the_first_step_is_rate_times_gradient_in_parts_of_the_weights(full):
    """Momentum has nothing to add yet, so that both sides are known."""
    before = cnn.groups(finetune.make_model(METHODS["full"], seed=0))
    for group in GROUPS:
        size = finetune.norm(list(before[group]))
        expected = full[1][f"rate/{group}"].values[0] * full[1][f"grad/{group}"].values[0] / size
        assert full[1][f"update/{group}"].values[0] == pytest.approx(expected, rel=1e-2)


def test_the_log_changes_nothing_in_the_training(full):
    silent = task.run(METHODS["full"], 3, 0, steps=3, validate_every=2).model
    apart = [a - b for a, b in zip(silent.state_dict().values(), full[0].state_dict().values(), strict=True)]
    assert finetune.norm([difference.float() for difference in apart]) < 1e-4


def test_a_probe_moves_nothing_but_the_head(tmp_path):
    model, scalars = logged(METHODS["probe"], tmp_path)
    start = finetune.make_model(METHODS["probe"], seed=0).state_dict()
    moved = {name for name, tensor in model.state_dict().items() if not torch.equal(tensor, start[name])}
    assert moved == {"fc.weight", "fc.bias"}
    assert scalars["batchnorm/shift"].values.tolist() == [0, 0, 0]
    assert scalars["update/layer3"].values.tolist() == [0, 0, 0]
    assert {tag for tag in scalars if tag.startswith(("rate/", "grad/"))} == {"rate/head", "grad/head", "grad/norm"}


def test_discriminative_rates_halve_from_the_head_to_the_stem():
    setting = METHODS["discriminative"]
    optimizer = finetune.make_optimizer(finetune.make_model(setting, seed=0), setting)
    rates = {group["name"]: group["lr"] for group in optimizer.param_groups}
    assert rates == pytest.approx({name: 0.03 * 0.5**i for i, name in enumerate(reversed(GROUPS))})


def test_from_zero_the_weights_are_the_seed_s_alone():
    first, again, other = (finetune.make_model(METHODS["zero"], seed).conv1.weight for seed in (1, 1, 2))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_a_network_without_batchnorm_is_trained_and_logged_in_the_same_way(tmp_path):
    model, scalars = logged(replace(METHODS["zero"], architecture="vgg"), tmp_path)
    assert cnn.batch_norms(model) == []
    assert "batchnorm/shift" not in scalars
    assert {tag for tag in scalars if tag.startswith("update/")} == {f"update/{g}" for g in GROUPS}


def test_the_network_is_left_in_eval_mode(full):
    assert not any(layer.training for layer in full[0].modules())


def test_the_baseline_knows_no_network_and_beats_guessing():
    assert 0.6 < task.baseline(3, 0, digits.TEST) < task.baseline(30, 0, digits.TEST)


def test_an_unknown_domain_is_answered_with_the_known_ones():
    with pytest.raises(ValueError, match="there are: digits, cifar10"):
        task.run(METHODS["full"], 3, 0, "mnist")
