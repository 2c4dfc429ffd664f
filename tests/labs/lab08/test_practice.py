"""Are the ten trainings of lab 08's alarm what they say: over, recovering from a bad spell, or improving?"""

import numpy as np
import pytest

from tbxlab.grading.asking import Window
from tbxlab.lab08 import cohort
from tbxlab.lab08 import practice as lab_practice
from tbxlab.lab08.cohort import EVERY, STEPS, UNSURE

SEEDS = (0, 1, 2)


@pytest.fixture(scope="module", params=SEEDS)
def ten(request):
    drawn = cohort.members(request.param)
    return list(zip(drawn, lab_practice.train(drawn), strict=True))


def test_six_of_ten_are_healthy_and_half_of_these_have_a_bad_spell():
    for seed in range(40):
        kinds = [member.kind for member in cohort.members(seed)]
        assert {kind: kinds.count(kind) for kind in set(kinds)} == {"improving": 3, "recovering": 3, "over": 4}


def test_what_is_over_rises_and_what_is_healthy_still_falls(ten):
    for member, curves in ten:
        noise_free = np.array(curves.noise_free)
        if member.kind == "over":
            assert noise_free[-1] > noise_free.min() + 2 * UNSURE
        else:
            assert noise_free[-1] < noise_free.min() + UNSURE / 10


def test_a_bad_spell_raises_the_loss_and_is_made_good(ten):
    for member, curves in ten:
        if member.kind == "recovering":
            at = member.spell[0] // EVERY
            noise_free = np.array(curves.noise_free)
            assert noise_free[at + 1 : at + 4].max() > noise_free[at] + 0.02
            assert noise_free[at + 15 :].max() < noise_free[at]


def test_no_height_of_the_loss_tells_what_is_over(ten):
    ends = {
        kind: [curves.loss[-1] for member, curves in ten if (member.kind == "over") == kind] for kind in (True, False)
    }
    assert max(ends[False]) > min(ends[True])


def test_windows_are_around_the_lowest_loss_of_what_is_over(ten):
    windows = cohort.windows([member for member, _ in ten], [curves for _, curves in ten], [])
    for (member, curves), window in zip(ten, windows, strict=True):
        if member.kind == "over":
            assert window.first <= EVERY * int(np.argmin(curves.noise_free)) < window.last - 100
        else:
            assert window == Window(None, None)


def test_practice_names_its_runs_by_what_they_are(tmp_path):
    practice = lab_practice.Practice(tmp_path)
    assert len(practice.runs) == 10
    for name, window in practice.windows.items():
        assert (window.first is None) == (not name.startswith("over"))
    assert practice.runs["over-1"].scalars["val/loss"].steps.tolist() == list(range(0, STEPS + 1, EVERY))
    assert "false" in practice.table(lambda run: 0)


def test_two_trainings_of_the_same_ten_are_the_same():
    drawn = cohort.members(5)
    first = lab_practice.train(drawn)
    assert lab_practice.train(drawn) == first
