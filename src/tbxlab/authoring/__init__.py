"""From a lab's source to its notebooks, and the authors' proof that the lab holds."""

import importlib
import pkgutil

from tbxlab import light  # noqa: F401


def load(prefix: str) -> None:
    """Import every module of this package whose name begins with ``prefix``: what they register is then known."""
    for name in sorted(module.name for module in pkgutil.iter_modules(__path__)):
        if name.startswith(prefix):
            importlib.import_module(f"{__name__}.{name}")
