"""Is a cell's name made and read in one way?"""

import pytest

from tbxlab.course import cell_ids


def test_an_exercise_and_its_check_have_cells_of_their_own():
    assert cell_ids.exercise_cell("2.10") == "ex-2-10"
    assert cell_ids.check_cell("2.10") == "check-2-10"


@pytest.mark.parametrize("made", [cell_ids.exercise_cell, cell_ids.check_cell])
def test_the_exercise_is_read_back_from_both(made):
    assert cell_ids.exercise_named(made("12.3")) == "12.3"


@pytest.mark.parametrize("other", ["lab02-003", "top", "ex-2", "ex-2-1-copy", ""])
def test_other_cells_belong_to_no_exercise(other):
    assert cell_ids.exercise_named(other) is None
