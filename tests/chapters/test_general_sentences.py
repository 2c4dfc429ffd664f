"""Is every general sentence of the pages accepted, and does the guard notice what it has to?"""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from tbxlab.authoring import prose
from tbxlab.authoring.prose import Accepted
from tbxlab.authoring.sentences import Page
from tbxlab.cli import app

ROOT = Path(__file__).resolve().parents[2]
PAGES = prose.pages(ROOT)
PAGE = """# Every curve

First words: nothing here is code.

![All curves fall.](a.svg#only-light)
![All curves fall.](a.svg#only-dark)

## A section

Body text may say that nobody knows. **No curve shows it.** And **never** alone is emphasis.

| tag | what |
|---|---|
| `all` | only the last |

<figure>
<figcaption>Gradients reach
nothing.</figcaption>
</figure>

```python
print("always code")
```

<!-- invisible-code-block: python
assert not any("nobody" in each for each in ["all"])
-->

## Check yourself

??? question "Does nobody ask?"

    No. A run cannot tell. With plain SGD it never
    does.

## What to take away

- With 8 labels nothing beats
  the probe.
- In these three seeds nothing beats the probe.

## Where to read on

- All of it.
"""


@pytest.fixture
def page(tmp_path):
    file = tmp_path / "09-page.md"
    file.write_text(PAGE, encoding="utf-8")
    return file


def listed(file, reviewed=Path("nowhere.toml")):
    return [(each.line, each.place, each.text) for each in prose.look(file, reviewed).unlisted]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_general_sentence_is_accepted(page):
    assert prose.look(page, PAGES[page]).lines() == []


def test_no_file_of_accepted_sentences_is_without_its_page():
    assert set((ROOT / "tests/chapters/reviewed").iterdir()) <= set(PAGES.values())


def test_sentences_are_found_in_their_places_and_nowhere_else(page):
    assert listed(page) == [
        (1, "heading", "Every curve"),
        (3, "first screen", "First words: nothing here is code."),
        (5, "caption", "All curves fall."),
        (10, "in bold", "**No curve shows it.**"),
        (14, "table cell", "only the last"),
        (17, "caption", "Gradients reach nothing."),
        (33, "quiz answer", "A run cannot tell."),
        (38, "take-away", "With 8 labels nothing beats the probe."),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "With 8 labels a class nothing beats the probe.",
        "Nothing here beats the probe.",
        "No curve shows it.",
        "There is only one cause.",
        "It always helps.",
        "A run never shows it.",
        "All of them fall in the same way.",
        "Any optimizer does it.",
        "Each time it ends higher.",
        "It has one cause.",
        "Nobody can tell them apart.",
        "Whoever looks twice has tuned.",
        "Everything is learned by then.",
    ],
)
def test_a_sentence_without_a_scope_is_general(sentence):
    assert prose.general(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "With each of the three seeds nothing beats the probe.",
        "In these three seeds no curve shows it.",
        "With plain SGD a lower clip is always a lower rate.",
        "On this page nothing else was run.",
        "The call `add_all(only=True)` is one line.",
        "No. It depends on the batch.",
        "It is not at all clear, and no longer true.",
    ],
)
def test_a_scope_an_idiom_and_code_are_left_alone(sentence):
    assert prose.general(sentence) == []


def test_an_accepted_sentence_is_quiet_until_it_is_edited(page, tmp_path):
    reviewed = tmp_path / "09-page.toml"
    prose.save(
        reviewed, [Accepted("No.", reason="x")] + [Accepted(each[2], reason="looked at") for each in listed(page)]
    )
    assert listed(page, reviewed) == []
    assert prose.look(page, reviewed).faults == ["stale: no such general sentence on the page any more: No."]
    page.write_text(PAGE.replace("A run cannot tell", "A run can never tell"), encoding="utf-8")
    assert [each[2] for each in listed(page, reviewed)] == ["A run can never tell."]
    assert any("A run cannot tell." in fault for fault in prose.look(page, reviewed).faults)


@pytest.mark.parametrize(
    ("grounds", "fault"),
    [
        ({}, "give one of"),
        ({"reason": " "}, "give one of"),
        ({"reason": "a", "scope": "A run"}, "give one of"),
        ({"asserted": "assert nothing.like(this)"}, "stale: no block of code"),
        ({"scope": "in seven seeds"}, "is no scope"),
        ({"scope": "here"}, "is no scope"),
        ({"asserted": 'assert not any("nobody" in each'}, None),
        ({"scope": "A run"}, None),
        ({"reason": "a definition"}, None),
    ],
)
def test_an_acceptance_rests_on_one_thing_that_stands(grounds, fault):
    faults = Accepted("A run cannot tell.", **grounds).faults(Page.parse(PAGE), found=True)
    assert (faults == []) if fault is None else (len(faults) == 1 and fault in faults[0])


def test_an_acceptance_falls_with_its_assertion(page, tmp_path):
    reviewed = tmp_path / "09-page.toml"
    prose.save(reviewed, [Accepted("A run cannot tell.", asserted='"nobody" in each for each in ["all"]')])
    assert prose.look(page, reviewed).faults == []
    page.write_text(PAGE.replace('["all"]', '["none"]'), encoding="utf-8")
    assert "on which this rests" in prose.look(page, reviewed).faults[0]


def test_a_draft_waits_for_its_reasons(page, tmp_path):
    reviewed = tmp_path / "09-page.toml"
    prose.save(reviewed, [Accepted('It\'s gone: "all".', reason="x"), Accepted("Every curve", reason="a name")])
    assert prose.draft(prose.look(page, reviewed), reviewed) == 7
    report = prose.look(page, reviewed)
    assert report.unlisted == []
    assert ["give one of" in fault for fault in report.faults] == [True] * 7
    assert prose.load(reviewed)[0] == Accepted("Every curve", reason="a name")


def test_quotes_survive_the_file(tmp_path):
    kept = [Accepted('It\'s "all" \\ that.', asserted="x == 'a'"), Accepted('Only `"a"`.', reason="it isn't")]
    prose.save(tmp_path / "a.toml", kept)
    assert prose.load(tmp_path / "a.toml") == kept


def test_the_command_lists_and_fails(monkeypatch, tmp_path):
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters" / "09-page.md").write_text(PAGE, encoding="utf-8")
    monkeypatch.setattr("tbxlab.course.folders.root", lambda: tmp_path)
    done = CliRunner().invoke(app, ["prose"])
    assert done.exit_code == 1
    assert "8 general sentences are not accepted" in done.output
    assert "09-page.md:38: take-away, nothing: With 8 labels nothing beats the probe." in done.output
    assert CliRunner().invoke(app, ["prose", "--draft"]).exit_code == 1
    assert "8 acceptances do not stand" in CliRunner().invoke(app, ["prose", "09-page"]).output
    assert CliRunner().invoke(app, ["prose", "10-none"]).exit_code != 0
