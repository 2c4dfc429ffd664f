"""Does the benchmark of the three writers run, and does it refuse a writer that loses points?"""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "writers.py"


@pytest.fixture(scope="module")
def writers():
    spec = importlib.util.spec_from_file_location("writers", BENCHMARK)
    module = importlib.util.module_from_spec(spec)
    sys.modules["writers"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["writers"]


@pytest.mark.slow
def test_it_compares_the_three():
    pytest.importorskip("tensorflow")
    command = [sys.executable, str(BENCHMARK), "--turns", "2", "--scalars", "20", "--histograms", "3", "--size", "50"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", env={**os.environ, "PYTHONUTF8": "1"})
    assert done.returncode == 0, done.stderr
    scalars, histograms = done.stdout.split("3 histograms of 50 values")
    for part in (scalars, histograms):
        names = [line.split()[0] for line in part.splitlines() if line.startswith("  ") and line.split()[0] != "µs"]
        assert names == ["tf.summary", "torch.utils.tensorboard", "tensorboardX"]


@pytest.mark.parametrize(
    ("method", "kind", "values"),
    [
        ("add_scalar", "scalars", np.arange(5, dtype=np.float32)),
        ("add_histogram", "histograms", np.arange(30, dtype=np.float32).reshape(3, 10)),
    ],
)
def test_a_writer_that_loses_its_last_point_is_refused(writers, method, kind, values):
    def make_losing(folder):
        writer = writers.make_tensorboardx(folder)
        add = getattr(writer, method)
        setattr(writer, method, lambda tag, value, step: add(tag, value, step) if step < len(values) - 1 else None)
        return writer

    write, expect = getattr(writers, f"write_{kind}"), getattr(writers, f"expect_{kind}")
    assert writers.measure(writers.make_tensorboardx, write, expect, values).size > 0
    with pytest.raises(SystemExit, match="is there"):
        writers.measure(make_losing, write, expect, values)
