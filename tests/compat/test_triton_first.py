"""Does a process live on in which TensorFlow is imported before torch's first optimizer?"""

import subprocess
import sys

import pytest

PROGRAM = """
import tbxlab
import sys
assert "triton" not in sys.modules and "tensorflow" not in sys.modules
import tensorflow
import torch
torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
print("alive")
"""


def test_tensorflow_before_the_first_optimizer_ends_no_process():
    pytest.importorskip("torch")
    if not _installed("tensorflow"):
        pytest.skip("TensorFlow is not installed")
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "alive", done.stderr[-500:]


def test_importing_the_course_imports_none_of_them():
    code = "import sys, tbxlab; print([m for m in ('triton', 'torch', 'tensorflow') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def _installed(name):
    from importlib.util import find_spec

    return find_spec(name) is not None
