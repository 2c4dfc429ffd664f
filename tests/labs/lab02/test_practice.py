import math

import numpy as np
import pytest
import torch
from torch.nn.functional import cross_entropy

from tbxlab import events
from tbxlab.grading.asking import Window
from tbxlab.lab02 import cohort, stacked
from tbxlab.lab02 import practice as lab_practice
from tbxlab.toy import models

DRAWS = range(4)


@pytest.fixture(scope="module")
def trained():
    """Four cohorts: pairs of a member and its curves, and their windows."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    found = []
    for seed in DRAWS:
        members = cohort.members(seed)
        curves = stacked.train(members)
        windows = cohort.windows(members, curves, [])
        found += list(zip(members, curves, windows, strict=True))
    torch.set_num_threads(threads)
    return found


def of(trained, kind):
    return [(curves, window) for member, curves, window in trained if member.kind == kind]


def test_a_member_of_a_cohort_trains_as_it_would_alone():
    members = cohort.members(5)[:3]
    together = stacked.train(members)[1]
    model = models.classifier(seed=members[1].seed)
    optimizer = torch.optim.SGD(model.parameters(), lr=members[1].rate)
    losses = []
    for X, y in zip(*stacked._batches(members[1]), strict=True):
        loss = cross_entropy(model(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    # The sums are taken in another order, and training amplifies the last digits.
    assert np.allclose(losses, together.train, atol=1e-3)


def test_every_draw_has_three_healthy_and_three_underfitting_and_four_overfitting_early_and_late():
    for seed in range(50):
        kinds = [member.kind for member in cohort.members(seed)]
        assert len(kinds) == 10
        assert kinds.count("healthy") == 3
        assert [member.fresh > 0 for member in cohort.members(seed) if member.kind == "overfitting"].count(True) == 2
        assert kinds.count("overfitting") == 4
        assert kinds.count("underfitting") == 3


def test_a_seed_draws_the_same_cohort_again():
    assert cohort.members(7) == cohort.members(7)
    assert cohort.members(7) != cohort.members(8)


def test_healthy_members_stay_near_their_lowest_validation_loss(trained):
    for curves, window in of(trained, "healthy"):
        loss = np.array(curves.loss)
        assert (loss / np.minimum.accumulate(loss)).max() < 1.12
        assert loss[-1] < 1.1 * curves.floor + 0.1
        assert window == Window(None, None)


def test_overfitting_members_end_far_above_it_and_the_window_lies_between(trained):
    for curves, window in of(trained, "overfitting"):
        ends = curves.noise_free[-1] / min(curves.noise_free)
        assert ends > 1.3, "a run with new examples for half of its time has half of its time left to overfit"
        assert (window.last < cohort.STEPS) <= (ends > cohort.TOO_LATE)
        assert window.first <= cohort.EVERY * int(np.argmin(curves.noise_free)) < window.last <= cohort.STEPS
        assert window.last - window.first >= 100


def test_no_step_is_right_for_all_overfitting_members(trained):
    windows = [window for _, window in of(trained, "overfitting")]
    right = [sum(window.judge(step) == "right" for window in windows) for step in range(0, cohort.STEPS, cohort.EVERY)]
    assert max(right) <= 0.7 * len(windows)


def test_underfitting_members_cover_less_of_their_way_than_healthy_ones_and_still_fall(trained):
    def covered(curves):
        return (curves.noise_free[0] - curves.noise_free[-1]) / (curves.noise_free[0] - curves.floor)

    healthy = min(covered(curves) for curves, _ in of(trained, "healthy"))
    for curves, window in of(trained, "underfitting"):
        assert covered(curves) < healthy - 0.2
        assert np.mean(curves.train[-100:]) < np.mean(curves.train[:100])
        assert 0 < window.first <= 200
        assert window.last == cohort.STEPS


def test_healthy_members_end_at_losses_about_those_of_sick_ones(trained):
    logged = [(member.kind, curves.loss[-1] * (1 / math.log(2) if member.bits else 1)) for member, curves, _ in trained]
    healthy = [last for kind, last in logged if kind == "healthy"]
    sick = [last for kind, last in logged if kind != "healthy"]
    assert min(sick) < max(healthy)
    assert min(healthy) < min(sick)


def test_no_level_of_the_training_loss_tells_overfitting_from_healthy(trained):
    healthy = [np.mean(curves.train[200:300]) for curves, _ in of(trained, "healthy")]
    overfitting = [np.mean(curves.train[200:300]) for curves, _ in of(trained, "overfitting")]
    assert min(healthy) < max(overfitting)


@pytest.mark.parametrize(
    ("window", "said", "verdict"),
    [
        (Window(None, None), None, "right"),
        (Window(None, None), 0, "false"),
        (Window(40, 200), None, "missed"),
        (Window(40, 200), 20, "early"),
        (Window(40, 200), 40, "right"),
        (Window(40, 200), 200.0, "right"),
        (Window(40, 200), 220, "late"),
    ],
)
def test_a_window_judges(window, said, verdict):
    assert window.judge(said) == verdict


def test_a_run_shows_what_a_learner_may_see(trained, tmp_path):
    member, curves, _ = trained[0]
    cohort.write(member, curves, tmp_path)
    run = events.read_run(tmp_path)
    assert sorted(run.scalars) == ["train/loss", "val/loss"]
    assert run.scalars["train/loss"].steps.tolist() == list(range(960))
    assert run.scalars["val/loss"].steps.tolist() == list(range(0, 961, 20))
    unit = math.log(2) if member.bits else 1
    assert run.scalars["val/loss"].values * unit == pytest.approx(curves.loss, rel=1e-6)


def test_practice_says_what_each_run_is_and_shows_what_an_alarm_says(tmp_path):
    practice = lab_practice.Practice(tmp_path)
    assert sorted(events.read_tree(tmp_path)) == list(practice.runs)
    assert {name.split("-")[0] for name in practice.runs} == {"healthy", "overfitting", "underfitting"}
    table = practice.table(lambda run: None)
    assert table.count("missed") == sum("healthy" not in name for name in practice.runs)
    assert table.count("  right\n") + table.endswith("right") == sum("healthy" in name for name in practice.runs)
