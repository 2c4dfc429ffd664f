"""What the exercises of lab 07 rest on: its fits show what is asked, and its alarm is fair."""

import math

import numpy as np
import pytest

from tbxlab import events
from tbxlab.course import folders
from tbxlab.grading.alarms import ENOUGH
from tbxlab.lab07 import cohort, practice
from tbxlab.lab07.checks import patients
from tbxlab.lab07.checks.misses import MISSES, MOST, MisclassifiedPictures, measures
from tbxlab.lab07.checks.reading import LOSS, NEAR, given
from tbxlab.lab07.cohort import GUESS

SEEDS = range(12)


@pytest.fixture(scope="module")
def cohorts():
    drawn = [cohort.members(seed) for seed in SEEDS]
    return [list(zip(members, practice.train(members), strict=True)) for members in drawn]


def curve(name, tag="epoch_loss"):
    part, fit = name.split("/")[1], name.split("/")[0]
    return patients.patient(fit)[part].scalars[tag]


# ---------------------------------------------------------------------------- what the points describe
def test_validation_lies_below_training_at_first_and_never_below_the_same_weights():
    train, validation, again = (given(f"a/{run}").scalars[LOSS].values for run in ("train", "validation", "again"))
    assert np.flatnonzero(validation < train).tolist() == [0, 1, 2, 3]
    assert not (validation < again).any()
    assert np.abs(validation - again).min() > 0.01
    assert np.abs(validation - train).min() > 0.03
    apart = np.sort(np.abs(train - again))
    assert apart[-1] - apart[-2] > 2 * NEAR  # no number passes for both


def test_the_chapter_s_table_is_of_another_fit():
    """Whoever copies its numbers has read nothing."""
    fits = [
        events.read_run(folders.given_folder(name)).scalars[LOSS].values[:3]
        for name in ("07_keras/a/train", "07_chapter/healthy-0/train")
    ]
    assert np.abs(fits[0] - fits[1]).max() > 0.1


# ---------------------------------------------------------------------------- the patients
def test_every_patient_has_a_cause_a_message_and_something_to_do():
    assert set(patients.PATIENTS.values()) == set(patients.WOULD_SHOW)
    assert {cause for cause in patients.NEXT.values() if cause} == set(patients.WOULD_SHOW)
    assert set(patients.SEEN) == set(patients.WOULD_SHOW)


def test_only_b_has_its_test_as_its_validation():
    for name in "bcdef":
        same = abs(curve(f"{name}/validation").values[-1] - curve(f"{name}/test").values[0])
        assert (same < 1e-5) == (name in "bd"), name
    assert curve("b/train").values[-1] < 1 < GUESS
    assert curve("d/test").values[0] == pytest.approx(GUESS, abs=1e-4)  # stuck: any examples give a guess


def test_only_d_begins_above_a_guess_and_stands_still():
    for name in "bcdef":
        loss = curve(f"{name}/train").values
        assert (loss.max() > GUESS + 0.5) == (name == "d")
        assert (np.isclose(loss, GUESS, atol=1e-3).sum() > 1) == (name == "d")


def test_only_e_begins_again():
    assert {name for name in "bcdef" if curve(f"{name}/train").runs_backwards} == {"e"}


def test_only_f_begins_later_than_one_epoch_and_where_no_training_begins():
    tag = "evaluation_loss_vs_iterations"
    assert {name for name in "bcdef" if curve(f"{name}/validation", tag).steps[0] != 25} == {"f"}
    assert {name for name in "bcdef" if curve(f"{name}/train").values[0] < 2} == {"f"}


def test_f_was_fitted_as_long_unseen_as_seen():
    steps = curve("f/validation", "evaluation_loss_vs_iterations").steps
    assert steps[0] - 25 == steps[-1] - steps[0] + 25


# ---------------------------------------------------------------------------- the misclassified pictures
@pytest.mark.parametrize("seed", range(8))
def test_the_surest_mistakes_are_neither_the_first_ones_nor_those_with_the_largest_logits(seed):
    exercise = MisclassifiedPictures()
    case = exercise.case(seed)
    X, logits, labels = exercise.data(case)
    wanted = exercise.expected(case)
    assert [len(each) for each in wanted] == [min(count, MOST) for count in MISSES]
    wrong = np.flatnonzero(logits.argmax(1) != labels[0][:, 0])
    right, *others = (wrong[np.argsort(measure)][:MOST].tolist() for measure in measures(logits, labels[0]))
    assert wanted[0] == right
    assert right not in others
    chances = np.exp(logits - logits.max(1, keepdims=True))
    certain = np.sort((chances / chances.sum(1, keepdims=True)).max(1)[wrong])
    assert np.diff(certain).min() > 1e-6  # more than float32 loses: the order is one order
    assert len({picture.tobytes() for picture in X.reshape(len(X), -1)[:, :24]}) == len(X)


