"""Does the authors' proof notice each way in which a lab may not hold?"""

import pytest

from tbxlab.authoring.verify import verify
from tbxlab.course import manifest
from tbxlab.notebooks import build

RIGHT = """\
def log_loss(writer, loss, epoch, batch, batches_per_epoch):
    writer.add_scalar("train/loss", loss, batch + batches_per_epoch * epoch)
"""
ANSWERS = "tests/answers/02_scalars/2.1"


def problems(tiny_course):
    outcome = verify(manifest.load().lab("02"))
    return "\n".join([*outcome.problems, *(each for row in outcome.rows for each in row.problems)])


def test_a_lab_with_too_few_answers_is_told_how_many_are_due(tiny_course):
    found = problems(tiny_course)
    assert "1 wrong answers, at least 3 are due" in found
    assert "no other right answer" in found


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("wrong_passes.py", "# caught: steps-repeat\n" + RIGHT, "is wrong and passed"),
        (
            "wrong_message.py",
            "# caught: steps-missing\n" + RIGHT.replace("batches_per_epoch *", "batch *"),
            "must get 'steps-missing' and got 'steps-",
        ),
        ("right_fails.py", RIGHT.replace("batch +", "1 + batch +"), "is right and was wrong"),
        ("right_raises.py", RIGHT.replace("writer.add", "writer.ad"), "is right and was raised"),
        ("unnamed.py", RIGHT, "name it wrong_<why>.py"),
        ("wrong_unmarked.py", RIGHT, "name it wrong_<why>.py"),
    ],
)
def test_an_answer_that_is_not_judged_as_its_file_says_is_told(tiny_course, name, text, why):
    (tiny_course / ANSWERS / name).write_text(text, encoding="utf-8")
    assert why in problems(tiny_course)


def test_a_starter_that_passes_a_solution_that_fails_and_a_stale_build_are_told(tiny_course):
    source = tiny_course / "solutions" / "02_scalars.py"
    text = source.read_text(encoding="utf-8")
    region = text[text.index("    ### BEGIN") : text.index("    ### END SOLUTION")]
    starter = region.replace("    writer", "    #: writer").replace("batch)\n", "batch)\n    #: return\n")
    mended = text.replace(region, starter + "    #: print('NotImplementedError')\n    pass\n")
    source.write_text(mended, encoding="utf-8")
    found = problems(tiny_course)
    assert "its starter is passed, not 'not attempted'" in found
    assert "its solution is wrong" in found
    assert "Run: tbxlab build 02" in found


def test_a_lab_that_stops_is_told_with_its_traceback(tiny_course):
    source = tiny_course / "solutions" / "02_scalars.py"
    source.write_text(source.read_text(encoding="utf-8") + "\n# %%\n1 / 0\n", encoding="utf-8")
    assert "ZeroDivisionError" in problems(tiny_course)
    assert not build.is_built(manifest.load().lab("02"))
