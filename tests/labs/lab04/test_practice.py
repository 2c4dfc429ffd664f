"""Are the ten trainings of lab 04's alarm what they say: sick in the gradients, and fine in the loss?"""

import numpy as np
import pytest

from tbxlab.events import read_run
from tbxlab.grading.asking import Window
from tbxlab.lab04 import cohort
from tbxlab.lab04 import practice as lab_practice
from tbxlab.lab04.cohort import BRANCHES, EVERY, IN_TIME, SICK, STEPS

SEEDS = (0, 1, 2)


def logged(member, curves, folder):
    cohort.write(member, curves, folder)
    return read_run(folder)


@pytest.fixture(scope="module", params=SEEDS)
def ten(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("ten")
    drawn = cohort.members(request.param)
    curves = lab_practice.train(drawn)
    return [
        (member, logged(member, each, folder / str(i)))
        for i, (member, each) in enumerate(zip(drawn, curves, strict=True))
    ]


def test_at_least_three_are_healthy_and_two_have_each_sickness():
    for seed in range(40):
        kinds = [member.kind for member in cohort.members(seed)]
        assert kinds.count("healthy") >= 3
        assert all(kinds.count(kind) >= 2 for kind in SICK)


def test_no_step_is_right_for_all_that_are_sick():
    for seed in range(40):
        onsets = [member.onset for member in cohort.members(seed) if member.kind != "healthy"]
        for step in range(0, STEPS, EVERY):
            assert sum(not onset <= step <= onset + IN_TIME for onset in onsets) >= 2


def test_two_of_the_healthy_are_quiet_and_two_have_gaps():
    for seed in range(40):
        healthy = [member for member in cohort.members(seed) if member.kind == "healthy"]
        assert sum(member.gain < 1e-2 for member in healthy) >= 2
        assert sum(member.drop > 0 for member in healthy) >= 2


def test_the_signal_separates_sick_from_healthy(ten):
    for member, run in ten:
        window = cohort.window(run)
        if member.kind == "healthy":
            assert window == Window(None, None)
        else:
            assert member.onset - 10 * EVERY < window.first < member.onset + EVERY
            assert window.last == window.first + IN_TIME < STEPS


def test_the_sick_branch_is_silent_and_the_others_are_not(ten):
    for member, run in ten:
        for i, tag in enumerate(BRANCHES):
            late = run.scalars[tag].values[run.scalars[tag].steps >= member.onset]
            if member.kind != "healthy" and i == member.branch:
                assert not late.any()
                assert (len(late) == 0) == (member.kind == "frozen")
            else:
                assert late.max() > 0


def test_no_loss_tells_the_sick_from_the_healthy(ten):
    ends = {"healthy": [], "sick": []}
    for member, run in ten:
        loss = run.scalars["train/loss"].values
        ends["healthy" if member.kind == "healthy" else "sick"].append(loss[-16:].mean())
        assert loss[-16:].mean() < loss[:4].mean() - 0.1
    assert max(ends["sick"]) < max(ends["healthy"]) + 0.05  # 16 batches of 40: uncertain by about 0.03
    assert min(ends["sick"]) < max(ends["healthy"])


def test_the_smallest_gradient_of_a_healthy_branch_is_far_below_what_a_threshold_would_take(ten):
    smallest = min(
        run.scalars[tag].values[run.scalars[tag].values > 0].min()
        for member, run in ten
        if member.kind == "healthy"
        for tag in BRANCHES
    )
    assert 0 < smallest < 1e-3


def test_practice_names_its_runs_by_what_they_are(tmp_path):
    practice = lab_practice.Practice(tmp_path)
    assert len(practice.runs) == 10
    assert set(practice.runs) == set(practice.windows)
    for name, window in practice.windows.items():
        assert (window.first is None) == name.startswith("healthy")
    table = practice.table(lambda run: None)
    assert table.count("missed") == sum("healthy" not in name for name in practice.runs)


def test_two_trainings_of_the_same_ten_are_the_same():
    drawn = cohort.members(5)
    first = lab_practice.train(drawn)
    again = lab_practice.train(drawn)
    assert np.array_equal([each.gradients for each in first], [each.gradients for each in again])
