"""Watch It Learn: what the labs import.

``check`` judges an answer, ``new_run`` gives a fresh run directory, ``given_run`` a run to read, ``new_folder`` a place
that TensorBoard does not show; ``read_run`` and ``read_tree`` read event files back into plain values; ``guessed`` puts
a prediction beside its outcome.

They are loaded when first used: `tbxlab doctor` must start where TensorBoard or protobuf is broken, and
`python -m tbxlab.board` before any of it is needed.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from tbxlab import triton_first

if TYPE_CHECKING:
    from tbxlab.checks.core import check
    from tbxlab.course import given_run, new_folder, new_run
    from tbxlab.events import read_run, read_tree
    from tbxlab.notebooks.guesses import guessed

__all__ = ["check", "given_run", "guessed", "new_folder", "new_run", "read_run", "read_tree"]

_HOMES = {
    "check": "tbxlab.checks.core",
    "given_run": "tbxlab.course",
    "guessed": "tbxlab.notebooks.guesses",
    "new_folder": "tbxlab.course",
    "new_run": "tbxlab.course",
    "read_run": "tbxlab.events",
    "read_tree": "tbxlab.events",
}

triton_first.install()


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'tbxlab' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
