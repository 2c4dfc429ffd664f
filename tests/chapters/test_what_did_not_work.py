"""Does each row of what did not work say how many seeds it rests on and who measured it, and is the rest asserted?"""

import re
from pathlib import Path

import pytest

TEXT = (Path(__file__).resolve().parents[2] / "chapters/reference/what-did-not-work.md").read_text(encoding="utf-8")
HEAD = "| tried | expected | measured | seeds | by |"
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in TEXT.splitlines()
    if line.startswith("|") and line != HEAD and not line.startswith("|---")
]
BY = ("runs", "page", "prototype", "review")
CODE = "\n".join(re.findall(r"^<!-- invisible-code-block: python\n(.*?)^-->$", TEXT, re.MULTILINE | re.DOTALL))


def plain(number: str) -> float:
    return float(number.replace("−", "-").replace(",", ""))


def test_each_table_has_the_same_head():
    assert TEXT.count("\n| tried ") == TEXT.count(HEAD) == 5
    assert len(ROWS) > 30


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0][:50])
def test_each_row_says_what_was_measured_with_how_many_seeds_and_by_whom(row):
    tried, expected, measured, seeds, by = row
    assert tried
    assert expected
    assert measured
    assert re.fullmatch(r"\d+(?: and \d+)?", seeds)
    assert by in BY


def test_each_source_is_explained_and_used():
    assert {row[4] for row in ROWS} == set(BY)
    assert all(f"\n- **{by}**: " in TEXT for by in BY)


@pytest.mark.parametrize("row", [row for row in ROWS if row[4] == "runs"], ids=lambda row: row[0][:50])
def test_numbers_of_training_runs_that_are_here_are_asserted(row):
    asserted = {plain(number) for number in re.findall(r"\d\.\d+", CODE)}
    numbers = [plain(number) for number in re.findall(r"\d\.\d{3}", row[2])]
    assert set(numbers) <= asserted
    assert numbers or "overlap" in row[2], "a row without numbers says that ranges overlap, which the page asserts"


def test_a_row_of_one_seed_is_not_called_anything_more():
    assert "Where the column *seeds* says 1, don't build on it." in TEXT
    assert sum(row[3] == "1" for row in ROWS) >= 1
