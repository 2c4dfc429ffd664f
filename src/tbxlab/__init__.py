"""Watch It Learn: what every lab imports.

``check`` judges an answer, ``new_run`` gives a fresh run directory, ``given_run`` a run to read, ``new_folder`` a place
that TensorBoard does not show; ``read_run`` and ``read_tree`` read event files back into plain values; ``guessed`` puts
a prediction beside its outcome, and ``keep_alarm`` an alarm into the learner's own file.

They are loaded when first used: `tbxlab doctor` must start where TensorBoard or protobuf is broken, and
`python -m tbxlab.board` before any of it is needed.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from tbxlab.compat import triton_first

if TYPE_CHECKING:
    from tbxlab.course.folders import given_run, new_folder, new_run
    from tbxlab.events import read_run, read_tree
    from tbxlab.grading.core import check
    from tbxlab.notebooks.guesses import guessed

__all__ = ["check", "given_run", "guessed", "keep_alarm", "new_folder", "new_run", "read_run", "read_tree"]

_HOMES = {
    "check": ("tbxlab.grading.core", "check"),
    "given_run": ("tbxlab.course.folders", "given_run"),
    "guessed": ("tbxlab.notebooks.guesses", "guessed"),
    "keep_alarm": ("tbxlab.grading.alarm_file", "keep"),
    "new_folder": ("tbxlab.course.folders", "new_folder"),
    "new_run": ("tbxlab.course.folders", "new_run"),
    "read_run": ("tbxlab.events", "read_run"),
    "read_tree": ("tbxlab.events", "read_tree"),
}

triton_first.install()


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        module, attribute = _HOMES[name]
        return getattr(import_module(module), attribute)
    raise AttributeError(f"module 'tbxlab' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
