"""Does add_graph start without TensorFlow, without a notice, and leave everything else as it is?"""

import subprocess
import sys
import warnings

import torch

from tbxlab.compat import tracing

PROGRAM = """
import sys
import torch
from tensorboardX import SummaryWriter
from tbxlab.compat import tracing
import tensorboard.compat
lazy = tensorboard.compat.tf
tracing.prepare()
with SummaryWriter(sys.argv[1]) as writer:
    writer.add_graph(torch.nn.Linear(2, 2), torch.zeros(1, 2))
assert tensorboard.compat.tf is lazy
assert "tensorflow" not in sys.modules
"""


def test_add_graph_loads_no_tensorflow_and_says_nothing(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path)], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert list(tmp_path.glob("*tfevents*"))


def test_only_the_notice_about_the_tracer_is_left_out():
    with warnings.catch_warnings(record=True) as shown:
        warnings.simplefilter("always")
        tracing.prepare()
        warnings.warn("`torch.jit.trace` is deprecated.", FutureWarning, stacklevel=1)
        warnings.warn("This means that the trace might not generalize", torch.jit.TracerWarning, stacklevel=1)
        warnings.warn("something else is deprecated", FutureWarning, stacklevel=1)
    assert [each.category for each in shown] == [torch.jit.TracerWarning, FutureWarning]
