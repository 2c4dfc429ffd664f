"""Does driving hold back output, catch what is raised, and leave the random state alone?"""

import random

import numpy as np
import pytest

from tbxlab.grading import driving
from tbxlab.grading.verdict import Wrong


def drive(call, answer=None):
    return driving.drive("9.1", call, answer, seed=0)


@pytest.mark.parametrize("blank", [..., [1, ...], {"a": (2, ...)}, (..., 1)])
def test_a_literal_that_still_holds_the_starters_dots_is_not_attempted(blank):
    assert drive(lambda: pytest.fail("must not run"), blank).outcome == "not-attempted"


@pytest.mark.parametrize("answer", [0, None, "", [], {}, np.zeros(3), print])
def test_an_answer_that_is_merely_empty_is_an_attempt(answer):
    assert drive(lambda: None, answer).passed


def test_a_starter_that_raises_not_implemented_is_not_attempted():
    def starter():
        raise NotImplementedError

    assert drive(starter).outcome == "not-attempted"


def test_a_library_that_raises_not_implemented_is_an_error_of_an_attempt():
    def answer():
        from tensorboardX.x2num import make_np

        make_np(None)

    verdict = drive(answer)
    assert verdict.outcome == "raised"
    assert "NoneType" in verdict.words


def test_an_exception_shows_the_learners_frames_and_never_ours(tmp_path):
    source = "def answer(x):\n    return half(x)\n\ndef half(x):\n    return x / 0\n"
    path = tmp_path / "learner.py"
    path.write_text(source, encoding="utf-8")
    namespace = {}
    exec(compile(source, str(path), "exec"), namespace)
    verdict = drive(lambda: namespace["answer"](1))
    assert verdict.outcome == "raised"
    assert verdict.params["error"] == "ZeroDivisionError: division by zero"
    assert "line 2 in answer: return half(x)" in verdict.params["frames"]
    assert "line 5 in half: return x / 0" in verdict.params["frames"]
    assert "driving" not in verdict.words


def test_sys_exit_in_an_answer_is_a_verdict():
    def leave():
        raise SystemExit(0)

    assert drive(leave).outcome == "raised"


def test_a_keyboard_interrupt_is_not_swallowed():
    def interrupt():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        drive(interrupt)


def test_what_is_printed_is_kept_and_not_shown(capsys):
    verdict = drive(lambda: print("a debugging print"))
    assert verdict.printed == "a debugging print\n"
    assert capsys.readouterr().out == ""


def test_a_flood_of_output_is_cut_to_its_end():
    verdict = drive(lambda: print("x" * 50_000 + "the end"))
    assert len(verdict.printed) < 3_000
    assert verdict.printed.endswith("the end\n")


def test_output_without_end_takes_no_more_memory_than_its_tail():
    stream = driving.Tail(size=10)
    sizes = set()
    for number in range(1000):
        assert stream.write(f"{number} " * 1000) == len(f"{number} ") * 1000
        sizes.add(len(str(stream)))
    assert sizes == {len("… ") + 10}
    assert str(stream) == "… 9 999 999 "


def test_short_output_is_kept_as_it_was_printed():
    stream = driving.Tail(size=10)
    print("12345", 789, end="!", file=stream)
    assert str(stream) == "12345 789!"


def test_wrong_raised_while_driving_is_a_verdict():
    def call():
        raise Wrong("not-plain", name="x", kind="object")

    verdict = drive(call)
    assert (verdict.outcome, verdict.message_id) == ("wrong", "not-plain")


def test_random_numbers_are_seeded_in_the_drive_and_go_on_after_it():
    torch = pytest.importorskip("torch")

    def draw():
        return random.random(), float(np.random.rand()), float(torch.rand(()))

    random.seed(5)
    np.random.seed(5)
    torch.manual_seed(5)
    undisturbed = [draw(), draw()]
    random.seed(5)
    np.random.seed(5)
    torch.manual_seed(5)
    drawn = []
    first = draw()
    drive(lambda: drawn.append(draw()))
    second = draw()
    drive(lambda: drawn.append(draw()))
    assert [first, second] == undisturbed
    assert drawn[0] == drawn[1]
