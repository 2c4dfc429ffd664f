"""Are the alarms of every lab judged fairly: right ones pass on every draw, wrong ones on none?"""

import runpy

import pytest

from tbxlab.authoring.answers import answers_of
from tbxlab.course import manifest
from tbxlab.grading.alarms import AlarmCheck, enough
from tbxlab.grading.asking import Ring, ask, verdict_on
from tbxlab.grading.core import check_of

ALARMS = {
    exercise.id: lab
    for lab in manifest.load().labs
    for exercise in lab.exercises
    if isinstance(check_of(exercise.id), AlarmCheck)
}


def test_every_lab_from_the_second_on_has_an_alarm():
    assert [lab.number for lab in ALARMS.values()] == [f"{number:02d}" for number in range(2, len(ALARMS) + 2)]


def _ask(alarm, run, folder):
    """Ask as the check does; an alarm that raises rings at no step, and its check says so."""
    try:
        return ask(alarm, run, folder)
    except Exception:  # noqa: BLE001 - an answer's own code
        return Ring(-1, -1, -1)


@pytest.mark.parametrize("seed", [10, 11, 12])
@pytest.mark.parametrize("exercise", ALARMS)
def test_right_alarms_are_right_on_every_draw_and_wrong_ones_on_none(exercise, seed, tmp_path):
    draw = check_of(exercise).cohort.draw(seed)
    for answer in answers_of(ALARMS[exercise]):
        if answer.exercise == exercise and not (answer.caught or "").endswith("no-step"):
            alarm = runpy.run_path(str(answer.path))["alarm"]
            rings = [_ask(alarm, run, tmp_path / answer.path.stem / str(i)) for i, run in enumerate(draw.growing)]
            verdicts = [verdict_on(ring, window) for ring, window in zip(rings, draw.windows, strict=True)]
            assert (verdicts.count("right") >= enough(len(verdicts))) == (answer.caught is None), (
                f"{answer.label}: {verdicts}"
            )


@pytest.mark.parametrize("exercise", ALARMS)
def test_a_draw_is_logged_once_and_grows_in_a_directory_of_its_own(exercise, tmp_path):
    draw = check_of(exercise).cohort.draw(0)
    before = [file.read_bytes() for folder in draw.folders for file in sorted(folder.iterdir())]
    for _, run in draw.growing[0].grow(tmp_path):
        run.scalars.clear()
    for file in tmp_path.iterdir():
        file.write_bytes(b"")
    assert check_of(exercise).cohort.draw(0) is draw
    assert [file.read_bytes() for folder in draw.folders for file in sorted(folder.iterdir())] == before
    assert all(run.scalars for _, run in draw.growing[0].grow(tmp_path / "again"))
