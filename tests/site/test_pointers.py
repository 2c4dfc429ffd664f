"""Do hints lead to sections that are there, as links in a notebook and as addresses in a terminal?"""

import re
from pathlib import Path

import pytest
from markdown.extensions.toc import slugify
from typer.testing import CliRunner

from tbxlab import cli
from tbxlab.course import manifest
from tbxlab.environment import addresses
from tbxlab.grading import shown
from tbxlab.grading.verdict import Verdict
from tbxlab.site import pointers

CHAPTERS = Path(__file__).resolve().parents[2] / "chapters"
EXERCISES = [exercise for lab in manifest.load().labs for exercise in lab.exercises]


def headings(markdown: str) -> set[str]:
    """Return the anchors of a page's headings, as the site makes them."""
    text = re.sub(r"^ *```.*?^ *```", "", (CHAPTERS / markdown).read_text(encoding="utf-8"), flags=re.DOTALL | re.M)
    return {slugify(re.sub(r"[`*]", "", heading), "-") for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)
def test_the_pages_that_hints_name_are_there(exercise):
    for hint in exercise.hints[:3]:
        found = list(pointers.pointers(hint))
        assert len(found) == hint.count("the chapter *"), "a title that no chapter has"
        for pointer in found:
            assert pointers.anchor(pointer.section) in headings(pointer.markdown) | {""}, pointer.shown


def test_a_chapters_second_page_is_named_by_its_own_title():
    text = 'see the chapter *Reading loss curves*, "The alarm", and the chapter *Scalars*, "The right step"'
    found = [(each.markdown, each.section) for each in pointers.pointers(text)]
    assert found == [("02-reading.md", "The alarm"), ("02-scalars.md", "The right step")]


def test_the_section_decides_which_page_of_a_chapter_is_meant():
    text = 'the chapter *Scalars*, "The alarm", the chapter *Reading loss curves*, "Nowhere", the chapter *Scalars*'
    assert [each.markdown for each in pointers.pointers(text)] == ["02-reading.md", "02-reading.md", "02-scalars.md"]


def test_the_second_hint_of_most_exercises_names_its_page():
    assert sum(any(pointers.pointers(each.hints[1])) for each in EXERCISES) > 0.9 * len(EXERCISES)


@pytest.mark.parametrize("heading", ["The right step", "Sick: an if that was traced", "Text: the run card", "1 – é/b"])
def test_an_anchor_is_the_sites_own(heading):
    assert pointers.anchor(heading) == slugify(heading, "-")


HINT = 'Two values on one step: see the chapter *Scalars*, "The right step". 2 < 3.'


@pytest.fixture
def pointing(tiny_course):
    """The small course, whose second hint names a section of its chapter."""
    path = tiny_course / "src" / "tbxlab" / "lab02" / "words" / "en.toml"
    text = path.read_text(encoding="utf-8").replace('"second"', f"'{HINT}'")
    path.write_text(text, encoding="utf-8")
    return manifest.load().exercise("2.1")


@pytest.mark.parametrize(
    ("section", "page"),
    [
        ("Wrong labels", "05-images.md"),
        ("The confusion matrix", "05-results.md"),
        ("No such section", "05-images.md"),
        ("", "05-images.md"),
    ],
)
def test_of_a_chapter_with_two_pages_the_section_decides(section, page):
    assert pointers.page_with(section, "05-images.md") == page


def test_in_a_notebook_the_page_is_a_link(pointing):
    html = shown.as_html(pointing, Verdict("2.1", "wrong", "no-evidence"))
    assert '<a href="/chapters/02-scalars.md#the-right-step" target="_blank"' in html
    assert "Scalars, &quot;The right step&quot;</a>. 2 &lt; 3." in html
    assert "*Scalars*" not in html


def test_in_a_terminal_its_address_is_shown(pointing):
    ask = ("hint", "2.1", "-n", "2")
    lines = CliRunner().invoke(cli.app, ask).output
    assert "chapters/02-scalars.md" in lines
    assert "*" not in lines
    with addresses.noted({"site": "http://127.0.0.1:8123/?token=abc"}):
        lines = CliRunner().invoke(cli.app, ask).output
    assert "http://127.0.0.1:8123/02-scalars/#the-right-step" in lines
    assert "abc" not in lines


def test_a_skeleton_is_left_as_it_is(pointing):
    assert "fourth" in CliRunner().invoke(cli.app, ["hint", "2.1", "-n", "4"]).output
    assert list(pointers.pointers("a *b* c")) == []
