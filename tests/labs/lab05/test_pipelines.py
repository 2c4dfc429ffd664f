"""Do the broken pipelines show what they should, over several seeds, while the loss falls?"""

import numpy as np
import pytest
import torch

from tbxlab.grading.asking import Window
from tbxlab.lab05 import cohort, pipelines, practice
from tbxlab.toy import digits

DRAWS = range(3)
FEW = 11
"""Mean difference of mean pictures, of 255: the limit that lab 05's solution draws."""


@pytest.fixture(scope="module")
def trained():
    """Three cohorts: pairs of a member and what was logged of it."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    found = [
        pair for seed in DRAWS for pair in zip(cohort.members(seed), practice.train(cohort.members(seed)), strict=True)
    ]
    torch.set_num_threads(threads)
    return found


def away(logged):
    """How far the mean picture of each log is from that of the first four."""
    flat = logged.inputs.reshape(-1, *logged.inputs.shape[2:])
    means = pipelines.shown(flat).reshape(len(logged.inputs), -1, 8, 8, 3).astype(float).mean(axis=1)
    return np.abs(means - means[:4].mean(axis=0)).mean(axis=(1, 2, 3))


def first_sick(member):
    return -(-member.breaks // cohort.EVERY)


def test_a_limit_on_the_mean_picture_separates_four_faults_from_healthy_over_three_seeds(trained):
    healthy, sick = [], []
    for member, logged in trained:
        values, first = away(logged), first_sick(member)
        if member.kind in ("healthy", "one batch"):
            healthy += values.tolist()
        else:
            healthy += values[:first].tolist()
            sick += values[first:].tolist()
    assert max(healthy) < FEW - 1
    assert min(sick) > FEW + 1


def test_only_one_batch_repeats_its_pictures(trained):
    for member, logged in trained:
        repeats = [np.array_equal(a, b) for a, b in zip(logged.inputs, logged.inputs[1:], strict=False)]
        assert any(repeats) == (member.kind == "one batch")
        if member.kind == "one batch":
            assert repeats.index(True) + 1 == member.window.first // cohort.EVERY


def test_the_loss_ends_low_whatever_breaks_and_where_the_break_shows_lower_than_right_after_it(trained):
    for member, logged in trained:
        assert logged.loss[-30:].mean() < 0.5 * logged.loss[:10].mean()
        if member.kind in ("HWC as CHW", "not normalized"):
            assert logged.loss[-30:].mean() < logged.loss[member.breaks : member.breaks + 10].mean()


def test_three_of_five_faults_do_not_show_in_the_loss_and_two_do(trained):
    for member, logged in trained:
        before = logged.loss[member.breaks - 40 : member.breaks].mean()
        after = logged.loss[member.breaks : member.breaks + 20].mean()
        if member.kind in ("HWC as CHW", "not normalized"):
            assert after > 1.5 * before
        elif member.kind in ("wrapped", "one batch"):
            assert after < 1.5 * before


def test_every_draw_has_three_healthy_runs_and_each_fault_twice_once_early_and_once_late():
    for seed in range(30):
        members = cohort.members(seed)
        kinds = [member.kind for member in members]
        assert len(kinds) == 13
        assert kinds.count("healthy") == 3
        for fault in pipelines.FAULTS:
            early, late = sorted(member.breaks for member in members if member.kind == fault)
            assert early + cohort.LATE < late


def test_no_step_is_right_for_all_that_are_sick():
    for seed in range(30):
        windows = [member.window for member in cohort.members(seed) if member.kind != "healthy"]
        for step in range(0, cohort.STEPS + 1, cohort.EVERY):
            assert sum(window.judge(step) != "right" for window in windows) >= 2


def test_a_window_begins_at_the_first_log_that_shows_the_fault():
    def window(kind, breaks):
        return cohort.Member(kind, 0, breaks, 1.0, 0.0).window

    assert window("wrapped", 100) == Window(100, 200)
    assert window("wrapped", 101) == Window(120, 220)
    assert window("one batch", 101) == Window(140, 240)
    assert window("healthy", 101) == Window(None, None)


def test_what_is_shown_is_what_was_in_the_data_set():
    pictures, _ = digits.colored()
    assert np.array_equal(pipelines.shown(pipelines.healthy(pictures[:40])), pictures[:40])


def test_a_grid_is_taken_apart_again():
    pictures, _ = digits.colored()
    assert np.array_equal(pipelines.tiles(pipelines.grid(pictures[:32])), pictures[:32])


def test_bytes_that_are_doubled_begin_again_at_0():
    picture = np.full((1, 8, 8, 3), 200, dtype=np.uint8)
    assert (pipelines.shown(pipelines.wrapped(picture)) == 144).all()


def test_relabeled_changes_as_many_labels_as_it_says():
    _, labels = digits.gray()
    wrong, which = digits.relabeled(labels, 32, seed=0)
    assert np.array_equal(np.flatnonzero(wrong != labels), which)
    assert len(which) == 32


def test_mean_and_spread_are_those_of_the_pictures():
    pictures, _ = digits.colored()
    assert np.allclose((pictures / 255).mean(axis=(0, 1, 2)), digits.MEAN, atol=0.01)
    assert np.allclose((pictures / 255).std(axis=(0, 1, 2)), digits.STD, atol=0.01)