# ---------------------------------------------------------------------------- the alarm
@pytest.mark.slow
def test_keras_works_the_loss_out_as_the_alarms_trainings_do():
    keras = pytest.importorskip("keras")
    torch = pytest.importorskip("torch")
    from tbxlab.lab07.stacked import cross_entropy

    rng = np.random.default_rng(0)
    outputs = rng.normal(0, 1, (200, 10)).astype("float32")
    outputs[:20] = -np.abs(outputs[:20])  # all clipped
    labels = rng.integers(10, size=200)
    for from_logits in (True, False):
        theirs = keras.losses.sparse_categorical_crossentropy(labels, outputs, from_logits=from_logits)
        ours = cross_entropy(torch.tensor(outputs), torch.tensor(labels), torch.tensor(from_logits))
        assert np.allclose(ours.numpy(), keras.ops.convert_to_numpy(theirs), rtol=1e-4, atol=1e-4)
        if not from_logits:
            assert np.allclose(ours[:20].numpy(), GUESS, atol=1e-5)
            assert 10 < ours.max() < 18.4


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_keras_s_own_trainings_give_the_same_signal(seed):
    """Six batches are enough: the loss of the first ones is far above a guess, or it is not."""
    pytest.importorskip("keras")
    from tbxlab.lab07.cnn import compiled, make_cnn
    from tbxlab.toy.photo_digits import load_data

    (x, y), _ = load_data()
    begins = {
        wrong: compiled(make_cnn(seed), from_logits=not wrong).fit(x[:192], y[:192], verbose=0).history["loss"][0]
        for wrong in (False, True)
    }
    assert begins[False] < GUESS + 0.15
    assert begins[True] > 2.9


def test_a_cohort_has_six_healthy_runs_of_three_kinds(cohorts):
    for members in cohorts:
        kinds = sorted(member.kind for member, _ in members)
        assert kinds == ["loud"] * 3 + ["mismatch"] * 4 + ["quick"] + ["slow"] * 2


def test_two_epochs_separate_sick_from_healthy(cohorts):
    for members in cohorts:
        high = {
            kind: [curves.loss[0] for member, curves in members if member.kind == kind]
            for kind in ("loud", "mismatch", "slow", "quick")
        }
        assert min(high["mismatch"] + high["loud"]) > 2.6 > max(high["slow"] + high["quick"])
        third = {
            kind: [curves.loss[2] for member, curves in members if member.kind == kind] for kind in ("loud", "mismatch")
        }
        assert max(third["loud"]) < 1.6 < min(third["mismatch"])


def test_the_slow_ones_stay_near_a_guess_for_some_epochs(cohorts):
    for members in cohorts:
        for member, curves in members:
            if member.kind == "slow":
                assert all(abs(value - math.log(10)) < 0.3 for value in curves.loss[:4])
                assert curves.loss == sorted(curves.loss, reverse=True)


def test_two_sick_ones_freeze_at_once_and_two_do_not_for_six_epochs(cohorts):
    for members in cohorts:
        sick = [np.array(curves.loss[1:7]) for member, curves in members if member.kind == "mismatch"]
        frozen = [abs(loss - GUESS).max() < 0.05 for loss in sick]
        assert sorted(frozen) == [False, False, True, True]
        assert all(loss.min() > 2.6 for loss, cold in zip(sick, frozen, strict=True) if not cold)


def right(cohort, alarm):
    return sum(
        cohort.window(member).judge(alarm(np.array(curves.loss), np.array(curves.accuracy))) == "right"
        for member, curves in cohort
    )


def test_the_two_epochs_pass_for_every_cohort(cohorts):
    found = [right(each, lambda loss, accuracy: 2 if loss[0] > 2.6 and loss[2] > 1.6 else None) for each in cohorts]
    assert min(found) == 10


@pytest.mark.parametrize("step", [None, *range(12)])
def test_no_constant_step_passes(cohorts, step):
    assert max(right(each, lambda loss, accuracy: step) for each in cohorts) < ENOUGH


LAZY = {
    "still high": lambda loss, accuracy: 1 if loss[1] > 2.6 else None,
    "above a guess at last": lambda loss, accuracy: 6 if loss[6] > 2.28 else None,
    "exactly a guess": lambda loss, accuracy: next((i for i in range(1, 7) if abs(loss[i] - GUESS) < 1e-3), None),
    "accuracy falls": lambda loss, accuracy: next((i for i in range(1, 7) if accuracy[i] < accuracy[i - 1]), None),
    "loss rises": lambda loss, accuracy: next((i for i in range(1, 7) if loss[i] > loss[i - 1]), None),
    "begins high": lambda loss, accuracy: 1 if loss[0] > 2.6 else None,
    "is high": lambda loss, accuracy: 2 if loss[2] > 1.6 else None,
    "near a guess": lambda loss, accuracy: next(
        (i for i in range(2, 12) if (abs(loss[i - 1 : i + 1] - GUESS) < 0.1).all()), None
    ),
    "accuracy": lambda loss, accuracy: 4 if accuracy[4] < 0.5 else None,
}


@pytest.mark.parametrize("name", LAZY)
def test_no_single_number_passes(cohorts, name):
    assert max(right(each, LAZY[name]) for each in cohorts) < ENOUGH
