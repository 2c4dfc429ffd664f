"""Is the course's state summed up rightly, and the way on a sensible one?"""

import pytest

from tbxlab.course import overview
from tbxlab.course.manifest import Course, Exercise, Lab

DONE = {"passed": True}


def lab(number, points):
    exercises = tuple(
        Exercise(f"{number}.{at}", "x", "core" if each else "further", "judgment", each, 5, ("h",) * 4)
        for at, each in enumerate(points, 1)
    )
    return Lab(f"0{number}_x", f"Lab {number}", "I", "x.md", 30, 60, (), ("o",), exercises)


COURSE = Course("C", {"I": "Seeing", "II": "Later"}, (lab(1, [2, 0]), lab(2, [1, 3]), lab(3, [5])))


def go_on(passed, labs=None):
    found = overview.go_on(COURSE, dict.fromkeys(passed, DONE), labs or {})
    return found and found[1].id


def test_points_and_exercises_are_those_that_passed():
    exercises = {"1.1": DONE, "2.1": {"attempts": 3, "passed": False}}
    found = overview.standings(COURSE, exercises, {"01_x": {"seconds": 90}})
    assert [(each.right, each.points, each.seconds, each.begun, each.full) for each in found] == [
        (1, 2, 90, True, True),
        (0, 0, 0, True, False),
        (0, 0, 0, False, False),
    ]


@pytest.mark.parametrize(
    ("passed", "labs", "expected"),
    [
        ([], {}, "1.1"),
        (["1.1"], {}, "2.1"),  # a further exercise waits until the points are earned
        (["2.1"], {"02_x": {"last": 9}}, "2.2"),
        (["2.1", "2.2"], {"02_x": {"last": 9}, "03_x": {"last": 3}}, "3.1"),  # on from where one is
        (["2.1", "2.2", "3.1"], {"03_x": {"last": 9}}, "1.1"),  # and only then back
        (["1.1", "2.1", "2.2", "3.1"], {"03_x": {"last": 9}}, "1.2"),
        (["1.1", "1.2", "2.1", "2.2", "3.1"], {}, None),
        ([], {"99_gone": {"last": 9}}, "1.1"),
    ],
)
def test_the_way_goes_on_where_the_learner_is(passed, labs, expected):
    assert go_on(passed, labs) == expected


@pytest.mark.parametrize(("seconds", "text"), [(0, "–"), (29, "–"), (240, "4 min"), (3900, "1 h 05 min")])
def test_times_are_told_as_people_tell_them(seconds, text):
    assert overview.duration(seconds) == text
