"""Has each tracker of the table a column that is filled, sources, and a section on leaving it, and is the date there?

The page's own code runs the conversions, on tables as the trackers made them.
"""

import re
from pathlib import Path

import pytest

TEXT = (Path(__file__).resolve().parents[2] / "chapters" / "reference" / "trackers.md").read_text(encoding="utf-8")
TABLE = [line.strip("|").split(" | ") for line in TEXT.splitlines() if line.startswith(("| ", "|  |"))]
HEAD = next(row for row in TABLE if "TensorBoard" in row[1])
TRACKERS = {re.sub(r" [\d.]+ ?\|?$", "", name.strip()): at for at, name in enumerate(HEAD) if at}
SHORT = {"W&B": "Weights & Biases"}
ROWS = [row for row in TABLE if len(row) == len(HEAD)]


def test_the_trackers_of_the_table():
    assert list(TRACKERS) == ["TensorBoard", "trackio", "W&B", "MLflow", "SwanLab"]
    assert len(ROWS) == 6, "the head and five questions"


@pytest.mark.parametrize("tracker", TRACKERS)
def test_each_tracker_has_every_cell_and_a_section_on_leaving_it(tracker):
    assert all(row[TRACKERS[tracker]].strip(" |") for row in ROWS)
    assert re.search(rf"^## Leaving {re.escape(SHORT.get(tracker, tracker))}$", TEXT, re.MULTILINE)


@pytest.mark.parametrize("tracker", [name for name in TRACKERS if name != "TensorBoard"])
def test_what_is_said_of_another_program_has_a_source(tracker):
    assert sum("](https://" in row[TRACKERS[tracker]] for row in ROWS) >= 1


def test_the_page_says_when_it_was_looked_up():
    assert re.search(r"Looked up on \d{1,2} [A-Z][a-z]+ \d{4}", TEXT)


def test_each_service_that_closed_has_its_date_and_a_source():
    closed = [row for row in TABLE if len(row) == 3 and re.search(r"\b20\d\d\b", row[1])]
    assert len(closed) == 2
    assert all(row[1].count("](https://") >= 1 for row in closed)
