"""Makes ready for add_graph: no TensorFlow is loaded for it, and one notice of torch's is left out.

add_graph of tensorboardX calls torch.utils.tensorboard, which asks tensorboard for file functions, and those load
TensorFlow where it is installed: 4 to 12 seconds, and lines of its own, for nothing that a graph needs.

Seen with tensorboardX 2.6.5 and torch 2.14.1. May go when torch.utils.tensorboard imports no file functions; the
filter when add_graph no longer traces with torch.jit.trace.
"""

import importlib
import warnings

from tbxlab.compat import no_tensorflow

DEPRECATED = r"`torch\.jit\.trace"


def prepare() -> None:
    """Load what add_graph needs without TensorFlow, and leave out the notice that torch.jit.trace is deprecated.

    add_graph traces with it all the same. Every other warning is shown, a TracerWarning above all. May be called
    any number of times; a TensorFlow that somebody imports works as ever, and so do torch's own writers.
    """
    warnings.filterwarnings("ignore", message=DEPRECATED)
    with no_tensorflow.during_an_import():
        importlib.import_module("torch.utils.tensorboard")
