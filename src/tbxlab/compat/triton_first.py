"""Keeps a process alive in which TensorFlow is imported before torch makes its first optimizer.

A CUDA build of torch imports triton when the first optimizer is made. Both triton and TensorFlow bring an
LLVM; where TensorFlow's came first, importing triton ends the process with a segmentation fault. The other way
round nothing happens. torch.utils.tensorboard imports TensorFlow wherever it finds it, so that a learner need not
have asked for it.

Seen with torch 2.14.1, triton 3.8.0 and TensorFlow 2.21.0 on Linux. May go when either order of imports
keeps the process alive.
"""

import contextlib
import sys
from importlib.abc import MetaPathFinder
from importlib.util import find_spec
from typing import Any


class _TritonFirst(MetaPathFinder):
    """Finds nothing; imports triton just before TensorFlow is imported for the first time."""

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> None:
        """Return None, so that the import goes on as ever."""
        if fullname == "tensorflow":
            sys.meta_path.remove(self)
            with contextlib.suppress(Exception):  # a broken triton is not TensorFlow's fault
                if find_spec("triton"):
                    import triton  # noqa: F401


def install() -> None:
    """Watch for TensorFlow's import; nothing is imported now, and nothing at all without TensorFlow."""
    if "tensorflow" not in sys.modules and not any(isinstance(each, _TritonFirst) for each in sys.meta_path):
        sys.meta_path.insert(0, _TritonFirst())
