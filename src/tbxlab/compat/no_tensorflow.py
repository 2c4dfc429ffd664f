"""TensorBoard without TensorFlow, which takes many times as long to import as all the rest and is not needed.

TensorBoard 2.21 asks ``tensorboard.compat`` for file functions and takes TensorFlow's where it is installed, unless a
module ``tensorboard.compat.notf`` exists. Three places want it left out, each for another length of time: the
``tensorboard`` command (for good), ``share`` (in this process, while ``tf.summary`` goes on working), and add_graph
(during one import).

Seen with TensorBoard 2.21 and TensorFlow 2.21. May go when TensorBoard no longer imports TensorFlow by itself.
"""

import contextlib
import importlib
import importlib.util
import sys
import types
from collections.abc import Iterator
from typing import Any

NO_TENSORFLOW = "tensorboard.compat.notf"


def for_good() -> None:
    """Leave TensorFlow out of TensorBoard for the rest of this process, which is TensorBoard's own."""
    sys.modules[NO_TENSORFLOW] = types.ModuleType(NO_TENSORFLOW)


def while_unloaded() -> None:
    """Leave TensorFlow out of TensorBoard in this process unless it is loaded already.

    What ``tf.summary`` takes from TensorBoard goes on working. Raises AttributeError where TensorBoard has changed.
    """
    if "tensorflow" in sys.modules or not importlib.util.find_spec("tensorflow"):
        return
    compat: Any = importlib.import_module("tensorboard.compat")
    lazy, lazy2 = compat.tf, compat.tf2
    already = sys.modules.get(NO_TENSORFLOW)
    sys.modules[NO_TENSORFLOW] = already or types.ModuleType(NO_TENSORFLOW)
    lazy.__version__  # noqa: B018 - the first look decides, for the whole process, which of the two it is
    if already is None:
        del sys.modules[NO_TENSORFLOW]
    # The summary ops of tf.summary ask for `tf2`, which would look at the choice just made.
    type(lazy2).__getattr__ = lambda self, name: getattr(importlib.import_module("tensorflow"), name)


@contextlib.contextmanager
def during_an_import() -> Iterator[None]:
    """Let modules that are imported in this block take TensorBoard's own file functions; it keeps its way otherwise."""
    compat: Any = importlib.import_module("tensorboard.compat")
    lazy = compat.tf
    compat.tf = importlib.import_module("tensorboard.compat.tensorflow_stub")
    try:
        yield
    finally:
        compat.tf = lazy
