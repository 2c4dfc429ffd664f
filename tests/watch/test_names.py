"""Is it known which names a cell binds, and which its value rests on?"""

import pytest

from tbxlab.watch.names import Names, names_of, reach


@pytest.mark.parametrize(
    ("source", "binds"),
    [
        ("x = 1", {"x"}),
        ("x, *y = z", {"x", "y"}),
        ("import os.path as p, sys", {"p", "sys"}),
        ("def f(a): b = 1", {"f"}),
        ("class C:\n    y = 1", {"C"}),
        ("for i in r: j = i", {"i", "j"}),
        ("with a as b: pass", {"b"}),
        ("(n := 3)", {"n"}),
        ("def f():\n    global g\n    g = 1", {"f", "g"}),
        ("[k for k in r]", set()),
        ("x.y = 1; x[0] = 2", set()),
    ],
)
def test_what_a_cell_binds(source, binds):
    assert names_of(source).binds == binds


@pytest.mark.parametrize(
    ("source", "needs", "later"),
    [
        ("y = f(x)", {"f", "x"}, set()),
        ("def f(a=d): return g(a)", {"d"}, {"g"}),
        ("class C(B):\n    y = z\n    def m(self): return w", {"B", "z"}, {"w"}),
        ("h = lambda q: q + v", set(), {"v"}),
        ("x = [f(i) for i in range(n)]", {"f", "range", "n"}, set()),
        ("def f():\n    return [g(i) for i in r]", set(), {"g", "r"}),
        ("def f(): return g()\ng()", {"g"}, {"g"}),
    ],
)
def test_what_a_cell_reads_at_once_and_what_when_its_functions_are_called(source, needs, later):
    found = names_of(source)
    assert (found.needs, found.later) == (needs, later)


def test_notebook_magic_is_no_obstacle():
    assert "x" in names_of("%matplotlib inline\n!ls\nx = y").binds
    assert "y" in names_of("%matplotlib inline\nx = y").needs


def test_a_cell_that_does_not_compile_has_no_names():
    assert names_of("def (") == Names()


def test_a_function_reads_what_the_functions_it_calls_read():
    cells = ["def f(x): return g(x)", "def g(x): return x * k", "k = 3 + m", "unrelated = other"]
    assert reach({"f"}, cells) == {"f", "g", "k"}, "k is a number by now, whatever m was"
