"""Has the decision tree each cause that the labs' checks and messages know, and none of its own?"""

import re
from pathlib import Path

from tbxlab.lab02.checks import reading as lab02
from tbxlab.lab03.checks import reading as lab03
from tbxlab.lab04.checks import reading as lab04
from tbxlab.lab05.checks import pipelines as lab05
from tbxlab.lab07.checks import patients as lab07
from tbxlab.lab08.checks import reading as lab08

TEXT = (Path(__file__).resolve().parents[2] / "chapters/reference/decision-tree.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in TEXT.splitlines()
    if line.startswith("|") and not line.startswith("|---")
]
UPPER = [row for row in ROWS if len(row) == 5 and row[0].isdigit()]
LOWER = [row for row in ROWS if len(row) == 4 and row[0] != "where to look"]
KNOWN = set().union(
    lab02.WOULD_SHOW, lab03.WOULD_SHOW, lab04.WOULD_SHOW, lab05.WOULD_SHOW, lab07.WOULD_SHOW, lab08.CAUSES
)


def cause(cell: str) -> str:
    """Return the cause that a cell names, as the labs spell it."""
    (name,) = re.findall(r"^`([^`]+)`", cell)
    return name


def test_the_page_has_each_cause_of_the_labs_once_and_no_other():
    found = [cause(row[3]) for row in UPPER] + [cause(row[2]) for row in LOWER]
    assert sorted(found) == sorted(KNOWN)


def test_the_questions_are_numbered_in_order():
    assert [int(row[0]) for row in UPPER] == list(range(1, len(UPPER) + 1))
    assert all(row[1].endswith("?") for row in UPPER)


def test_each_cause_has_what_to_look_for_and_a_next_experiment():
    assert all(all(row[1:]) for row in UPPER)
    assert all(all(row[1:]) for row in LOWER)
    assert LOWER[0][0], "an empty first cell means: as above"


def test_the_function_returns_the_causes_of_the_upper_table():
    (code,) = re.findall(r"^```python\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
    returned = re.findall(r'return "([^"]+)"|else "([^"]+)"', code)
    assert {name for pair in returned for name in pair if name} == {cause(row[3]) for row in UPPER}


def test_what_the_sheet_says_of_lab_02_is_its_lab_s_list():
    assert set(lab02.WOULD_SHOW) <= {cause(row[3]) for row in UPPER}
