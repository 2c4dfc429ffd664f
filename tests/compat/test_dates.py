"""Does each trick on another package say which version it was seen with, and when it may go?"""

import ast
import re
from pathlib import Path

import pytest

import tbxlab.compat

FILES = sorted(path for path in Path(tbxlab.compat.__file__).parent.glob("*.py") if path.stem != "__init__")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_trick_says_for_which_version_and_until_when(path):
    says = " ".join((ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").split())
    assert re.search(r"Seen with [^.]*\d+\.\d+", says), "Seen with which version?"
    assert re.search(r"May go when [^.]+\.", says), "When may it go?"
