"""What the exercises of lab 08 rest on: answers that the logs decide clearly, copies that stand out, a fair alarm."""

import numpy as np
import pytest
import torch

from tbxlab import events
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.verdict import Wrong
from tbxlab.lab08 import digits, practice, sick, splits, table
from tbxlab.lab08.checks import card, cnn, leak, reading
from tbxlab.lab08.checks.reading import PATIENTS, QUESTIONS, SEEDS, SEEN, UNSURE, given

HALF_A_PICTURE = 0.5 / 253


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_comparison_hangs_on_how_a_curve_is_read_off(question):
    labels, one, other = QUESTIONS[question]
    apart = np.subtract(reading.ends(labels, one), reading.ends(labels, other))
    for change in (-HALF_A_PICTURE, HALF_A_PICTURE):
        changed = apart + np.sign(apart) * change
        decided = "more" if changed.min() > UNSURE else "less" if changed.max() < -UNSURE else "not decided"
        assert decided == reading.decided(labels, one, other)


def test_the_group_that_moved_most_is_clear():
    for method in reading.METHODS:
        found = reading.medians(method)
        factor = max(found.values()) / max(min(found.values()), 1e-12)
        assert max(found.values()) == 0 or not 1.3 < factor < 1.7
        first, second = sorted(found.values())[:-3:-1]
        assert reading.moved_most(method) in ("none", "all alike") or first > 1.3 * second


def test_the_gradient_names_another_group_than_the_update():
    """With discriminative rates, as the lab says: half the gradient of layer3, a sixth of its step."""
    scalars = given("30-discriminative-0").scalars
    grad, update = (
        np.median(scalars[f"{kind}/stem"].values) / np.median(scalars[f"{kind}/layer3"].values)
        for kind in ("grad", "update")
    )
    assert 0.4 < grad < 0.7
    assert 0.12 < update < 0.25


def test_what_the_lab_says_of_the_table_is_so():
    kept = table.load()
    gain = {n: table.accuracies(kept, "full", n) - table.accuracies(kept, "zero", n) for n in (3, 30)}
    assert [round(float(gain[n].mean()), 2) for n in (3, 30)] == [0.1, 0.03]


@pytest.mark.parametrize("patient", PATIENTS)
def test_each_patient_shows_its_own_cause_and_no_other(patient):
    scalars = given(f"patient-{patient}").scalars
    tags = {
        "head not in the optimizer": "update/head",
        "drifting BatchNorm": "batchnorm/shift",
        "validated in train mode": "val/accuracy",
        "wrong statistics": "input/mean",
        "learning rate too high": "update/layer3",
    }
    frozen = scalars["update/layer3"].values.max() == 0
    seen = {cause for cause, tag in tags.items() if SEEN[cause](scalars, tag).mean() > 0.5}
    # Where the body learns, BatchNorm has to follow it: that is no drift.
    seen -= set() if frozen else {"drifting BatchNorm"}
    assert seen == {PATIENTS[patient]} - {"healthy"}


def test_three_of_the_sick_hide_in_the_accuracy_and_two_do_not():
    ends = {name: given(f"patient-{name}").scalars["val/accuracy"].values[-1] for name in PATIENTS}
    assert all(abs(ends[name] - ends["c"]) < 0.08 for name in "ade")
    assert all(ends["c"] - ends[name] > 0.15 for name in "bf")


def test_copies_stand_out_from_what_is_only_alike():
    check = leak.TheLeak()
    for seed in range(12):
        for split in check.case(seed).given:
            train, validation = split.pictures()
            apart = sick.closest(train, validation).numpy()
            copies = np.isin(np.arange(len(validation)), split.copied()[0])
            assert not copies.any() or apart[copies].max() < 0.065
            assert apart[~copies].min() > 0.11  # the gap is as wide as the one in split c, from which it is read


def test_one_split_leaks_and_the_others_are_other_peoples_digits():
    for name in splits.SPLITS:
        train, validation = splits.pictures(name)
        share = (sick.closest(train[0], validation[0]) < 0.075).float().mean()
        assert share > 0.9 if name == "c" else share < 0.02
        assert leak.SPLITS[name] == splits.SPLITS[name].per_class
    ends = {name: given(f"split-{name}").scalars["val/accuracy"].values[-1] for name in splits.SPLITS}
    assert ends["c"] > max(ends["a"], ends["b"]) + 0.03


def test_the_given_splits_are_the_ones_that_the_lab_shows():
    for name in splits.SPLITS:
        (X, y), (X_val, y_val) = splits.pictures(name)
        from sklearn.svm import SVC

        from tbxlab.lab08.images import prepare

        X, X_val = (prepare(each).flatten(1).numpy() for each in (X, X_val))
        score = SVC(C=10.0).fit(X, y.numpy()).score(X_val, y_val.numpy())
        logged = given(f"split-{name}").scalars["baseline/val_accuracy"].values[-1]
        assert score == pytest.approx(logged, abs=0.011)


@pytest.mark.parametrize(
    ("text", "value", "percent"),
    [
        ("accuracy 0.8734.", 0.8734, False),
        ("| 87.3 % |", 87.3, True),
        ("(=1,797)", 1797, False),
        ("**0.94**", 0.94, False),
        ("rate: 1.25e-2", 0.0125, False),
        ("60 steps", 60, False),
    ],
)
def test_numbers_are_found_in_prose_and_tables(text, value, percent):
    assert [found[1:] for found in card.numbers(text)] == [(value, percent)]


