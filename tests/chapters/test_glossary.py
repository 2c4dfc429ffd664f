"""Is each term of the glossary on the page that it links to, in order, once, and in words that the style keeps?"""

from pathlib import Path

import pytest

from tbxlab.authoring import glossary, style
from tbxlab.authoring.glossary import Entry

ROOT = Path(__file__).resolve().parents[2]
CHAPTERS, CONFIG = ROOT / "chapters", ROOT / "mkdocs.yml"
TEXT = (CHAPTERS / glossary.PAGE).read_text(encoding="utf-8")
ENTRIES = glossary.entries(TEXT)
STANDARD = (
    "gradient norm",
    "learning rate",
    "output",
    "probability",
    "smoothing",
    "standard deviation",
    "training run",
)
"""Terms that STYLE prescribes where another word is dropped; two of them are everyday words, and need no entry."""


def test_each_term_is_on_the_page_that_its_row_links_to():
    mend = "python -m tbxlab.authoring.glossary --write"
    assert list(glossary.faults(TEXT, CHAPTERS, CONFIG)) == [], mend


def test_terms_are_in_order_and_none_is_there_twice():
    terms = [entry.term.casefold() for entry in ENTRIES]
    assert terms == sorted(set(terms))
    assert len(terms) == TEXT.count("\n| ") - 1, "a row that could not be read"


def test_each_row_is_one_sentence_with_its_chinese_term():
    for entry in ENTRIES:
        assert entry.chinese.strip(), entry.term
        assert entry.sentence.endswith("."), entry.term
        assert entry.sentence.count(". ") == 0, entry.term
        assert entry.sentence[0].isupper(), entry.term


def test_the_terms_are_the_ones_that_the_style_keeps():
    terms = {entry.term for entry in ENTRIES}
    assert set(STANDARD) - terms == {"output", "probability"}
    dropped = [each for entry in ENTRIES for each in style.terms_in(f"{entry.term}. {entry.sentence}")]
    assert dropped == []


@pytest.fixture
def small(tmp_path):
    """Chapters of two pages, and the contents' list that names them."""
    (tmp_path / "reference").mkdir()
    (tmp_path / "01-a.md").write_text("# First\n\nThe event\nfiles. <!-- a mask -->\n", encoding="utf-8")
    (tmp_path / "reference/b.md").write_text("# Second\n\nA mask, a NaN, PR Curves.\n", encoding="utf-8")
    config = tmp_path / "mkdocs.yml"
    config.write_text("nav:\n  - B: reference/b.md\n  - A: 01-a.md\n  - G: reference/glossary.md\n", encoding="utf-8")
    return tmp_path, config


def test_a_wrong_link_is_named_and_put_right(small):
    chapters, config = small
    head = "| Term | 中文 | S | P |\n|---|---|---|---|\n"
    text = f"{head}| event file | 事件文件 | A file. | [x](b.md) |\n| mask | 掩码 | An array. |  |\n"
    assert list(glossary.faults(text, chapters, config)) == [
        "event file: not on reference/b.md; the first that has it: 01-a.md",
        "mask: not on a page; the first that has it: reference/b.md",
    ]
    mended = glossary.written(text, chapters, config)
    assert "| event file | 事件文件 | A file. | [01 First](../01-a.md) |" in mended
    assert "| mask | 掩码 | An array. | [Second](b.md) |" in mended
    assert list(glossary.faults(mended, chapters, config)) == []


def test_a_term_that_no_page_has_is_named_and_its_row_kept(small):
    chapters, config = small
    text = "| rollback | 回滚 | Going back. | [01 First](../01-a.md) |\n"
    assert list(glossary.faults(text, chapters, config)) == ["rollback: not on 01-a.md; the first that has it: none"]
    assert glossary.written(text, chapters, config) == text


def test_a_page_chosen_by_hand_stays_while_the_word_is_on_it(small):
    chapters, config = small
    (chapters / "01-a.md").write_text("# First\n\nA mask.\n", encoding="utf-8")
    text = "| mask | 掩码 | An array. | [Second](b.md) |\n"
    assert glossary.written(text, chapters, config) == text


@pytest.mark.parametrize(
    ("text", "term", "found"),
    [
        ("two event\nfiles", "event file", True),
        ("Batches", "batch", True),
        ("nan", "NaN", False),
        ("The PR Curves tab", "PR CURVES", True),
        ("pr curves", "PR CURVES", False),
        ("an unmasked row", "mask", False),
        ("the rank of a matrix", "rank (of a matrix)", True),
        ("mini-batch", "batch", False),
    ],
)
def test_what_counts_as_a_term_s_occurrence(text, term, found):
    assert glossary.has(text, term) is found


def test_an_entry_s_page_is_below_the_chapters():
    assert Entry("a", "b", "c", "[x](../02-scalars.md)").page == "02-scalars.md"
    assert Entry("a", "b", "c", "[x](commands.md)").page == "reference/commands.md"
    assert Entry("a", "b", "c", "").page == ""
