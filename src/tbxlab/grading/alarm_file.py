"""Keeps the learner's alarms, one for each lab, in their own ``work/alarms.py``.

The file needs nothing of this module: it can be copied beside any training and used there.

    import alarms
    step = alarms.ALARMS["02_scalars"](run)
"""

import ast
import dis
import importlib
import inspect
import os
import re
import runpy
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from tbxlab.course import folders
from tbxlab.notebooks.files import replace

FILE = "alarms.py"
GRADED = "TBXLAB_EVIDENCE"
HEADER = '''\
"""My alarms: each takes a run, as tbxlab.read_run returns it, and returns a step or None.

The labs put them here, each between its two lines of ===; what stands outside of them is left alone.
"""

ALARMS = {}
'''


class CannotKeep(Exception):
    """An alarm that cannot stand on its own; the message says what it needs."""


def keep(name: str, alarm: Any) -> None:
    """Write ``alarm`` with all it needs into work/alarms.py as ``name``, in place of an earlier one.

    Says what it did, and raises nothing. It does nothing while a notebook is graded or run as the course's
    solution, and nothing where the alarm is still the starter's.
    """
    if os.environ.get(GRADED) or Path.cwd() == folders.solutions_dir():
        return
    try:
        if not is_written(alarm):
            print("The alarm is not written yet; nothing is kept.")
            return
        path = folders.work_dir() / FILE
        replace(path, _replaced(_existing(path), name, _section(name, alarm)))
        print(f"Kept as {name!r} in {path.parent.name}/{FILE}.")
    except CannotKeep as why:
        print(f"Not kept: {why}")
    except OSError as error:
        print(f"Not kept: {FILE} cannot be written ({error.strerror or error}).")


def load(path: Path | None = None) -> dict[str, Callable[[Any], Any]]:
    """Return the alarms that are kept, by name; empty where there is no file. It runs the learner's file."""
    path = path or folders.work_dir() / FILE
    return runpy.run_path(str(path)).get("ALARMS", {}) if path.is_file() else {}


def is_written(alarm: Any) -> bool:
    """Return whether an alarm does more than a starter, which only raises NotImplementedError."""
    if not isinstance(alarm, FunctionType):
        return alarm is not ...
    body = [
        each
        for each in _definition(alarm).body
        if not (isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant))
    ]
    return not (len(body) == 1 and isinstance(body[0], ast.Raise) and "NotImplementedError" in ast.unparse(body[0]))


def _section(name: str, alarm: Any) -> str:
    """Return the lines for one alarm. A function around them keeps the names of two alarms apart."""
    if not isinstance(alarm, FunctionType):
        raise CannotKeep(f"an alarm is a function written with def; this is of type {type(alarm).__name__}.")
    imports: dict[str, str] = {}
    constants: dict[str, str] = {}
    functions: dict[str, str] = {}
    _gather(alarm, imports, constants, functions)
    parts = ["\n".join([*imports.values(), *constants.values()]), *functions.values(), f"return {alarm.__name__}"]
    inner = textwrap.indent("\n\n".join(part for part in parts if part), "    ")
    begin, end = _marks(name)
    return f"{begin}\ndef _make():\n{inner}\n\n\nALARMS[{name!r}] = _make()\n{end}\n"


def _gather(
    function: FunctionType, imports: dict[str, str], constants: dict[str, str], functions: dict[str, str]
) -> None:
    """Collect the lines that define ``function``, after those of everything it uses."""
    if function.__closure__:
        raise CannotKeep(f"{function.__name__} is defined inside another function and uses its variables.")
    definition = _definition(function)
    if function.__name__ == "<lambda>":
        raise CannotKeep("an alarm is a function written with def, not a lambda.")
    functions.setdefault(function.__name__, "")  # known from here on, so that two may call each other
    for used in sorted({*_globals_of(function.__code__), *_in_head(definition)} & function.__globals__.keys()):
        value = function.__globals__[used]
        if used in functions or used in imports or used in constants:
            continue
        if isinstance(value, ModuleType):
            imports[used] = f"import {value.__name__}" + ("" if used == value.__name__ else f" as {used}")
        elif isinstance(value, FunctionType) and value.__module__ == function.__module__:
            _gather(value, imports, constants, functions)
        elif home := _home(value):
            imports[used] = "from {} import {}".format(*home) + ("" if used == home[1] else f" as {used}")
        elif _is_literal(value):
            constants[used] = f"{used} = {value!r}"
        else:
            raise CannotKeep(
                f"{function.__name__} uses {used} (of type {type(value).__name__}) of this notebook. "
                "Work it out inside the function, or write it as plain numbers."
            )
    functions[function.__name__] = functions.pop(function.__name__) or _source(function)


def _globals_of(code: CodeType) -> Iterator[str]:
    """Yield the global names that a function and the functions inside it read."""
    for instruction in dis.get_instructions(code):
        if instruction.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            yield instruction.argval
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _globals_of(constant)


def _in_head(definition: ast.FunctionDef) -> Iterator[str]:
    """Yield the names in defaults, annotations and decorators, which are read when the function is defined."""
    heads = [definition.args, definition.returns, *definition.decorator_list]
    for node in (node for head in heads if head for node in ast.walk(head)):
        if isinstance(node, ast.Name):
            yield node.id


def _home(value: Any) -> tuple[str, str] | None:
    """Return the module and the name from which ``value`` can be imported, None where there is no such place."""
    module, name = getattr(value, "__module__", None), getattr(value, "__name__", None)
    if not module or not name or module == "__main__":
        return None
    try:
        found = getattr(importlib.import_module(module), name, None)
    except ImportError:
        return None
    return (module, name) if found is value else None


def _is_literal(value: Any) -> bool:
    try:
        return ast.literal_eval(repr(value)) == value
    except (ValueError, SyntaxError):
        return False


def _source(function: FunctionType) -> str:
    try:
        return textwrap.dedent(inspect.getsource(function)).rstrip()
    except (OSError, TypeError) as error:
        raise CannotKeep(f"the source of {function.__name__} is not known. Run its cell again.") from error


def _definition(function: FunctionType) -> ast.FunctionDef:
    """Return the parsed ``def`` of a function; a lambda is returned as an empty one."""
    for node in ast.walk(ast.parse(_source(function)) if function.__name__ != "<lambda>" else ast.Module([], [])):
        if isinstance(node, ast.FunctionDef):
            return node
    (empty,) = (each for each in ast.parse("def empty(): ...").body if isinstance(each, ast.FunctionDef))
    return empty


def _marks(name: str) -> tuple[str, str]:
    return f"# === {name} ===", f"# === end of {name} ==="


def _existing(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else HEADER


def _replaced(text: str, name: str, section: str) -> str:
    """Return the file with ``section`` in place of the one of that name, or at its end."""
    begin, end = map(re.escape, _marks(name))
    text, found = re.subn(rf"^{begin}\n.*?^{end}\n", lambda _: section, text, count=1, flags=re.S | re.M)
    if not found:
        text = f"{text.rstrip()}\n\n\n{section}"
    try:
        compile(text, FILE, "exec")
    except SyntaxError as error:
        raise CannotKeep(f"{FILE} would be no Python in line {error.lineno}: {error.msg}. Look at it.") from error
    return text