def test_what_stands_beside_a_number_is_its_line_and_the_head_of_its_column():
    table = "text\n\n| Validation | Test |\n| --- | --- |\n| 0.91 | 0.93 |"
    assert "validation" in card.beside(table, table.index("0.91"))
    assert "test" not in card.beside(table, table.index("0.91"))
    assert "test" in card.beside(table, table.index("0.93"))
    assert card.beside("one\nTest: 0.93\nthree", 10) == "test: 0.93 one three"
    listed = "- one\n- Test: 0.93\n- three"
    assert card.beside(listed, listed.index("0.93")) == "- test: 0.93"
    assert "seed" in card.beside("## Seed\n\n7", 9)
    assert "seed" not in card.beside("## Seed\n\ntext\n\n7", 15)


def test_a_cards_numbers_cannot_be_taken_for_each_other():
    for seed in range(30):
        work = card.RunCard().case(seed).given
        facts = work.facts
        whole = [facts[name] for name in facts if isinstance(facts[name], int)]
        assert len(set(whole)) == len(whole)
        shares = [facts["baseline"], facts["validation_accuracy"], work.test_accuracy]
        assert np.diff(sorted(shares)).min() > 0.04


def test_an_impossible_card_is_no_crash(tmp_path):
    for text in ("```python\nmodel = 1 / 0\n```", "```python\nimport torch\nmodel = torch.nn.Linear(3, 2)\n```"):
        check, evidence = card.RunCard(), Evidence(tmp_path / str(len(text)))
        check.drive(lambda writer, facts, test, text=text: writer.add_text("card", text), check.case(0).given, evidence)
        assert Evidence(evidence.path).answers["reload"].startswith("raised ")
        assert not (evidence.path / "model.pt").exists()


def test_the_same_network_answers_otherwise_in_train_mode():
    """Without this, a card that forgets eval() could not be told from a right one."""
    model = cnn.DependsOnNeighbors().model("a ResNet in train mode", 0)
    X = torch.randn(8, 1, 16, 16, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        assert not torch.allclose(model(X), model.eval()(X), atol=0.01)


def test_only_logits_tell_that_a_picture_depends_on_its_neighbors():
    """Whoever compares answers, not logits, finds nothing: all networks answer the same to every picture."""
    check = cnn.DependsOnNeighbors()
    X = torch.randn(6, 1, 16, 16, generator=torch.Generator().manual_seed(0))
    for kind, right in cnn.MODELS.items():
        model = check.model(kind, 0)
        kept = {name: value.clone() for name, value in model.state_dict().items()}
        with torch.no_grad():
            whole = model(X)[:2]
            model.load_state_dict(kept)
            part = model(X[:2])
        assert set(whole.argmax(dim=1).tolist() + part.argmax(dim=1).tolist()) == {3}
        assert torch.allclose(whole, part, atol=1e-3) != right, kind


def right_of_ten(alarm, seed):
    draw = practice.COHORT.draw(seed)
    return sum(window.judge(alarm(draw.run(i))) == "right" for i, window in enumerate(draw.windows))


@pytest.mark.parametrize("level", [0.1, 0.2, 0.3, 0.5])
def test_no_level_of_the_training_loss_tells_what_is_over(level):
    def alarm(run):
        loss = run.scalars["train/loss"]
        low = np.flatnonzero(loss.values < level)
        return int(loss.steps[low[0]]) if len(low) else None

    assert max(right_of_ten(alarm, seed) for seed in (0, 1, 2)) < 9


@pytest.mark.parametrize("threshold", [0.4, 0.6, 0.8])
def test_no_distance_between_the_losses_tells_what_is_over(threshold):
    def alarm(run):
        loss, train = run.scalars["val/loss"], run.scalars["train/loss"]
        far = np.flatnonzero(loss.values - train.values > threshold)
        return int(loss.steps[far[0]]) if len(far) else None

    assert max(right_of_ten(alarm, seed) for seed in (0, 1, 2)) < 9


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("```json\n{}\n```\n\n```python\nx = 1\n```", "one of two"),
        ("```\nx = 1\n```", "none"),
        ("~~~py\nx = 1\n~~~", "tildes"),
    ],
)
def test_the_python_of_a_card_is_found_among_its_blocks(text, language):
    assert card.python(text).strip() == "x = 1"
    assert card.python("```json\n{}\n```") is None
    assert card.python("    ```python\n    x = 1\n    ```") is None


def test_a_value_is_no_validation_and_accurate_no_rate():
    assert card.says("| val/accuracy |", "val")
    assert not card.says("| value |", "val")
    assert card.says("learning_rate", "rate")
    assert not card.says("accurate", "rate")


def test_every_question_is_about_runs_that_are_there():
    for labels, *methods in QUESTIONS.values():
        for method in methods:
            for seed in SEEDS:
                assert given(f"{labels}-{method}-{seed}").scalars["val/accuracy"].steps[-1] == 60
    with pytest.raises(events.NoEvents):
        given("10-nothing-0")


def test_a_card_without_any_text_is_told(tmp_path):
    check = card.RunCard()
    evidence = Evidence(tmp_path)
    check.drive(lambda writer, facts, test_accuracy: None, check.case(0).given, evidence)
    with pytest.raises(Wrong):
        check.verify(Evidence(tmp_path), check.case(0))


def test_the_training_pool_knows_no_picture_of_the_test_set():
    """What the lab calls other people's handwriting: no copies between the three parts."""
    pool = digits.part(digits.TRAINING)[0]
    for which in (digits.VALIDATION, digits.TEST):
        assert sick.closest(pool, digits.part(which)[0]).min() > 0.03
