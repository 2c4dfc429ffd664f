"""Does the transfer table hold: is a cell made again the same, and is what the course says of it so?"""

import pytest

from tbxlab.lab08 import table
from tbxlab.lab08.finetune import METHODS, STEPS


@pytest.fixture(scope="module")
def kept():
    return table.load()


def test_the_table_is_whole_and_of_the_settings_that_are_in_the_code(kept):
    assert kept["command"] == "tbxlab reproduce cnn"
    assert kept["steps"] == STEPS
    assert kept["seeds"] == list(table.SEEDS)
    assert list(kept["cells"]) == [str(n) for n in table.LABELS]
    for rows in kept["cells"].values():
        assert tuple(rows) == table.ROWS
        assert all(len(values) == len(table.SEEDS) for values in rows.values())


def test_each_method_has_the_rate_that_was_best_on_validation(kept):
    for method, accuracies in kept["sweep"]["rates"].items():
        assert METHODS[method].rate == float(max(accuracies, key=accuracies.get)), method
    assert not set(kept["sweep"]["seeds"]) & set(kept["seeds"])


@pytest.mark.parametrize("row", ["svm", "probe", "full"])
def test_a_cell_made_again_is_the_same(kept, row):
    assert table.cell(row, 3, 1) == pytest.approx(table.accuracies(kept, row, 3)[1], abs=table.TOLERANCE)


@pytest.mark.parametrize("per_class", table.LABELS)
def test_fine_tuning_beats_training_from_zero_for_every_seed(kept, per_class):
    """By at least 0.02 at the same number of steps: 15 of the 768 test pictures."""
    gain = table.accuracies(kept, "full", per_class) - table.accuracies(kept, "zero", per_class)
    assert gain.min() > 0.02


def test_fewer_labels_gain_more(kept):
    gains = [(table.accuracies(kept, "full", n) - table.accuracies(kept, "zero", n)).mean() for n in table.LABELS]
    assert gains == sorted(gains, reverse=True)
    assert gains[0] > 0.08
    assert gains[-1] < 0.05


def test_where_transfer_does_not_help(kept):
    """With 30 labels a class the machine on the pixels beats the frozen network; from zero, it always does."""
    assert table.accuracies(kept, "svm", 30).mean() > table.accuracies(kept, "probe", 30).mean() + 0.005
    for per_class in table.LABELS:
        means = {row: table.accuracies(kept, row, per_class).mean() for row in table.ROWS}
        assert means["svm"] > means["zero"]
        assert means["full"] > means["svm"]


def test_discriminative_rates_and_a_frozen_body_do_not_beat_plain_fine_tuning(kept):
    for per_class in table.LABELS:
        full = table.accuracies(kept, "full", per_class).mean()
        assert full > table.accuracies(kept, "discriminative", per_class).mean() + 0.005
        assert full > table.accuracies(kept, "probe", per_class).mean() + 0.01


def test_too_high_a_rate_wastes_the_pretraining_and_most_of_it_where_a_batch_is_not_all_there_is(kept):
    for per_class in (10, 30):
        assert (table.accuracies(kept, "rate too high", per_class) < table.accuracies(kept, "zero", per_class)).all()
    apart = (table.accuracies(kept, "full", 3) - table.accuracies(kept, "rate too high", 3)).mean()
    assert apart > 0.03


def test_training_from_zero_for_four_times_as_long_does_not_catch_up(kept):
    """It gains nothing with 3 labels a class, and a third to a half of the way with 30."""
    for per_class in table.LABELS:
        longer = table.accuracies(kept, table.LONGER, per_class)
        assert table.accuracies(kept, "full", per_class).mean() > longer.mean() + 0.01
    gained = [(table.accuracies(kept, table.LONGER, n) - table.accuracies(kept, "zero", n)).mean() for n in (3, 30)]
    assert gained[0] < 0.01 < gained[1]
