"""Is a prediction shown beside its outcome, and no other in its place?"""

import numpy as np
import pytest

from tbxlab.notebooks.guesses import guessed


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("points = 300", "Outcome: 100. Your guess: 300.\n"),
        ("points = 100", "Outcome: 100. Your guess: 100, which is right.\n"),
        ("points = ...", "Outcome: 100. Your guess: none.\n"),
        ("", "Outcome: 100. Your guess: none.\n"),
        ("other = 100", "Outcome: 100. Your guess: none.\n"),
    ],
)
def test_the_guess_is_what_its_own_cell_holds(capsys, source, shown):
    exec(f"{source}\nguessed('points', 100)", {"guessed": guessed})
    assert capsys.readouterr().out == shown


def test_without_an_outcome_the_guess_is_shown_alone(capsys):
    exec("a = (1, 2)\nguessed('a')", {"guessed": guessed})
    assert capsys.readouterr().out == "Your guess: (1, 2)\n"


def test_values_that_cannot_be_compared_as_one_are_shown(capsys):
    exec("a = 3\nguessed('a', np.array([3, 4]))", {"guessed": guessed, "np": np})
    assert capsys.readouterr().out == "Outcome: [3 4]. Your guess: 3.\n"
