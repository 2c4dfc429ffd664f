"""Are the alarms of every lab judged fairly: right ones pass on every draw, wrong ones on none?"""

import runpy

import pytest

from tbxlab.authoring.answers import answers_of
from tbxlab.course import manifest
from tbxlab.grading.alarms import ENOUGH, AlarmCheck
from tbxlab.grading.core import check_of

ALARMS = {
    exercise.id: lab
    for lab in manifest.load().labs
    for exercise in lab.exercises
    if isinstance(check_of(exercise.id), AlarmCheck)
}
OTHER = ("no-step", "hindsight")
"""Messages for answers that are no step, or that are right only about what they have already seen."""


def test_every_lab_from_the_second_on_has_an_alarm():
    assert [lab.number for lab in ALARMS.values()] == [f"{number:02d}" for number in range(2, len(ALARMS) + 2)]


@pytest.mark.parametrize("seed", [10, 11, 12])
@pytest.mark.parametrize("exercise", ALARMS)
def test_right_alarms_are_right_on_every_draw_and_wrong_ones_on_none(exercise, seed):
    draw = check_of(exercise).cohort.draw(seed)
    runs = [draw.run(i) for i in range(len(draw.members))]
    for answer in answers_of(ALARMS[exercise]):
        if answer.exercise == exercise and not (answer.caught or "").endswith(OTHER):
            alarm = runpy.run_path(str(answer.path))["alarm"]
            verdicts = [window.judge(alarm(run)) for window, run in zip(draw.windows, runs, strict=True)]
            assert (verdicts.count("right") >= ENOUGH) == (answer.caught is None), f"{answer.label}: {verdicts}"


@pytest.mark.parametrize("exercise", ALARMS)
def test_a_draw_is_logged_once_and_what_becomes_of_a_copy_does_not_reach_it(exercise, tmp_path):
    draw = check_of(exercise).cohort.draw(0)
    copies = draw.copy(lambda i: tmp_path / str(i))
    before = [run.read_bytes() for folder in draw.folders for run in sorted(folder.iterdir())]
    for copy in copies:
        for file in copy.iterdir():
            file.write_bytes(b"")
    assert check_of(exercise).cohort.draw(0) is draw
    assert [run.read_bytes() for folder in draw.folders for run in sorted(folder.iterdir())] == before
