"""Does the transfer table hold: is a cell made again the same, and is what the course says of it so?"""

import pytest

from tbxlab.transfer import table
from tbxlab.transfer.finetune import METHODS, STEPS


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
