"""Makes ready for add_graph: no TensorFlow is loaded for it, and one notice of torch's is left out.

add_graph of tensorboardX calls torch.utils.tensorboard, which asks tensorboard for file functions, and those load
TensorFlow where it is installed: 4 to 12 seconds, and lines of its own, for nothing that a graph needs.
"""

import importlib
import warnings

DEPRECATED = r"`torch\.jit\.trace"


def prepare() -> None:
    """Load what add_graph needs without TensorFlow, and leave out the notice that torch.jit.trace is deprecated.

    add_graph traces with it all the same. Every other warning is shown, a TracerWarning above all. May be called
    any number of times; a TensorFlow that somebody imports works as ever, and so do torch's own writers.
    """
    warnings.filterwarnings("ignore", message=DEPRECATED)
    compat = importlib.import_module("tensorboard.compat")
    stub = importlib.import_module("tensorboard.compat.tensorflow_stub")
    lazy = compat.tf
    compat.tf = stub  # for the time of the import only: tensorboard itself keeps its own way to TensorFlow
    try:
        importlib.import_module("torch.utils.tensorboard")
    finally:
        compat.tf = lazy
