"""Is each trick of compat/ still needed? Run by the weekly job: where one of these fails, its trick may go.

    python -m pytest -n0 -m weekly tests/compat

Each test does, in a process of its own and without the trick, what the trick is there for.
"""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

import tbxlab.compat

pytestmark = pytest.mark.weekly

HERE = Path(__file__)
TRICKS = {path.stem for path in Path(tbxlab.compat.__file__).parent.glob("*.py")} - {"__init__"}


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def shown(code: str) -> str:
    done = run(code)
    assert done.returncode == 0, done.stderr[-1000:]
    return done.stdout.strip()


def needs(package: str) -> None:
    if not find_spec(package):
        pytest.skip(f"{package} is not installed, and the trick is about it")


def test_no_tensorflow_is_needed_while_tensorboard_imports_it():
    needs("tensorflow")
    code = "import sys, tensorboard.compat; tensorboard.compat.tf.io; print('tensorflow' in sys.modules)"
    assert shown(code) == "True", "TensorBoard leaves TensorFlow alone: compat/no_tensorflow.py may go"


def test_tracing_is_needed_while_torchs_writer_imports_tensorflow():
    needs("tensorflow")
    code = "import sys, torch.utils.tensorboard; print('tensorflow' in sys.modules)"
    assert shown(code) == "True", "torch's writer leaves TensorFlow alone: prepare() of compat/tracing.py may go"


def test_tracing_is_needed_while_torch_warns_of_its_tracer():
    code = """
import torch, warnings
from tbxlab.compat import tracing
with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("always")
    torch.jit.trace(torch.nn.Linear(2, 2), torch.zeros(1, 2))
import re
print(any(re.match(tracing.DEPRECATED, str(each.message)) for each in seen))
"""
    assert shown(code) == "True", "torch.jit.trace gives no notice: the filter of compat/tracing.py may go"


def test_triton_first_is_needed_while_the_wrong_order_ends_the_process():
    needs("tensorflow")
    needs("triton")
    code = "import tensorflow, torch; torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)"
    assert run(code).returncode != 0, "TensorFlow and triton get on with each other: compat/triton_first.py may go"


def test_light_nbformat_is_needed_while_nbformat_builds_the_grammar():
    needs("rfc3987_syntax")
    code = "import sys, nbformat; print('rfc3987_syntax' in sys.modules)"
    assert shown(code) == "True", "nbformat leaves the grammar alone: compat/light_nbformat.py may go"


def test_tensorboard_private_is_needed_while_the_loader_has_no_public_name():
    code = """
import tensorboard, importlib.util
public = [name for name in ("EventMultiplexer", "DataProvider", "TensorBoardWSGIApp") if hasattr(tensorboard, name)]
print(public)
"""
    assert shown(code) == "[]", "TensorBoard offers its loader: compat/tensorboard_private.py may take it from there"


def test_its_checksums_are_needed_while_tensorboard_counts_them_in_python():
    code = """
import inspect
from tensorboard.compat.tensorflow_stub import pywrap_tensorflow
print(inspect.isfunction(pywrap_tensorflow.crc32c))
"""
    assert shown(code) == "True", "TensorBoard's checksums are compiled: _fast_checksums may go"


def test_every_trick_has_a_test_here():
    tests = HERE.read_text(encoding="utf-8")
    assert [trick for trick in sorted(TRICKS) if f"def test_{trick}_is_needed_while_" not in tests] == []
