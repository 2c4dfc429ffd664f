"""What 9.11 reads out of a text in Markdown: which sentences, on lines of their own or not, with which words beside."""

import pytest

from tbxlab.lab09.checks.seen import Number, apart, parse_entries

SENTENCES = ["Draws a line.", "Returns the mean.", "Sorts rows."]
AREAS = ["plotting", "metrics", "signal"]


def read(markdown):
    return parse_entries(markdown, SENTENCES, AREAS)


def test_an_entry_has_its_sentence_the_areas_in_their_order_and_the_numbers():
    (entry,) = read("- Draws a line. plotting, not metrics (0.93)")
    assert (entry.text, entry.line) == ("Draws a line.", "- Draws a line. plotting, not metrics (0.93)")
    assert entry.areas == ["plotting", "metrics"]
    assert entry.numbers == [Number(0.93, 2)]
    assert entry.has_words


def test_entries_come_in_the_order_of_the_text_and_what_is_no_sentence_gives_none():
    found = read("1. Sorts rows.\n2. Draws a line.\n3. Draws a circle.")
    assert [entry.text for entry in found] == ["Sorts rows.", "Draws a line."]
    assert read("nothing of them") == []


def test_areas_alone_are_no_words_but_the_head_of_a_table_is():
    assert not read("Draws a line. plotting metrics 0.93")[0].has_words
    assert read("| text | true | predicted |\n|-|-|-|\n| Draws a line. | plotting | metrics |")[0].has_words


@pytest.mark.parametrize(
    ("between", "own_line"),
    [
        ("\n", False),
        (" ", False),
        ("  \n", True),
        ("\\\n", True),
        ("<br>", True),
        ("\n\n", True),
        ("\n- ", True),
        ("\n2. ", True),
        ("</p><p>", True),
    ],
)
def test_a_newline_alone_begins_no_line_of_its_own(between, own_line):
    first, second = read(f"Draws a line.{between}Sorts rows.")
    assert first.own_line
    assert second.own_line == own_line


def test_what_is_in_a_block_of_code_or_a_row_of_a_table_has_its_own_line():
    fenced = "```\nDraws a line.\nSorts rows.\n```"
    assert apart(fenced, fenced.index("Draws"), fenced.index("Sorts"))
    rows = "text | area\n---|---\nDraws a line. | plotting\nSorts rows. | signal"
    assert [entry.own_line for entry in read(rows)] == [True, True]
    assert [entry.areas for entry in read(rows)] == [["plotting"], ["signal"]]


@pytest.mark.parametrize(
    ("number", "shows"),
    [
        (Number(0.93, 2), True),
        (Number(0.927, 3), True),
        (Number(92.7, 1), True),
        (Number(92.0, 0), True),
        (Number(93.0, 0), True),
        (Number(0.9, 1), False),
        (Number(0.91, 2), False),
        (Number(94.0, 0), False),
    ],
)
def test_a_share_is_shown_by_two_digits_or_a_percentage(number, shows):
    assert number.shows(0.9272) == shows
