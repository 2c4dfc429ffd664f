"""What the exercises of lab 09 rest on: what the runs show, over three seeds, and that alarms are judged fairly."""

import random
import runpy

import numpy as np
import pytest

from tbxlab.course import folders
from tbxlab.grading.alarms import ENOUGH
from tbxlab.lab09 import cohort, practice
from tbxlab.lab09.checks import reading, schedule, tiny
from tbxlab.lab09.checks.reading import accuracies, ends, given, mean, memory, separates


def test_the_claims_are_as_the_runs_say_and_each_word_is_right_once():
    truths = reading.truths()
    assert truths == {
        "A": "contradicted",
        "B": "shown",
        "C": "not in the log",
        "D": "contradicted",
        "E": "not in the log",
        "F": "contradicted",
    }


def test_with_8_labels_nothing_beats_the_probe_on_average():
    probe = mean(accuracies("probe", 8))
    assert all(mean(accuracies(method, 8)) < probe for method in ("tfidf", "lora", "full", "zero"))


@pytest.mark.parametrize("labels", [8, 32])
def test_fine_tuning_beats_training_from_zero_by_far(labels):
    """The transfer itself: at the same budget and labels, over three seeds; the tolerance is two standard errors."""
    uncertain = 2 * (0.5 * 0.5 / 400) ** 0.5  # of an accuracy over 400 sentences, at most
    gaps = np.subtract(accuracies("full", labels), accuracies("zero", labels))
    assert gaps.min() > 0.1 > uncertain


def test_lora_trains_a_hundredth_and_keeps_most_of_the_activations():
    trainable = {method: given(f"{method}-32-0").scalars["cost/trainable"].values[0] for method in ("lora", "full")}
    assert trainable["lora"] < trainable["full"] / 100
    assert memory("lora", "activations") > 0.5 * memory("full", "activations")
    assert memory("lora", "optimizer") < 0.01 * memory("full", "optimizer")


@pytest.mark.parametrize(
    ("fault", "tags"),
    [
        ("scrambled", {"train/loss", "val/loss", "val/accuracy"}),
        ("shuffled", {"train/loss", "val/loss", "val/accuracy"}),
        ("rate", {"train/loss", "val/loss", "val/accuracy"}),
        ("unmasked", set()),
        ("train-mode", set()),
    ],
)
def test_a_fault_shows_in_these_curves_and_no_others(fault, tags):
    assert {tag for tag in reading.WATCHED if separates(fault, tag)} == tags


def test_the_loss_falls_smoothly_where_the_vocabulary_is_scrambled():
    for seed in (0, 1, 2):
        loss = given(f"sick-scrambled-{seed}").scalars["train/loss"].values
        epochs = loss.reshape(6, 5).mean(axis=1)
        assert (np.diff(epochs) < 0).all()
        assert epochs[-1] < 0.3 * epochs[0]


def test_every_first_loss_is_that_of_guessing():
    for name in ("probe-8", "lora-8", "full-8", "full-32", "sick-unmasked", "sick-shuffled"):
        assert given(f"{name}-0").scalars["val/loss"].values[0] == pytest.approx(np.log(10), rel=0.03)


def test_a_collapsed_fine_tuning_run_sets_off_the_lab_s_own_alarm_and_a_healthy_one_does_not():
    for alarm in alarms("right").values():
        for seed in (0, 1, 2):
            assert alarm(given(f"full-8-{seed}")) is None
    assert max(ends("sick-rate", "val/accuracy")) == pytest.approx(0.1)


def right_of_ten(alarm, seed):
    draw = practice.COHORT.draw(seed)
    return sum(window.judge(alarm(draw.run(i))) == "right" for i, window in enumerate(draw.windows))


def alarms(prefix):
    files = sorted((folders.answers_dir() / "09_transformer" / "9.8").glob(f"{prefix}_*.py"))
    return {path.stem: runpy.run_path(str(path))["alarm"] for path in files}


@pytest.mark.parametrize("tag", ["val/loss", "train/loss", "grad/norm"])
@pytest.mark.parametrize("seed", [10, 11, 12])
def test_no_height_of_a_curve_is_right_as_an_alarm(tag, seed):
    for limit in 10.0 ** np.arange(-2, 2, 0.1):

        def too_high(run, limit=limit):
            points = run.scalars[tag]
            high = np.flatnonzero(points.values > limit)
            return int(points.steps[high[0]]) if len(high) else None

        assert right_of_ten(too_high, seed) < ENOUGH, limit


@pytest.mark.parametrize("seed", [10, 11, 12])
def test_no_one_step_is_right_for_all_runs_that_collapse(seed):
    windows = [member.window for member in cohort.members(seed) if member.jump_at is not None]
    assert all(any(window.judge(step) != "right" for window in windows) for step in range(0, 121, 5))


def test_the_made_vocabulary_is_tokenized_as_the_judging_side_thinks():
    draw = random.Random(3)
    for words in (3, 10, 40):
        text = tiny.sentence(draw, words)
        ids = tiny.tokenizer()(text)["input_ids"]
        assert tiny.tokenizer().convert_ids_to_tokens(ids) == tiny.tokens(text)


@pytest.mark.parametrize("seed", range(5))
def test_the_ninetieth_percentile_by_any_definition_is_accepted(seed):
    check = schedule.ClipAndWarmUp()
    for log in check.case(seed).given:
        if log.kind != "clipped":
            for method in ("linear", "lower", "higher", "inverted_cdf", "median_unbiased"):
                check.verify_clip(log, float(np.quantile(log.norms, 0.9, method=method)))
