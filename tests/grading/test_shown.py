"""Is a check's answer short, well set, the same each time it passes, and are the hints one click away?"""

import re
import sys
import types
from html.parser import HTMLParser

import pytest

import tbxlab
from tbxlab.course import manifest
from tbxlab.grading import core, others, shown
from tbxlab.grading.verdict import Verdict

FOLLOWING = manifest.load().exercise("2.2")
LAST = f"Next: 2.2 {FOLLOWING.title}"
PASSED = Verdict("2.1", "passed", printed="something new each time")
OPEN = Verdict("2.1", "not-attempted", "not-attempted")
WRONG = Verdict("2.1", "raised", "unusable", {"error": "<b>x</b> & y"}, printed="a <i>debugging</i> print\n")


@pytest.fixture
def exercise():
    return manifest.load().exercise("2.1")


@pytest.fixture
def notebook(monkeypatch):
    """A notebook's shell that notes what is displayed."""
    displayed = []
    shell = types.SimpleNamespace(display_pub=types.SimpleNamespace(publish=displayed.append))
    monkeypatch.setitem(sys.modules, "IPython", types.SimpleNamespace(get_ipython=lambda: shell))
    return displayed


class Page(HTMLParser):
    """Reads HTML: the text, how deep each <details> lies, and that every tag is closed."""

    def __init__(self, html):
        super().__init__()
        self.text, self.open, self.depths, self.tags, self.links = "", [], [], set(), []
        self.feed(html)
        self.close()
        assert self.open == [], "a tag was not closed"

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.open.append(tag)
        if tag == "a":
            self.links.append(dict(attrs)["href"])
        if tag == "details":
            self.depths.append(self.open.count("details"))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def test_a_passed_exercise_looks_the_same_whatever_it_printed(exercise):
    other = Verdict("2.1", "passed")
    assert shown.as_lines(exercise, PASSED) == shown.as_lines(exercise, other) == [f"✓ 2.1 {exercise.title}", LAST]
    assert shown.as_html(exercise, PASSED) == shown.as_html(exercise, other)
    assert Page(shown.as_html(exercise, PASSED)).text.startswith(f"✓ 2.1 {exercise.title}{LAST}")


def test_the_hints_are_folded_one_into_the_other_where_it_is_not_right(exercise):
    for verdict in (OPEN, WRONG):
        page = Page(shown.as_html(exercise, verdict))
        assert page.depths == [1, 2, 3, 4]
        for hint in exercise.hints:
            assert re.sub(r"(?<=chapter )\*([^*]+)\*", r"\1", hint.splitlines()[0]) in page.text
    passed = Page(shown.as_html(exercise, PASSED)).text
    assert not any(hint.splitlines()[0] in passed for hint in exercise.hints)


def test_what_a_learner_wrote_is_text_and_no_page(exercise):
    page = Page(shown.as_html(exercise, WRONG))
    assert "<b>x</b> & y" in page.text
    assert "a <i>debugging</i> print" in page.text
    assert page.tags == {"div", "b", "details", "summary", "a"}, "no script among them"
    assert page.links
    assert all(link.startswith("/chapters/") for link in page.links), "and no link but those of the hints"


def test_a_notebook_shows_html_beside_the_line_that_is_compared(exercise, notebook, monkeypatch, capsys):
    monkeypatch.setattr(core, "_judge", lambda *_: PASSED)
    tbxlab.check("2.1", None)
    assert notebook == [{"text/plain": f"✓ 2.1 {exercise.title}\n{LAST}", "text/html": shown.as_html(exercise, PASSED)}]
    assert capsys.readouterr().out == ""


def test_in_a_notebook_the_message_stands_once_and_the_error_points_to_it(notebook, monkeypatch):
    monkeypatch.setattr(core, "_judge", lambda *_: WRONG)
    monkeypatch.delenv(core.EVIDENCE, raising=False)
    with pytest.raises(core.CheckFailed) as failed:
        tbxlab.check("2.1", None)
    assert "debugging" in notebook[0]["text/plain"]
    assert failed.value._render_traceback_() == ["✗ 2.1: what is wrong is shown above."]


def test_where_a_program_judges_the_error_says_it_all(notebook, monkeypatch, tmp_path):
    monkeypatch.setattr(core, "_judge", lambda *_: WRONG)
    monkeypatch.setenv(core.EVIDENCE, str(tmp_path))
    with pytest.raises(core.CheckFailed) as failed:
        tbxlab.check("2.1", None)
    assert failed.value._render_traceback_()[0].startswith("✗ 2.1 the check could not use your answer")


def test_plain_python_gets_the_plain_line(exercise, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "IPython", None)
    monkeypatch.setattr(core, "_judge", lambda *_: OPEN)
    tbxlab.check("2.1", None)
    assert capsys.readouterr().out == f"○ 2.1 {exercise.title}: not attempted yet\n"


def test_after_a_pass_the_other_right_ways_are_folded_under_it(exercise):
    page = Page(shown.as_html(exercise, PASSED))
    ways = others.others(manifest.load().lab("02"), exercise)
    assert ways
    assert page.depths == [1, *[2] * len(ways)]
    for way in ways:
        assert way.title in page.text
        assert "def log_loss" in way.code


def test_a_lab_s_last_exercise_leads_to_the_verdict_of_the_whole():
    last = manifest.load().lab("02").exercises[-1]
    assert (
        shown.as_lines(last, Verdict(last.id, "passed"))[1] == "That was the last exercise of this lab: tbxlab check 02"
    )
