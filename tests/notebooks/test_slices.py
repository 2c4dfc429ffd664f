"""Are the cells found that an exercise can change, and those that others rest on?"""

import pytest

from tbxlab.notebooks import slices
from tbxlab.notebooks.flow import flow_of


@pytest.mark.parametrize(
    ("source", "reads", "binds"),
    [
        ("x = x + y", {"x", "y"}, {"x"}),
        ("x = 1\nprint(x)", {"print"}, {"x"}),
        ("for x in y:\n    z = x", {"y"}, {"x", "z"}),
        ("a += 1", {"a"}, {"a"}),
        ("r = [x for x in y if x > z]", {"y", "z"}, {"r"}),
        ("if c:\n    x = 1\nprint(x)", {"c", "print", "x"}, set()),
        ("try:\n    x = 1\nexcept E:\n    pass\nx", {"x", "E"}, set()),
        ("with w as f:\n    x = f", {"w"}, {"f", "x"}),
        ("with suppress(E):\n    x = f()\nx", {"suppress", "E", "f", "x"}, set()),
        ("def f(a=d):\n    return g(a)", {"d"}, {"f"}),
        ("import a.b\nfrom c import d as e\na, e", set(), {"a", "e"}),
        ("class C(B):\n    n = m\n    o = n", {"B", "m"}, {"C"}),
        ("k = lambda a=d: e", {"d"}, {"k"}),
        ("1 +", set(), set()),
    ],
)
def test_what_a_cell_reads_from_others_and_binds(source, reads, binds):
    assert (flow_of(source).reads, flow_of(source).binds) == (reads, binds)


CELLS = [
    "import torch\nfrom x import train, show, check",  # 0
    "data = train(0)",  # 1: a demonstration
    "def answer(a):\n    return helper(a)",  # 2: the exercise
    "def helper(a):\n    return a",  # 3
    "check(answer)",  # 4
    "found = answer(data)",  # 5: reads the exercise
    "show(found)",  # 6: indirectly
    "slow = train(1)",  # 7: a demonstration that nobody reads
    "found = train(2)",  # 8: bound anew
    "show(found)",  # 9: no longer the exercise's
]


def test_what_an_exercise_changes_is_found_and_ends_where_a_name_is_bound_anew():
    assert slices.affected(CELLS, [2]) == {2, 4, 5, 6}


def test_what_is_run_of_a_lab_as_it_is_given_has_what_it_needs_and_no_more():
    given = [*CELLS]
    given[2] = "def answer(a):\n    raise NotImplementedError"
    assert slices.starters(given, CELLS, checks=[4]) == [0, 1, 2, 4, 5, 6]


@pytest.mark.parametrize(
    ("change", "of"),
    [
        ("model.fit(1)", "model"),
        ("fit(model)", "model"),
        ("model.weight[0] = 1", "model"),
        ("fit(into=model)", "model"),
        ("_ = fit(*model)", "model"),
        ("torch.manual_seed(0)", "torch"),
    ],
)
def test_a_cell_that_changes_what_is_needed_is_needed(change, of):
    cells = ["import torch", "model = torch.Linear()", change, f"print({of})", "check(model)"]
    assert 2 in slices.needed(cells, [3])


def test_what_only_reads_is_not_needed():
    cells = ["import torch", "model = torch.Linear()", "print(len(model))", "n = torch.sum(1)", "check(model, torch)"]
    assert slices.needed(cells, [4]) == [0, 1, 4]
