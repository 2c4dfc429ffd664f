"""The course as learners' code sees it behind the walls: without solutions, answers, and what its checks expect.

Of each check ``drive`` is left, with what it needs. ``case``, ``verify`` and all that only they use are taken out, and
so are the makers of runs and plots, whose names tell what a run shows.
"""

import ast
import compileall
import py_compile
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from tbxlab.course import folders

LEFT_OUT = frozenset({"authoring", "classroom", "cli", "pictures", "runs", "site", "watch", "share", "__pycache__"})
"""Folders of the package that no lab imports, or that know what its runs show."""
NEEDED = (
    "site/__init__.py",
    "site/pointers.py",
    "classroom/__init__.py",
    "classroom/inside.py",
    "classroom/harvest.py",
)
"""Of those, what the checks import, and what runs first behind the walls."""
EXPECTING = frozenset({"case", "verify"})
"""The parts of a check that stay outside."""


def make(target: Path, seen_as: Path | None = None) -> None:
    """Write the course into ``target``, an empty folder, compiled for where it is seen as ``seen_as``."""
    package = folders.ROOMS
    shutil.copytree(package, target / "src" / "tbxlab", ignore=_left_out)
    if folders.rooms_dir() != package:  # a course with labs of its own
        shutil.copytree(folders.rooms_dir(), target / "src" / "tbxlab", dirs_exist_ok=True, ignore=_left_out)
    for name in NEEDED:
        copy = target / "src" / "tbxlab" / name
        copy.parent.mkdir(exist_ok=True)
        shutil.copy(package / name, copy)
    shutil.copy(folders.root() / folders.MANIFEST, target / folders.MANIFEST)
    shutil.copytree(folders.labs_dir(), target / "labs", ignore=shutil.ignore_patterns(".*"))
    rooms = [*(target / "src" / "tbxlab").rglob("*.py")]
    asked_for = {name for path in rooms for name in _imported(ast.parse(path.read_text(encoding="utf-8")))}
    for path in rooms:
        if path.parent.name == "checks":
            tree = driving_only(ast.parse(path.read_text(encoding="utf-8")), asked_for)
            path.write_text(ast.unparse(tree) + "\n", encoding="utf-8")
    compileall.compile_dir(  # nothing is written there later: each submission would compile it again
        target / "src",
        quiet=2,
        stripdir=str(target),
        prependdir=str(seen_as or target),
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )


def _left_out(folder: str, names: Iterable[str]) -> set[str]:
    return set(names) & LEFT_OUT


def driving_only(module: ast.Module, asked_for: Iterable[str] = ()) -> ast.Module:
    """Return the module of a check without what only ``case`` and ``verify`` need.

    ``asked_for`` are the names that other modules import. Classes stay: what is given is made of them.
    """
    for node in module.body:
        if isinstance(node, ast.ClassDef) and _is_check(node):
            node.body = _methods_for_driving(node)
    kept = {id(node) for node in module.body if isinstance(node, ast.ClassDef | ast.Expr | ast.If)}
    used = set(asked_for)
    while True:
        before = len(kept)
        for node in module.body:
            if id(node) in kept:
                used |= _read(node)
        kept |= {id(node) for node in module.body if used & set(_bound(node))}
        if len(kept) == before:
            break
    body = [node for node in module.body if id(node) in kept or isinstance(node, ast.Import | ast.ImportFrom)]
    for node in body:
        if isinstance(node, ast.Import) or (isinstance(node, ast.ImportFrom) and node.module != "__future__"):
            node.names = [each for each in node.names if (each.asname or each.name).partition(".")[0] in used]
    module.body = [node for node in body if not isinstance(node, ast.Import | ast.ImportFrom) or node.names]
    return module


def _is_check(node: ast.ClassDef) -> bool:
    return any(isinstance(each, ast.Call) and ast.unparse(each.func) == "exercise" for each in node.decorator_list)


def _methods_for_driving(check: ast.ClassDef) -> list[ast.stmt]:
    """Return what is in a check's class for ``drive``: other methods only as far as it comes to them."""
    methods = {each.name: each for each in check.body if isinstance(each, ast.FunctionDef)}
    due, found = ["drive"], set[str]()
    while due:
        name = due.pop()
        if name in methods and name not in found and name not in EXPECTING:
            found.add(name)
            due += [node.attr for node in ast.walk(methods[name]) if isinstance(node, ast.Attribute)]
    body = [each for each in check.body if not isinstance(each, ast.FunctionDef) or each.name in found]
    return body or [ast.Pass()]


def _read(node: ast.AST) -> set[str]:
    names = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
    texts = {each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str)}
    return names | {text for text in texts if text.isidentifier()}


def _bound(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        yield from (each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name))
    elif isinstance(node, ast.Import | ast.ImportFrom):
        yield from ((each.asname or each.name).partition(".")[0] for each in node.names)


def _imported(tree: ast.Module) -> Iterator[str]:
    """Yield the names that a module takes from checks: imported by name, or as an attribute of an imported module."""
    modules = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and ".checks" in (node.module or ""):
            yield from (each.name for each in node.names)
            modules |= {each.asname or each.name for each in node.names}
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
            yield node.attr
