"""Does the screen lead on to the exercise that a learner would do next?"""

import pytest

from tbxlab.course.manifest import Exercise, Lab
from tbxlab.grading.result import Report, Result
from tbxlab.grading.verdict import Verdict
from tbxlab.watch.cells import CodeCell
from tbxlab.watch.session import Look
from tbxlab.watch.view import Screen

POINTS = {"2.1": 2, "2.2": 0, "2.3": 0, "2.4": 3}
EXERCISES = tuple(
    Exercise(name, name, "core" if points else "further", "judgment", points, 5, ("h",) * 4)
    for name, points in POINTS.items()
)
LAB = Lab("02_x", "X", "I", "x.md", 30, 60, (), ("o",), EXERCISES)


def screen(outcomes, judged, **more):
    results = tuple(
        Result(each, Verdict(each.id, outcome, "no-evidence" if outcome == "wrong" else ""))
        for each, outcome in zip(EXERCISES, outcomes, strict=True)
    )
    made = Screen(LAB, "x.ipynb", True)
    made.take(
        Look(
            **{
                "report": Report(LAB, "x.ipynb", results, (), ()),
                "judged": judged,
                "ran": 2,
                "whole": False,
                "seconds": 0,
                "stale": (),
                "below": {},
                "lost": "",
            }
            | more
        )
    )
    return made


P, W, N = "passed", "wrong", "not-attempted"


@pytest.mark.parametrize(
    ("outcomes", "judged", "expected"),
    [
        ((N, N, N, N), ("2.1", "2.2", "2.3", "2.4"), "2.1"),
        ((W, N, N, N), ("2.1",), "2.1"),
        ((P, N, N, N), ("2.1",), "2.4"),  # points come first
        ((P, P, N, N), ("2.2",), "2.3"),  # whoever does the further ones goes on with them
        ((P, P, P, N), ("2.3",), "2.4"),
        ((W, N, N, P), ("2.4",), "2.1"),
        ((P, N, N, P), ("2.4",), "2.2"),
        ((P, W, N, N), ("2.2",), "2.2"),
        ((W, N, N, W), ("2.1", "2.4"), "2.1"),
        ((P, P, P, P), ("2.4",), None),
    ],
)
def test_it_leads_on(outcomes, judged, expected):
    found = screen(outcomes, judged).focus()
    assert (found and found.id) == expected


def test_before_the_first_verdict_it_is_the_first_exercise():
    assert Screen(LAB, "x.ipynb", True).focus().id == "2.1"


def test_cells_that_did_not_run_again_are_named_and_many_are_counted():
    cells = tuple(CodeCell(f"c{number}", "course", f"train({number})\nmore()") for number in range(4))
    (said,) = [doubt for doubt in screen((P, N, N, N), ("2.1",), stale=cells).doubts if "Not run again" in doubt]
    assert "'train(0)', 'train(1)', 2 more" in said
