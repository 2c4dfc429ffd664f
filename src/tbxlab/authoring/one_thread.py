"""One thread for what must give the same digits again."""

import os
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def one_thread() -> Iterator[None]:
    """Keep torch and TensorFlow to one thread: sums in another order would give other last digits.

    TensorFlow looks at its variables when it is first used in a process, and never again.
    """
    import torch

    names = ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")
    before, kept = torch.get_num_threads(), {name: os.environ.get(name) for name in names}
    torch.set_num_threads(1)
    os.environ.update(dict.fromkeys(names, "1"))
    try:
        yield
    finally:
        torch.set_num_threads(before)
        for name, value in kept.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
