"""The rooms of the labs: what a lab registers is found by importing its modules, not by naming them somewhere."""

import pkgutil
import re
from importlib import import_module

from tbxlab.course import folders

ROOM = re.compile(r"lab\d\d")


def names() -> list[str]:
    """Return the rooms there are, in order: "lab01", "lab02" and so on."""
    return sorted(name for _, name, is_package in pkgutil.iter_modules([str(folders.ROOMS)]) if ROOM.fullmatch(name))


def load(room: str, below: str) -> None:
    """Import every module of ``tbxlab.<room>.<below>``, such as ("lab02", "checks"), so that it registers what it has.

    A room without such a folder has nothing to register. A module that cannot be imported raises what it raises.
    """
    if not any(name == below for _, name, _ in pkgutil.iter_modules(import_module(f"tbxlab.{room}").__path__)):
        return
    package = import_module(f"tbxlab.{room}.{below}")
    for _, name, _ in sorted(pkgutil.iter_modules(package.__path__), key=lambda module: module.name):
        import_module(f"{package.__name__}.{name}")


def load_all(below: str) -> None:
    """Import what every room has in this folder, such as "runs" or "pictures"."""
    for room in names():
        load(room, below)
