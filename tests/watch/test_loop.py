"""Does the loop answer saves and keys, whatever the worker is doing?"""

import contextlib
import io
import queue

import pytest
from rich.console import Console

from tbxlab.course import progress
from tbxlab.grading.result import Report, Result
from tbxlab.grading.verdict import Verdict
from tbxlab.watch.cells import CodeCell
from tbxlab.watch.loop import Loop
from tbxlab.watch.session import Look
from tbxlab.watch.view import Screen
from tbxlab.watch.worker import Event

PASSED, WRONG = Verdict("2.1", "passed"), Verdict("2.1", "wrong", "no-evidence")


class Asked(list):
    """A worker that only notes what it is asked for."""

    request = list.append


@contextlib.contextmanager
def bar(what):
    shown.append(what)
    yield lambda done, total: shown.append((done, total))


shown = []


@pytest.fixture
def play(tiny_course):
    """Let the loop hear events; return what was asked of the worker, and what the screen showed at the end."""
    from tbxlab.course import manifest
    from tbxlab.notebooks import copies

    lab = manifest.load().lab("02")

    copies.begin(lab)
    path = copies.path_of(lab)

    def run(*events, terminal=True):
        out = io.StringIO()
        console = Console(file=out, force_terminal=terminal, width=200, color_system=None)
        asked, heard = Asked(), queue.Queue()
        screen = Screen(lab, path.name, terminal)
        loop = Loop(screen, path, asked, console, bar)
        for event in (*events, "q"):
            heard.put(Event("key", event) if isinstance(event, str) else event)
        loop.run(heard)
        last = out.getvalue().split("\x1b[2J")[-1] if terminal else out.getvalue()
        return asked, last, loop

    def look(verdict, **more):
        return Event(
            "look",
            Look(
                **{
                    "report": report(verdict),
                    "judged": ("2.1",),
                    "ran": 2,
                    "whole": False,
                    "seconds": 0.1,
                    "stale": (),
                    "below": {},
                    "lost": "",
                }
                | more
            ),
        )

    def report(verdict):
        return Report(lab, path, (Result(lab.exercises[0], verdict),), (), ("a note",))

    run.look, run.report = look, report
    return run


def test_it_looks_once_at_the_start_and_at_each_save(play):
    assert play(Event("save"), Event("save"))[0] == ["look"] * 3


def test_a_verdict_is_shown_with_its_message_and_what_it_leaves_open(play):
    stale = CodeCell("lab02-007", "course", "# Train it\nrun()")
    _, shown_last, _ = play(play.look(WRONG, stale=(stale,), below={"2.1": ["helper"]}))
    for words in ("✗ 2.1", WRONG.words[:40], "0 of 2 points", "a note", "# Train it", "helper", "quick verdict"):
        assert words in shown_last


def test_full_marks_are_told_and_are_the_exit_code(play):
    assert not play(play.look(WRONG))[2].full
    _, shown_last, loop = play(play.look(PASSED, whole=True))
    assert loop.full
    assert "Everything is right" in shown_last
    assert "tbxlab next" not in shown_last, "the verdict that counts is still to come"
    assert "tbxlab next" in play(Event("full", play.report(PASSED)))[1]


def test_h_shows_one_hint_after_the_other_until_the_next_verdict(play):
    assert "first" in play("h")[1]
    assert "second" in play("h")[1]
    assert progress.load()["2.1"]["hints"] == 2
    assert "third" not in play("h", play.look(WRONG))[1]


def test_h_says_so_where_nothing_is_left_to_hint_at(play):
    assert "no hint" in play(play.look(PASSED), "h")[1]


def test_l_lists_all_exercises(play):
    assert "0/2" in play(play.look(WRONG), "l")[1]
    assert "not judged yet" in play("l")[1]


def test_f_asks_for_the_full_check_which_leaves_nothing_open(play):
    asked, shown_last, loop = play(play.look(PASSED), "f", Event("full", play.report(WRONG)))
    assert asked == ["look", "full"]
    assert "these verdicts count" in shown_last
    assert "quick verdict" not in shown_last
    assert not loop.full


def test_a_lost_kernel_is_told_and_another_look_follows_at_once(play):
    asked, shown_last, _ = play(play.look(WRONG, lost="the kernel died"), play.look(WRONG))
    assert asked == ["look", "look"]
    assert "the kernel died" in shown_last
    assert "the kernel died" not in play(play.look(WRONG, lost="the kernel died"), Event("save"), play.look(WRONG))[1]


def test_a_notebook_that_cannot_be_judged_leaves_the_last_verdicts(play):
    shown_last = play(play.look(WRONG), Event("refused", "x.ipynb is no notebook"))[1]
    assert "x.ipynb is no notebook" in shown_last
    assert "✗ 2.1" in shown_last


@pytest.mark.parametrize(("keys", "said"), [("rx", "Nothing was put back"), ("re", "exercise 2.1"), ("ra", "the lab")])
def test_r_asks_and_puts_back_what_was_meant(play, tiny_course, keys, said):
    from tbxlab.notebooks import make

    path = tiny_course / "work" / "02_scalars.ipynb"
    mine = make.read(path)
    next(cell for cell in mine.cells if cell.id == "ex-2-1").source = "# Exercise 2.1\nmine = 1"
    mine.cells[0].source = "my own words"
    make.write(mine, path)
    shown_last = play(*keys)[1]
    assert said in shown_last
    now = path.read_text(encoding="utf-8")
    assert ("mine = 1" in now) == (keys == "rx")
    assert ("my own words" in now) == (keys != "ra")
    kept = list(path.parent.glob("*.mine-*.ipynb"))
    assert len(kept) == (keys != "rx")
    assert all("mine = 1" in each.read_text(encoding="utf-8") for each in kept)
    assert play.report(WRONG).notebook == path


def test_what_cannot_be_put_back_is_told(play, tiny_course):
    (tiny_course / "work" / "02_scalars.ipynb").write_text("broken", encoding="utf-8")
    assert "Nothing was put back" in play("r", "e")[1]


def test_an_error_of_ours_is_not_swallowed(play):
    with pytest.raises(ZeroDivisionError):
        play(Event("broken", ZeroDivisionError()))


def test_what_takes_long_shows_how_far_it_is(play, monkeypatch):
    monkeypatch.setattr("tbxlab.watch.loop.PATIENCE_SECONDS", 0)
    shown.clear()
    play(Event("progress", (1, 4)), Event("progress", (2, 4)))
    assert shown == ["Running the notebook", (1, 4), (2, 4)]


def test_without_a_terminal_it_prints_one_report_after_the_other(play):
    out = play(play.look(WRONG), play.look(PASSED), terminal=False)[1]
    assert "\x1b" not in out
    assert "h hint" not in out
    assert out.index("✗ 2.1") < out.index("✓ 2.1")
