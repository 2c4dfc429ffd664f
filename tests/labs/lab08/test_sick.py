"""For each fault: which signal in the log tells it from healthy over three seeds, or which test finds what it hides.

Runs of 30 steps with 10 labels a class; "healthy" is the method that the sick run differs from in one thing.
"""

from functools import cache

import numpy as np
import pytest
from tensorboardX import SummaryWriter

from tbxlab import events
from tbxlab.lab08 import digits, sick, task
from tbxlab.lab08.finetune import METHODS

SEEDS = (0, 1, 2)
STEPS = 30


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """A function that gives each run by name and seed: what was trained, and what was logged; made once."""

    @cache
    def made(name, seed):
        folder = tmp_path_factory.mktemp("run")
        with SummaryWriter(str(folder)) as writer:
            setting = sick.SICK.get(name) or METHODS[name]
            done = task.run(setting, 10, seed, steps=STEPS, validate_every=STEPS, writer=writer)
        return done, events.read_run(folder).scalars

    return made


@pytest.fixture(scope="module")
def last(runs):
    """A function that gives the last value of a tag for each seed."""
    return lambda name, tag: np.array([runs(name, seed)[1][tag].values[-1] for seed in SEEDS])


def test_healthy_runs_learn_and_move_slowly(runs, last):
    assert last("full", "val/accuracy").min() > 0.85
    assert last("probe", "val/accuracy").min() > 0.8
    for seed in SEEDS:
        assert np.median(runs("full", seed)[1]["update/layer3"].values) < 3e-3
        assert runs("full", seed)[1]["update/head"].values.min() > 0


def test_drifting_shows_in_batchnorm_shift_and_hides_in_the_curve(last):
    assert last("drifting", "batchnorm/shift").min() > 0.05
    assert last("probe", "batchnorm/shift").max() == 0
    assert last("drifting", "update/layer3").max() == 0
    apart = last("drifting", "val/accuracy") - last("probe", "val/accuracy")
    assert np.abs(apart).max() < 0.08


def test_train_mode_shows_on_validation_sorted_by_class_and_hides_when_it_is_shuffled(runs, last):
    assert last("validated in train mode", "val/accuracy").max() < 0.6
    assert last("validated in train mode", "train/accuracy").min() > 0.95
    for seed in SEEDS:
        done, _ = runs("full", seed)
        by_class, shuffled = sick.accuracy_by_order(done.model.train(), done.task.validation)
        assert by_class < 0.6 < 0.8 < shuffled
        by_class, shuffled = sick.accuracy_by_order(done.model.eval(), done.task.validation)
        assert by_class == shuffled


def test_a_head_that_is_not_in_the_optimizer_shows_in_its_update_and_hides_in_the_curve(runs, last):
    for seed in SEEDS:
        scalars = runs("head not in the optimizer", seed)[1]
        assert scalars["update/head"].values.max() == 0
        assert scalars["grad/head"].values.min() > 0
        assert "rate/head" not in scalars
    apart = last("head not in the optimizer", "val/accuracy") - last("full", "val/accuracy")
    assert np.abs(apart).max() < 0.08


def test_a_leak_looks_better_than_healthy_and_the_nearest_training_picture_finds_it(runs, last):
    assert last("leak", "val/accuracy").min() > 0.97
    for seed in SEEDS:
        done, _ = runs("leak", seed)
        assert done.validation_accuracy - done.test_accuracy > 0.03
        healthy = runs("full", seed)[0].task
        found, usual = (sick.closest(t.train[0], t.validation[0]).median() for t in (done.task, healthy))
        assert found < 0.3 * usual


def test_wrong_statistics_show_in_the_input_and_hide_in_the_curve(last):
    assert np.abs(last("wrong statistics", "input/mean")).min() > 0.5
    assert np.abs(last("probe", "input/mean")).max() < 0.15
    apart = last("wrong statistics", "val/accuracy") - last("probe", "val/accuracy")
    assert np.abs(apart).max() < 0.08


def test_pixels_that_are_not_scaled_show_in_the_first_loss_and_in_the_last(runs, last):
    first = {
        name: [runs(name, seed)[1]["train/loss"].values[0] for seed in SEEDS] for name in ("probe", "pixels not scaled")
    }
    assert min(first["pixels not scaled"]) > max(first["probe"]) + 0.2
    assert last("pixels not scaled", "val/loss").min() > 2 * last("probe", "val/loss").max()


def test_too_high_a_rate_shows_in_the_update_ratio_before_it_shows_in_accuracy(runs, last):
    for seed in SEEDS:
        ratio = runs("learning rate too high", seed)[1]["update/layer3"].values
        assert np.median(ratio[:10]) > 3 * np.median(runs("full", seed)[1]["update/layer3"].values[:10])
    assert (last("full", "val/accuracy") - last("learning rate too high", "val/accuracy")).min() > 0.05


def test_each_sick_setting_names_its_healthy_one():
    assert {name: sick.healthy(name) for name in sick.SICK} == {
        "drifting": "probe",
        "validated in train mode": "full",
        "head not in the optimizer": "full",
        "leak": "full",
        "wrong statistics": "probe",
        "pixels not scaled": "probe",
        "learning rate too high": "full",
    }


def test_sorting_keeps_every_picture():
    X, y = digits.part(digits.VALIDATION)
    X_sorted, y_sorted = digits.sorted_by_class((X, y))
    assert (y_sorted.diff() >= 0).all()
    assert X_sorted.sum().item() == pytest.approx(X.sum().item(), rel=1e-5)
