"""What the exercises of lab 02 rest on: their runs show what is asked, and their alarms are judged fairly."""

import numpy as np
import pytest

from tbxlab.course import folders
from tbxlab.events import smooth
from tbxlab.lab02.checks import reading
from tbxlab.lab02.checks.reading import given
from tbxlab.lab02.runs import lab as makers

VAL, TRAIN = "val/loss", "train/loss"


def test_run_a_turns_within_less_than_the_window_is_wide():
    loss = given("a").scalars[VAL]
    bottom = loss.steps[loss.values <= loss.values.min() + reading.ReadTheCurves.unsure]
    assert 100 < bottom[-1] - bottom[0] < 300
    assert loss.values[-1] > 2 * loss.values.min()


def test_strong_smoothing_moves_the_turn_of_run_a_out_of_what_is_right():
    loss = given("a").scalars[VAL]
    bottom = loss.steps[loss.values <= loss.values.min() + reading.ReadTheCurves.unsure]
    assert loss.steps[smooth(loss.values, 0.99).argmin()] > bottom[-1]


def test_the_spike_of_run_a_stands_alone():
    loss = given("a").scalars[TRAIN]
    assert loss.steps[loss.values.argmax()] == makers.SPIKE
    assert np.sort(loss.values)[-2] < loss.values.max() / 5


@pytest.mark.slow
def test_tensorboard_does_not_draw_the_spike(tmp_path):
    from tbxlab import board

    if not board_is_fast():
        pytest.skip("the Python loader draws another thousand points")
    with board.serve(folders.given_folder("02_scalars")) as url:
        board.wait_for_runs(url, "a")
        points = []
        while len(points) < 1000:
            points = board.ask(url, f"data/plugin/scalars/scalars?run=a&tag={TRAIN}")
    assert makers.SPIKE not in [step for _, step, _ in points]


def board_is_fast():
    from tensorboard.data.server_ingester import get_server_binary

    try:
        return bool(get_server_binary())
    except (ImportError, OSError, RuntimeError):
        return False


def test_c_is_better_than_b_for_both_seeds_and_looks_worse_when_smoothed():
    ends = {name: given(name).scalars[VAL].values for name in ("b-0", "b-2", "c-0", "c-2")}
    assert max(ends["c-0"][-1], ends["c-2"][-1]) < min(ends["b-0"][-1], ends["b-2"][-1]) - 0.02
    for seed in "02":
        assert smooth(ends[f"c-{seed}"], 0.9)[-1] > smooth(ends[f"b-{seed}"], 0.9)[-1]


@pytest.mark.parametrize("patient", reading.PATIENTS)
def test_each_patient_shows_its_own_cause_in_the_validation_loss_and_no_other(patient):
    run, right = given(patient), reading.PATIENTS[patient]
    seen = {cause for cause, shows in reading.SEEN.items() if shows(run, VAL, 960)}
    assert seen == {right}


def test_two_patients_begin_and_end_about_ln_2_and_only_one_of_them_falls():
    late, never = given("d").scalars[VAL].values, given("g").scalars[VAL].values
    assert max(late.max(), never.max()) < 0.75
    assert min(late.min(), never.min()) > 0.6
    assert (np.diff(late) < 0).mean() > 0.9
    assert (np.diff(never) < 0).mean() < 0.7
