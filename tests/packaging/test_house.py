"""Does the house stand? Which module may import which, read from the syntax tree; nothing is imported here."""

import ast
import re
import statistics
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "tbxlab"
LOOSE = {"__init__.py", "board.py"}
"""The modules in the package's root: what labs import, and `python -m tbxlab.board`, which is on the pages."""

LEARNERS = ("learner", "way", "update", "environment", "share", "tables", "teacher")
"""Modules of cli: check hint solution reset · next progress · update · doctor learn · share · export mean · grade."""

CHILDREN = {("tbxlab.environment.pages", "tbxlab.site.building")}
"""Started as a process of its own (python -m), never imported: `learn` builds the pages with the authors' tools."""

LONGEST, MEDIAN = 300, 100
TOO_LONG = {"tbxlab.lab03.checks.layers": 436}
"""Longer than a module may be; these numbers may fall only, and a module that has become short leaves."""

LAB = re.compile(r"lab(\d\d)")
NAMED_LAB = re.compile(r"\blab\d\d\b")


@dataclass
class Module:
    """What a module takes from its package: ``top`` when it is imported, ``hidden`` in a function or for types only."""

    top: set[str] = field(default_factory=set)
    hidden: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)
    """Modules that a string names, such as one for import_module or for python -m."""
    labs_named: set[str] = field(default_factory=set)
    lines: int = 0

    @property
    def imports(self):
        return self.top | self.hidden


def read(package: Path) -> dict[str, Module]:
    """Return every module of a package by its dotted name, with what it takes from the package."""
    paths = {}
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package.parent).with_suffix("").parts
        paths[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return {name: _read(name, path, paths) for name, path in paths.items()}


def _read(name: str, path: Path, known: dict[str, Path]) -> Module:
    text = path.read_text(encoding="utf-8")
    module = Module(lines=text.count("\n"))
    due: list[tuple[ast.AST, bool]] = [(ast.parse(text), False)]
    while due:
        node, hidden = due.pop()
        if isinstance(node, ast.Import | ast.ImportFrom):
            (module.hidden if hidden else module.top).update(_imported(node, name, path, known))
        elif isinstance(node, ast.Constant):
            if isinstance(node.value, str):
                module.labs_named.update(NAMED_LAB.findall(node.value))
                module.named.update({node.value} & known.keys())
        elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):  # documentation
            hidden = hidden or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            hidden = hidden or (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test))
            due += [(child, hidden) for child in ast.iter_child_nodes(node)]
    return module


def _imported(node: ast.AST, name: str, path: Path, known: dict[str, Path]) -> Iterator[str]:
    """Yield the package's modules that one statement imports."""
    if isinstance(node, ast.Import):
        yield from (each.name for each in node.names if each.name in known)
    elif isinstance(node, ast.ImportFrom):
        base = node.module or ""
        if node.level:
            own = name.split(".") if path.stem == "__init__" else name.split(".")[:-1]
            base = ".".join([*own[: len(own) - node.level + 1], *([node.module] if node.module else [])])
        for each in node.names:
            whole = f"{base}.{each.name}"
            yield from (found for found in (whole if whole in known else base,) if found in known)


def room(name: str) -> str:
    """Return the room of a module: "lab02", "grading"; "" for what is loose in the root."""
    return [*name.split("."), ""][1]


def lab(name: str) -> str:
    """Return the two digits of a lab's module, "" for machinery."""
    found = LAB.fullmatch(room(name))
    return found[1] if found else ""


def circles(modules: dict[str, Module]) -> Iterator[str]:
    """Yield each import circle, by an import anywhere in a module."""

    @cache
    def reached(name: str) -> frozenset[str]:
        found, due = set(), list(modules[name].imports)
        while due:
            if (each := due.pop()) not in found:
                found.add(each)
                due += modules[each].imports
        return frozenset(found)

    seen: set[str] = set()
    for name in modules:
        if name in reached(name) and name not in seen:
            circle = sorted(each for each in reached(name) if name in reached(each))
            seen.update(circle)
            yield f"circle: {' – '.join(circle)}"


