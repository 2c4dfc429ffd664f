"""Does the authors' proof notice each way in which a lab may not hold?"""

import pytest

from tbxlab.authoring.verify import SEEDS, fresh, verify
from tbxlab.authoring.worker import Worker
from tbxlab.course import manifest
from tbxlab.grading import core
from tbxlab.grading.verdict import Verdict
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


@pytest.fixture
def draws(monkeypatch):
    """The seed that each answer is tried under, in order."""
    tried = []

    def answer(self, exercise_id, path, expression, seed):
        tried.append((path.stem, seed))
        caught = {"wrong_product": "steps-repeat", "wrong_two": ("steps-repeat", "steps-missing")[seed % 2]}
        return Verdict(exercise_id, "wrong", caught.get(path.stem, "steps-extra"), {})

    monkeypatch.setattr(Verdict, "words", "…")
    monkeypatch.setattr(Worker, "answer", answer)
    return tried


def add(course, name, first):
    (course / ANSWERS / name).write_text(f"{first}\n{RIGHT}", encoding="utf-8")


def test_every_answer_is_tried_under_every_seed_a_seed_at_a_time(tiny_course, draws):
    add(tiny_course, "wrong_two.py", "# caught: steps-repeat, steps-missing")
    lab = manifest.load().lab("02")
    outcome = verify(lab)
    assert draws == [(name, seed) for seed in (0, 1, 2) for name in ("wrong_product", "wrong_two")]
    assert [(count.seed, count.caught, count.passed) for count in outcome.counts] == [(0, 2, 0), (1, 2, 0), (2, 2, 0)]
    draws.clear()
    verify(lab, seeds=(8, 9))
    assert [seed for _, seed in draws] == [8, 8, 9, 9]


def test_a_message_that_depends_on_the_draw_is_named_or_told_with_its_seed(tiny_course, draws):
    add(tiny_course, "wrong_two.py", "# caught: steps-repeat")
    outcome = verify(manifest.load().lab("02"))
    (problem,) = [each for row in outcome.rows for each in row.problems if "wrong_two" in each]
    assert problem.startswith("2.1/wrong_two must get 'steps-repeat' and got 'steps-missing'")
    assert problem.endswith("(seed 1)")
    assert [count.caught for count in outcome.counts] == [2, 1, 2]
    assert [(row.wrong, row.caught) for row in outcome.rows] == [(2, 1)]


def test_fresh_seeds_are_none_of_the_usual_and_none_twice():
    drawn = fresh(8)
    assert len(set(drawn)) == 8
    assert not set(drawn) & set(SEEDS)


def test_the_evidence_that_the_solutions_step_left_is_judged_in_place_of_another_run(
    tiny_course, tmp_path, monkeypatch
):
    monkeypatch.setenv("TBXLAB_SOLVED", str(tmp_path))
    assert "its solution" not in problems(tiny_course), "what was left is another course's: it is run again"
    monkeypatch.setattr("tbxlab.authoring.verify.is_the_tests_course", lambda: True)
    assert problems(tiny_course).count("its solution is wrong") == 3, "no evidence is no pass"
    monkeypatch.setenv(core.EVIDENCE, str(tmp_path))
    monkeypatch.setenv(core.SEED, "0,1,2")
    core.check("2.1", lambda writer, loss, epoch, batch, n: writer.add_scalar("train/loss", loss, epoch * n + batch))
    assert "its solution" not in problems(tiny_course)
    assert sorted(path.name for path in tmp_path.glob("seed-*")) == ["seed-0", "seed-1", "seed-2"]


def test_under_several_seeds_a_check_fails_where_one_of_them_does(tiny_course, tmp_path, monkeypatch):
    monkeypatch.setenv(core.EVIDENCE, str(tmp_path))
    monkeypatch.setenv(core.SEED, "0,1,2")
    calls = []

    def late(writer, loss, epoch, batch, n):
        calls.append(n)
        writer.add_scalar("train/loss", loss, epoch * n + batch + (len(set(calls)) > 1))

    with pytest.raises(core.CheckFailed):
        core.check("2.1", late)


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
