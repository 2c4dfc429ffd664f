"""Are tests shared out in groups that stay together, the longest first?"""

import json

from xdist.scheduler import LoadGroupScheduling

from tbxlab.authoring import packing
from tbxlab.course import folders

LAB = "tests/authoring/test_labs.py::test_the_lab_holds"
PAGE = "tests/chapters/test_code_on_pages.py::test_the_page_runs_from_its_first_block_to_its_last"
ALARM = "tests/labs/test_alarms.py::test_right_alarms_are_right_on_every_draw_and_wrong_ones_on_none"
RULES = "tests/labs/test_alarms.py::test_no_cheap_rule_replaces_an_alarm"


def test_a_file_is_a_group_and_so_is_each_lab_and_each_page():
    assert packing.group_of("tests/watch/test_keys.py::test_one[a]") == "tests/watch/test_keys.py"
    assert packing.group_of("tests\\watch\\test_keys.py::test_two") == "tests/watch/test_keys.py"
    assert packing.group_of(f"{LAB}[01_installing]") != packing.group_of(f"{LAB}[02_scalars]")
    assert packing.group_of(f"{PAGE}[chapters/02-scalars.md]") == f"{PAGE.rpartition('::')[2]}: chapters/02-scalars.md"
    assert packing.group_of("tests/authoring/test_labs.py::test_the_page") == "tests/authoring/test_labs.py"


def test_xdist_shares_out_by_these_groups():
    """It splits the group from the id where it finds "@" behind the last bracket."""
    scheduling = LoadGroupScheduling.__new__(LoadGroupScheduling)
    for test_id in (f"{LAB}[02_scalars]", f"{PAGE}[chapters/02-scalars.md]", "tests/x.py::test[a@b]"):
        assert scheduling._split_scope(f"{test_id}@{packing.group_of(test_id)}") == packing.group_of(test_id)


def test_the_draws_of_one_alarm_stay_together():
    assert packing.group_of(f"{ALARM}[2.10-10]") == packing.group_of(f"{ALARM}[2.10-12]")
    assert packing.group_of(f"{ALARM}[2.10-10]") == packing.group_of(f"{RULES}[2.10]")
    assert packing.group_of(f"{ALARM}[2.10-10]") != packing.group_of(f"{ALARM}[3.10-10]")


def test_the_longest_group_comes_first_and_keeps_its_order():
    items = ["a1", "b1", "c1", "a2", "b2"]
    assert packing.longest_first(items, lambda item: item[0], {"b": 9.0, "c": 2.0}) == ["b1", "b2", "c1", "a1", "a2"]


def test_what_was_measured_is_written_by_group_without_what_is_short(tmp_path):
    path = tmp_path / "durations.json"
    assert packing.read(path) == {}
    case = f"{LAB}[02_scalars]"
    packing.write(path, [(f"{case}@{packing.group_of(case)}", 20.0), (case, 1.26), ("tests/x.py::test[a@b]", 0.4)])
    assert packing.read(path) == {"test_the_lab_holds: 02_scalars": 21.3}


def test_what_is_a_group_of_its_own_is_there():
    """A test that is renamed would be shared out with its file."""
    for test_id in packing.APART:
        path, _, name = test_id.partition("::")
        assert f"def {name}(" in (folders.root() / path).read_text(encoding="utf-8")


def test_the_committed_durations_are_of_groups_that_there_are():
    kept = json.loads((folders.root() / "tests" / "durations.json").read_text(encoding="utf-8"))
    apart = {test_id.rpartition("::")[2] for test_id in packing.APART}
    apart |= {packing.group_of(f"{test_id}[0]").partition(": ")[0] for test_id in packing.APART}
    strays = [name for name in kept if name.partition(": ")[0] not in apart and not (folders.root() / name).is_file()]
    assert strays == []