def wrong_labs(modules: dict[str, Module]) -> Iterator[str]:
    """Yield machinery that knows a lab, and labs that use a later one."""
    for name, module in modules.items():
        for target in sorted(module.imports | module.named):
            if lab(target) and not lab(name):
                yield f"machinery uses a lab: {name} takes {target}"
            elif lab(target) > lab(name):
                yield f"a lab uses a later one: {name} takes {target}"
        if not lab(name):
            yield from (f"machinery names a lab: {name} has {each!r}" for each in sorted(module.labs_named))


def ways_to_authoring(modules: dict[str, Module], package: str = "tbxlab") -> Iterator[str]:
    """Yield how something that learners run reaches the authors' tools, by any import or named module."""
    starts = [f"{package}.cli.{each}" for each in LEARNERS]
    starts += [each for each in modules if lab(each) and not {"runs", "pictures"} & set(each.split("."))]
    for start in starts:
        if start in modules and (way := _way(modules, start, whole=True)):
            yield f"authoring reached: {' → '.join(way)}"
    if way := _way(modules, f"{package}.cli", whole=False):
        yield f"authoring reached by importing the command: {' → '.join(way)}"


def _way(modules: dict[str, Module], start: str, *, whole: bool) -> list[str]:
    """Return one path from ``start`` to authoring; ``whole`` follows hidden imports and named modules, too."""
    paths = {start: [start]}
    due = [start]
    while due:
        name = due.pop()
        if room(name) == "authoring":
            return paths[name]
        module = modules[name]
        found = module.imports | {each for each in module.named if (name, each) not in CHILDREN}
        for each in [*(found if whole else module.top), *_above(name)]:
            if each in modules and each not in paths and not (whole and each.endswith(".cli")):
                paths[each] = [*paths[name], each]
                due.append(each)
    return []


def _above(name: str) -> Iterable[str]:
    """Return the packages around a module, whose __init__ runs with it."""
    parts = name.split(".")
    return (".".join(parts[:end]) for end in range(1, len(parts)))


def loose(package: Path) -> Iterator[str]:
    """Yield what is in the package's root and has no business there."""
    for path in sorted(package.iterdir()):
        if path.is_file() and path.name not in LOOSE | {"py.typed"}:
            yield f"loose in the root: {path.name}"


def lengths(modules: dict[str, Module]) -> Iterator[str]:
    """Yield the modules that are too long, and the median where it is too high."""
    for name, module in modules.items():
        allowed = TOO_LONG.get(name, LONGEST - 1)
        if module.lines > allowed:
            yield f"too long: {name} has {module.lines} lines"
        elif name in TOO_LONG and module.lines < LONGEST:
            yield f"short enough: take {name} from TOO_LONG"
    if (median := statistics.median(module.lines for module in modules.values())) >= MEDIAN:
        yield f"too long: the median module has {median:g} lines"


@pytest.fixture(scope="module")
def modules():
    return read(PACKAGE)


def test_no_module_imports_itself_by_a_detour(modules):
    assert list(circles(modules)) == []


def test_machinery_knows_no_lab_and_no_lab_a_later_one(modules):
    assert list(wrong_labs(modules)) == []


def test_what_learners_run_never_imports_the_authors_tools(modules):
    assert {f"tbxlab.cli.{each}" for each in LEARNERS} <= modules.keys()
    assert list(ways_to_authoring(modules)) == []


def test_what_learn_starts_as_a_process_is_named_and_never_imported(modules):
    for name, child in CHILDREN:
        assert child in modules[name].named
        assert [each for each in modules if child in modules[each].imports] == ["tbxlab.cli.authors"]


def test_nothing_is_loose_in_the_root():
    assert list(loose(PACKAGE)) == []


def test_modules_stay_short(modules):
    assert list(lengths(modules)) == []


