"""How the tests are shared out among processes: what belongs together as one group, and the longest groups first.

A file is a group, since its tests share fixtures; so is the proof of a lab, a page's code, and whatever else costs
seconds by itself and shares nothing. ``tests/durations.json`` holds what each group took; it is only an order, so old
numbers, and another machine's, do no harm. ``python tools/test.py --durations`` writes it anew.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TypeVar

APART = (
    "tests/authoring/test_labs.py::test_the_lab_holds",
    "tests/chapters/test_code_on_pages.py::test_the_page_runs_from_its_first_block_to_its_last",
    "tests/grading/test_whole_way.py::test_right_and_wrong_answers_side_by_side_keep_their_verdicts",
    "tests/labs/test_alarms.py::test_right_alarms_are_right_on_every_draw_and_wrong_ones_on_none",
    "tests/labs/test_alarms.py::test_no_cheap_rule_replaces_an_alarm",
)
"""Tests whose every case is a group of its own."""
LEAST_SECONDS = 1.0
"""What took less is not kept: its place does not matter."""
_CASE = re.compile(r"(?P<test>.+?)(?:\[(?P<case>.*)\])?$")

T = TypeVar("T")


def group_of(test_id: str) -> str:
    """Return the group of a test, by its id in pytest; without a bracket: xdist wants "@" behind the last one."""
    test_id = test_id.replace("\\", "/")
    match = _CASE.match(test_id)
    if match and match["case"] and match["test"] in APART:
        # An alarm's three draws are made by one lab's code and kept for its answers and for the cheap rules.
        if match["test"].startswith("tests/labs/test_alarms.py::"):
            return "alarm: " + re.sub(r"(?<=\d)-\d+$", "", match["case"])
        case = match["case"]
        return f"{match['test'].rpartition('::')[2]}: {case}"
    return test_id.partition("::")[0]


def longest_first(items: Iterable[T], group: Callable[[T], str], seconds: Mapping[str, float]) -> list[T]:
    """Return the items group by group, the longest group first, in a group as they were."""
    of: dict[str, list[T]] = {}
    for item in items:
        of.setdefault(group(item), []).append(item)
    return [item for name in sorted(of, key=lambda name: (-seconds.get(name, 0.0), name)) for item in of[name]]


def read(path: Path) -> dict[str, float]:
    """Return the seconds of each group; none where nobody has measured."""
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def write(path: Path, reports: Iterable[tuple[str, float]]) -> None:
    """Write the seconds of all groups, from (test id, seconds) of their tests' parts."""
    found: dict[str, float] = {}
    for test_id, seconds in reports:
        name = group_of(test_id.rpartition("@")[0] if test_id.rfind("@") > test_id.rfind("]") else test_id)
        found[name] = found.get(name, 0.0) + seconds
    kept = {name: round(took, 1) for name, took in sorted(found.items()) if took >= LEAST_SECONDS}
    path.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8", newline="\n")
