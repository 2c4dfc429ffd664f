"""Are the ten trainings of lab 06's alarm what they say, and does a stated signal tell the sick from the healthy?"""

import numpy as np
import pytest

from tbxlab.events import read_run
from tbxlab.grading.asking import Window
from tbxlab.lab06 import cohort
from tbxlab.lab06 import practice as lab_practice
from tbxlab.lab06.cohort import EVERY, HEALTHY, IN_TIME, SICK, STEPS

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


def kept(run):
    """Steps, losses and rates of the points that no later training replaced."""
    loss, rate = run.scalars["val/loss"], run.scalars["learning_rate"]
    keep = loss.kept_by_fast_loader
    return loss.steps[keep], loss.values[keep], rate.values[keep]


def test_four_are_healthy_and_two_have_each_sickness():
    for seed in range(40):
        kinds = [member.kind for member in cohort.members(seed)]
        assert len(kinds) == 10
        assert sum(kind in HEALTHY for kind in kinds) == 4
        assert all(kinds.count(kind) == 2 for kind in SICK)


def test_no_step_is_right_for_all_that_are_sick():
    for seed in range(40):
        windows = [member.window for member in cohort.members(seed) if member.kind in SICK]
        for step in range(0, STEPS, EVERY):
            assert sum(window.judge(step) != "right" for window in windows) >= 2


def test_windows_are_judged_at_both_ends():
    member = cohort.Member("weights", 0, 0.3, 0.5, stop=300, back=270)
    assert [member.window.judge(step) for step in (270, 280, 330, 331, None)] == [
        "early",
        "right",
        "right",
        "late",
        "missed",
    ]
    assert cohort.Member("through", 0, 0.3, 0.5).window == Window(None, None)
    assert IN_TIME == 50


def test_new_weights_jump_out_of_the_loss_and_nothing_else_does(ten):
    for member, run in ten:
        steps, losses, _ = kept(run)
        ratios = {int(steps[i]): losses[i] / losses[i - 3 : i].mean() for i in range(3, len(steps))}
        if member.kind == "weights":
            assert ratios[member.back + EVERY] > 1.7
        else:
            assert max(ratios.values()) < 1.45


def test_only_a_schedule_that_begins_anew_makes_the_rate_rise_after_the_warm_up(ten):
    for member, run in ten:
        steps, _, rates = kept(run)
        rises = steps[1:][(np.diff(rates) > 0) & (steps[1:] > 100)]
        assert bool(len(rises)) == (member.kind == "schedule")
        if member.kind == "schedule":
            assert member.window.judge(int(rises[0])) == "right"


def test_the_loss_hides_a_schedule_that_begins_anew(ten):
    """It is no higher above what it was before than a healthy loss gets somewhere in passing."""

    def rise(losses, i):
        return losses[i] / losses[max(i - 3, 0) : i].mean()

    healthy = [
        max(rise(losses, i) for i in range(10, len(losses)))
        for member, run in ten
        if member.kind in HEALTHY
        for losses in [kept(run)[1]]
    ]
    sick = [
        rise(losses, member.back // EVERY + 1)
        for member, run in ten
        if member.kind == "schedule"
        for losses in [kept(run)[1]]
    ]
    assert min(sick) < max(healthy)


def test_steps_come_again_undeclared_in_overlaps_alone(ten):
    for member, run in ten:
        assert run.is_reused == (member.kind == "overlap")
        loss = run.scalars["val/loss"]
        assert loss.runs_backwards == (member.stop > member.back + EVERY)
        assert len(run.files) == (1 if member.kind == "through" else 2)


def test_every_kept_curve_goes_to_the_end_without_a_gap(ten):
    for _, run in ten:
        assert kept(run)[0].tolist() == list(range(0, STEPS + 1, EVERY))


def test_one_resumed_as_it_should_be_ends_like_one_gone_through():
    one = cohort.Member("through", 5, 0.3, 0.5)
    other = cohort.Member("resumed", 5, 0.3, 0.5, stop=300, back=280)
    through, resumed = lab_practice.train([one, other])
    assert through.first[280] == resumed.first[280]
    assert resumed.second[STEPS][0] == pytest.approx(through.first[STEPS][0], abs=0.03)
    assert resumed.second[STEPS][1] == through.first[STEPS][1] == 0


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_shows_that_the_momentum_was_lost(seed):
    drawn = [
        cohort.Member(kind, 10 * seed + i, noise, 0.5, stop=320, back=300)
        for i, noise in enumerate((0.2, 0.3, 0.4))
        for kind in ("resumed", "momentum")
    ]
    curves = lab_practice.train(drawn)
    for resumed, lost in zip(curves[::2], curves[1::2], strict=True):
        before = np.mean([resumed.first[step][0] for step in (280, 290, 300)])
        assert lost.second[310][0] / before < 1.25  # a healthy loss gets that far in passing
        assert lost.second[STEPS][0] == pytest.approx(resumed.second[STEPS][0], abs=0.02)
        assert [rate for _, rate in lost.second.values()] == [rate for _, rate in resumed.second.values()]


def test_practice_names_its_runs_by_what_they_are(tmp_path):
    practice = lab_practice.Practice(tmp_path)
    assert len(practice.runs) == 10
    for name, window in practice.windows.items():
        assert (window.first is None) == name.startswith(HEALTHY)


def test_two_trainings_of_the_same_ten_are_the_same():
    drawn = cohort.members(5)
    first = lab_practice.train(drawn)
    assert lab_practice.train(drawn) == first