SOUND = {
    "__init__.py": "",
    "board.py": "",
    "events/__init__.py": "",
    "grading/__init__.py": "",
    "grading/core.py": '"""Speaks of lab02 in its words only."""\nfrom tbxlab import events\n',
    "authoring/__init__.py": "",
    "authoring/proof.py": "from tbxlab.grading import core\n",
    "cli/__init__.py": "from tbxlab.cli import authors, learner\n",
    "cli/learner.py": "from tbxlab.grading import core\n",
    "cli/authors.py": "def verify():\n    from tbxlab.authoring import proof\n",
    "lab01/__init__.py": "from tbxlab.grading import core\n",
    "lab02/__init__.py": "from tbxlab import lab01\n",
    "lab02/runs/__init__.py": "from tbxlab.authoring import proof\n",
}
BREAKS = {
    "a circle": (
        "events/__init__.py",
        "from tbxlab.grading import core",
        "circle: tbxlab.events – tbxlab.grading.core",
    ),
    "a circle in a function": ("events/__init__.py", "def f():\n    import tbxlab.grading.core", "circle: "),
    "a circle for types": (
        "events/__init__.py",
        "if TYPE_CHECKING:\n    from tbxlab.grading.core import Check",
        "circle: ",
    ),
    "a relative circle": ("events/__init__.py", "from ..grading import core", "circle: "),
    "machinery with a lab": ("grading/core.py", "from tbxlab.lab01 import Practice", "machinery uses a lab: "),
    "the root with a lab": ("board.py", "def f():\n    from tbxlab import lab01", "machinery uses a lab: "),
    "a lab by importlib": ("grading/core.py", "import_module('tbxlab.lab01')", "machinery uses a lab: "),
    "a lab's room by name": ("grading/core.py", "ROOM = 'lab07'", "machinery names a lab: tbxlab.grading.core has"),
    "a later lab": ("lab01/__init__.py", "from tbxlab.lab02 import Practice", "a lab uses a later one: tbxlab.lab01"),
    "a later lab by importlib": ("lab01/__init__.py", "import_module('tbxlab.lab02')", "a lab uses a later one: "),
    "a learner's command": ("grading/core.py", "def f():\n    from tbxlab import authoring", "authoring reached: "),
    "a learner's command, named": ("cli/learner.py", "import_module('tbxlab.authoring.proof')", "authoring reached: "),
    "a lab's own module": (
        "lab02/__init__.py",
        "from tbxlab.authoring import proof",
        "authoring reached: tbxlab.lab02",
    ),
    "the command itself": ("cli/authors.py", "import tbxlab.authoring.proof", "authoring reached by importing"),
    "a loose module": ("helpers.py", "", "loose in the root: helpers.py"),
    "a long module": ("events/__init__.py", "\n" * 300, "too long: tbxlab.events has 30"),
}


def _found(package: Path) -> list[str]:
    modules = read(package)
    rules = (circles(modules), wrong_labs(modules), ways_to_authoring(modules), loose(package), lengths(modules))
    return [finding for rule in rules for finding in rule]


def _write(package: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = package / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def test_a_sound_house_has_no_findings(tmp_path):
    _write(tmp_path / "tbxlab", SOUND)
    assert _found(tmp_path / "tbxlab") == []


@pytest.mark.parametrize("what", BREAKS)
def test_each_fault_is_found(tmp_path, what):
    name, added, finding = BREAKS[what]
    _write(tmp_path / "tbxlab", SOUND | {name: f"{SOUND.get(name, '')}{added}\n"})
    assert any(each.startswith(finding) for each in _found(tmp_path / "tbxlab")), _found(tmp_path / "tbxlab")


def test_a_high_median_is_found(tmp_path):
    _write(tmp_path / "tbxlab", dict.fromkeys(SOUND, "\n" * 150))
    assert "too long: the median module has 150 lines" in _found(tmp_path / "tbxlab")
