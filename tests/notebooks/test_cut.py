"""Is a solution cut out whole, and what stands in its place?"""

import pytest

from tbxlab.notebooks.cut import BadSource, starter

CASES = {
    "a function raises only when it is called": (
        "# E\ndef f(x):\n    '''Doc.'''\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION",
        "# E\ndef f(x):\n    '''Doc.'''\n    raise NotImplementedError",
    ),
    "starter lines come first": (
        "# E\ndef f(x):\n    ### BEGIN SOLUTION\n    #: # Double x.\n    return 2 * x\n    ### END SOLUTION",
        "# E\ndef f(x):\n    # Double x.\n    raise NotImplementedError",
    ),
    "starter lines keep their indentation": (
        "# E\ndef f(x):\n    ### BEGIN SOLUTION\n    #: for i in x:\n    #:     ...\n    pass\n    ### END SOLUTION",
        "# E\ndef f(x):\n    for i in x:\n        ...\n    raise NotImplementedError",
    ),
    "literals become dots, once each": (
        "# E\n### BEGIN SOLUTION\na = 1\nb, c = 2, 3\na = 4\n### END SOLUTION",
        "# E\na = ...\nb = ...\nc = ...",
    ),
    "a literal whose starter is written out is not given twice": (
        "# E\n### BEGIN SOLUTION\n#: a = ...  # a step\na = 1\n### END SOLUTION",
        "# E\na = ...  # a step",
    ),
    "two regions in one cell": (
        "# E\n### BEGIN SOLUTION\na = 1\n### END SOLUTION\nx = 0\n### BEGIN SOLUTION\nb = 1\n### END SOLUTION",
        "# E\na = ...\nx = 0\nb = ...",
    ),
    "methods of a class": (
        "# E\nclass A:\n    def f(self):\n        ### BEGIN SOLUTION\n        return 1\n        ### END SOLUTION",
        "# E\nclass A:\n    def f(self):\n        raise NotImplementedError",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_starter_is(case):
    source, wanted = CASES[case]
    assert starter(source) == wanted


@pytest.mark.parametrize(
    "source",
    [
        "# E\nx = 1",
        "# E\n### BEGIN SOLUTION\nx = 1",
        "# E\nx = 1\n### END SOLUTION",
        "# E\n### BEGIN SOLUTION\n### BEGIN SOLUTION\n### END SOLUTION\n### END SOLUTION",
        "# E\n### BEGIN SOLUTION\nprint(1)\n### END SOLUTION",
        "# E\ndef f(:\n    ### BEGIN SOLUTION\n    pass\n    ### END SOLUTION",
    ],
)
def test_a_cell_that_cannot_be_cut_is_refused(source):
    with pytest.raises(BadSource):
        starter(source)


def test_no_word_of_a_solution_is_left():
    source = "# E\ndef f():\n    ### BEGIN SOLUTION\n    secret = 42\n    return secret\n    ### END SOLUTION\n"
    assert "secret" not in starter(source)
    assert "SOLUTION" not in starter(source)
