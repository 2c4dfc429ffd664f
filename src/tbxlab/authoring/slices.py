"""Which cells of a notebook must run so that some of them can: what no exercise changes need not run again.

The solution's notebook runs from its first cell to its last, once. The lab as it is given is the same notebook but for
its exercise cells, so a cell that reads nothing of theirs does there what it did before. What is left out rests on
names: a cell that is tied to an exercise by a file alone, or by the state of a random generator, is not found. Who
leaves cells out runs the whole notebook where anything else than expected comes of it.
"""

import ast
import builtins
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from tbxlab.watch.names import names_of, reach

BUILTIN = frozenset(dir(builtins))


def starters(given: Sequence[str], solution: Sequence[str], checks: Iterable[int]) -> list[int]:
    """Return the cells of a lab as it is given that can differ from the solution's, and those that they need."""
    changed = [i for i, (one, other) in enumerate(zip(given, solution, strict=True)) if one != other]
    return needed(given, {*checks, *affected(given, changed), *affected(solution, changed)})


def affected(sources: Sequence[str], changed: Iterable[int]) -> set[int]:
    """Return the positions of the ``changed`` cells and of all that read, however indirectly, what those bind."""
    found, dirty = set(changed), set[str]()
    for i, source in enumerate(sources):
        if i in found or reach(names_of(source).needs, sources) & dirty:
            found.add(i)
            dirty |= names_of(source).binds | changes(source)
    return found


def needed(sources: Sequence[str], wanted: Iterable[int]) -> list[int]:
    """Return, in order, the ``wanted`` positions and all cells above them that they rest on."""
    kept, wanted, names = list[int](), set(wanted), set[str]()
    for i in range(len(sources) - 1, -1, -1):
        own = names_of(sources[i])
        if i in wanted or (own.binds | changes(sources[i])) & names:
            kept.append(i)
            names |= reach(own.needs | own.later, sources) - BUILTIN
    return kept[::-1]


@cache
def changes(source: str) -> frozenset[str]:
    """Return the names whose objects a cell may change in place while it runs.

    Those are what it assigns into, what it gives to a call and what it calls a method of; of a module, which many
    cells read, only a call whose result nobody wants, such as ``torch.manual_seed(0)``.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return frozenset()
    return frozenset(_changed(tree)) - BUILTIN


def _changed(tree: ast.Module) -> Iterator[str]:
    for node in _at_once(tree):
        if isinstance(node, ast.Subscript | ast.Attribute) and not isinstance(node.ctx, ast.Load):
            yield from _root(node)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            yield from _of_call(node.value)
        elif isinstance(node, ast.Call):
            yield from (name for name in _of_call(node) if not _is_module(name))


def _is_module(name: str) -> bool:
    """Whether a name is, by the course's habits, that of a package; those are imported in the first cells."""
    return name in {"np", "torch", "tf", "keras", "nn", "plt", "math", "time", "json", "events", "board", "torchvision"}


def _of_call(call: ast.Call) -> Iterator[str]:
    if isinstance(call.func, ast.Attribute):
        yield from _root(call.func)
    for argument in [*call.args, *(keyword.value for keyword in call.keywords)]:
        yield from _root(argument)


def _root(node: ast.AST) -> Iterator[str]:
    """Yield the name that an expression such as ``a.b[0].c`` begins with, if it begins with one."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
        node = node.value
    if isinstance(node, ast.Name):
        yield node.id


def _at_once(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield what runs with the cell: the bodies of its functions do not."""
    for child in ast.iter_child_nodes(tree):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield child
            yield from _at_once(child)
