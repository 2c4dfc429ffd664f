"""Is prose taken from docstrings, and nothing else?"""

import pytest

from tbxlab.lab09.docstrings import sentences

NUMPY_STYLE = """
    Compute the eigenvalues of a *square* matrix ``a``.

    The result of :func:`~scipy.linalg.eigvals` is not sorted [1]_. It may be
    complex even where the matrix is real, e.g. for a rotation.

    Parameters
    ----------
    a : (M, M) array_like
        The matrix that the parameter describes in a sentence.
    """
GOOGLE_STYLE = """Scale every value of the tensor by one factor.

Args:
    factor: The number that every value is multiplied by.
"""


def test_a_numpy_docstring_ends_at_its_first_section():
    assert sentences(NUMPY_STYLE) == [
        "Compute the eigenvalues of a square matrix a.",
        "The result of eigvals is not sorted.",
        "It may be complex even where the matrix is real, e.g. for a rotation.",
    ]


def test_a_google_docstring_ends_at_its_arguments():
    assert sentences(GOOGLE_STYLE) == ["Scale every value of the tensor by one factor."]


@pytest.mark.parametrize(
    "unfit",
    [
        "Alias for the function that is called set_visible.",
        "Too short a sentence.",
        "This class is deprecated and will be gone in the next release.",
        "sum(a, axis=None) adds the values of an array along an axis.",
        "A sentence of the documentation that never comes to its end",
        "Gaussian bells of the Bézier kind are not written in plain ASCII.",
        "word " * 61 + "end.",
    ],
)
def test_what_is_no_plain_sentence_is_left_out(unfit):
    assert sentences(unfit) == []


def test_indented_code_is_left_out():
    docstring = "Draw a line through all of the points.\n\n    plot(x, y) draws the line in one call.\n\nNotes\n"
    assert sentences(docstring) == ["Draw a line through all of the points."]
