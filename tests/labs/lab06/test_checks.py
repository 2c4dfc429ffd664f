"""What the exercises of lab 06 rest on: their runs show what is asked, and their checks and alarms are fair."""

import numpy as np
import pytest

from tbxlab.course.words import words
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.verdict import Wrong
from tbxlab.lab06 import comparing
from tbxlab.lab06.checks import best, reading, resuming, search
from tbxlab.lab06.checks.alarm import ResumedAlarm
from tbxlab.lab06.checks.reading import CLAIMS, WOULD_SHOW, accuracy, given_runs, measured, shows
from tbxlab.lab06.runs import lab as makers


def rows(letter):
    return [run.hparams.values for run in given_runs(letter).values()]


def test_every_claim_has_a_verdict_and_a_message():
    assert set(CLAIMS.values()) == set(WOULD_SHOW)
    assert all(shows(letter, verdict) for letter, verdict in CLAIMS.items())


def test_only_the_budgets_of_a_differ():
    ends = {
        letter: {int(points.steps[-1]) for run in given_runs(letter).values() for points in run.scalars.values()}
        for letter in CLAIMS
    }
    assert {letter for letter, steps in ends.items() if len(steps) > 1} == {"a"}


def test_only_the_keys_of_e_differ_and_what_is_missing_makes_the_difference():
    differing = {letter for letter in CLAIMS if len({frozenset(values) for values in rows(letter)}) > 1}
    assert differing == {"e"}
    found = {True: [], False: []}
    for run in given_runs("e").values():
        found["momentum" in run.hparams.values].append(accuracy(run))
    assert min(found[True]) > max(found[False]) + 0.02


def test_only_d_was_measured_on_test_examples():
    assert {
        letter
        for letter in CLAIMS
        if any(tag.startswith("test/") for run in given_runs(letter).values() for tag in run.scalars)
    } == {"d"}


def test_b_differs_by_more_than_its_seeds_and_c_by_less_than_its_examples_can_tell():
    found = {
        rate: [accuracy(run) for run in given_runs("b").values() if run.hparams.values["rate"] == rate]
        for rate in (0.3, 0.01)
    }
    assert min(found[0.3]) > max(found[0.01]) + 0.023
    first, second = sorted(map(accuracy, given_runs("c").values()))[-2:][::-1]
    assert first - second < 0.023
    assert measured("c")["seeds"] == "1"


@pytest.mark.parametrize("seed", [3, 4, 5])
def test_what_b_and_e_say_holds_for_other_seeds_and_what_a_says_goes_with_the_budget(seed):
    assert comparing.train(0.3, 16, seed).accuracy > comparing.train(0.01, 16, seed).accuracy + 0.02
    with_it, without = (comparing.train(0.03, 16, seed, momentum=momentum).accuracy for momentum in (0.9, 0))
    assert with_it > without + 0.02
    long, short = (comparing.train(0.3, 64, seed, steps=steps).test for steps in (400, 50))
    assert long > short + 0.01
    assert long == pytest.approx(comparing.train(0.3, 16, seed, steps=400).test, abs=0.02)


def test_the_good_trials_have_every_width_and_the_rates_alone_in_common():
    good = reading.WhatMattered().good()
    assert {int(run.hparams.values["width"]) for run in good} == {4, 8, 16, 32, 64}
    rest = [run for run in given_runs("s").values() if run not in good]
    assert min(run.hparams.values["rate"] for run in good) > 2 * max(run.hparams.values["rate"] for run in rest)
    assert max(map(accuracy, rest)) < min(map(accuracy, good)) - 0.03  # no row is near the border of what is as good


def test_the_search_is_a_trial_for_each_number():
    assert len(given_runs("s")) == 20
    assert makers.search.__doc__


def test_most_rates_of_a_plain_scale_are_high():
    generator = np.random.default_rng(0)
    low = [(generator.uniform(0.001, 1, 20) < 0.0316).sum() for _ in range(2000)]
    assert np.mean(np.array(low) >= search.LOW_HALF) < 0.005
    logarithmic = [(generator.uniform(-3, 0, 20) < -1.5).sum() for _ in range(2000)]
    assert np.mean(np.array(logarithmic) < search.LOW_HALF) < 0.02


@pytest.mark.parametrize("seed", range(12))
def test_the_highest_row_of_6_4_is_never_of_a_setting_that_counts(seed):
    check = best.BestOverSeeds()
    cases = check.case(seed).given
    top = {name: value for name, value in max(cases, key=lambda row: row[1])[0].items() if name != "seed"}
    right = check.right(cases)
    assert top not in [line[0] for line in right]
    means = [line[1] for line in right]
    assert means == sorted(means, reverse=True)


def test_a_second_writer_within_a_second_is_caught_whenever_the_check_runs(tmp_path):
    from tensorboardX import SummaryWriter

    check = resuming.ResumedWithoutASeam()
    evidence = Evidence(tmp_path)
    check.drive(lambda folder, step: SummaryWriter(str(folder), purge_step=step), check.case(0).given, evidence)
    with pytest.raises(Wrong) as caught:
        check.verify(Evidence(tmp_path), check.case(0))
    assert caught.value.message_id == "seam-lost"


def test_a_message_of_the_alarm_shows_the_seam_or_says_that_there_is_none():
    check = ResumedAlarm()
    draw = check.cohort.draw(10)
    kinds = [member.kind for member in draw.members]
    assert check.shown(draw, kinds.index("through"))["seam"] == words("resumed-no-seam")
    at = kinds.index("weights")
    member, loss, rate = draw.members[at], *(draw.run(at).scalars[tag] for tag in ("val/loss", "learning_rate"))
    seam = loss.steps.tolist().index(member.stop) + 1
    described = {
        "before": member.stop,
        "after": member.back + 10,
        "loss_before": loss.values[seam - 1],
        "loss_after": loss.values[seam],
        "rate_before": rate.values[seam - 1],
        "rate_after": rate.values[seam],
        "purges": 2,
    }
    assert loss.steps[seam] == member.back + 10
    assert check.shown(draw, at)["seam"] == words("resumed-seam", described)
