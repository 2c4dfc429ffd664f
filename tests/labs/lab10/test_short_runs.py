"""Is what the chapter says of the short runs visible in the committed ones, in each of the three seeds?"""

import numpy as np
import pytest

from tbxlab.course.folders import given_folder
from tbxlab.events import read_run
from tbxlab.lab10.runs.lab import SCHEDULE, SEEDS, STUDIED
from tbxlab.lab10.stories import lines
from tbxlab.lab10.training import SETTINGS


def run(setting, seed):
    return read_run(given_folder(f"10_language_model/{setting}-{seed}")).scalars


def end(scalars, tag, points=1):
    return float(scalars[tag].values[-points:].mean())


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("setting", STUDIED)
def test_a_run_has_all_its_steps_and_begins_where_an_untrained_model_does(setting, seed):
    scalars = run(setting, seed)
    assert list(scalars["val/loss"].steps) == list(range(0, SETTINGS[setting].steps + 1, SCHEDULE.validation))
    assert scalars["val/loss"].values[0] == pytest.approx(lines()["uniform"], abs=0.05)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_healthy_run_stays_above_the_floor_and_its_two_losses_agree(seed):
    scalars = run("healthy", seed)
    assert scalars["val/loss"].values.min() > lines()["floor"]
    assert end(scalars, "val/loss") < lines()["5-gram"]
    assert end(scalars, "train/loss", 5) == pytest.approx(end(scalars, "val/loss"), abs=0.1)
    at = np.isin(scalars["val/loss"].steps, scalars["val/one_by_one"].steps)
    assert scalars["val/one_by_one"].values == pytest.approx(scalars["val/loss"].values[at], abs=0.06)


@pytest.mark.parametrize("seed", SEEDS)
def test_in_a_wrong_vocabulary_the_loss_rises_far_above_that_of_guessing(seed):
    wrong = run("healthy", seed)["val/wrong_vocabulary"].values
    assert wrong[0] == pytest.approx(lines()["uniform"], abs=0.1)
    assert wrong[1:].min() > lines()["uniform"] + 0.5
    assert wrong[2:].min() > lines()["uniform"] + 2
