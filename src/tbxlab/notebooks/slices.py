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

from tbxlab.notebooks.flow import flow_of
from tbxlab.watch.names import names_of, reach

BUILTIN = frozenset(dir(builtins))
_READERS = """
    print len sorted min max sum zip enumerate range list dict set tuple str int float bool repr round any all abs
    isinstance type map filter reversed np read_run read_tree given_run
"""
READERS = frozenset(_READERS.split())
"""Functions, and numpy, that leave their arguments as they are."""


def starters(given: Sequence[str], solution: Sequence[str], checks: Iterable[int]) -> list[int]:
    """Return the cells of a lab as it is given that can differ from the solution's, and those that they need."""
    changed = [i for i, (one, other) in enumerate(zip(given, solution, strict=True)) if one != other]
    return needed(given, {*checks, *affected(given, changed), *affected(solution, changed)})


def affected(sources: Sequence[str], changed: Iterable[int]) -> set[int]:
    """Return the positions of the ``changed`` cells and of all that read, however indirectly, what those bind.

    A name that a cell binds anew, from what no exercise changes, is an exercise's no more.
    """
    found, dirty, imported = set(changed), set[str](), _imported(sources)
    for i, source in enumerate(sources):
        own = flow_of(source)
        if i in found or reach(names_of(source).needs & own.reads, sources) & dirty:
            found.add(i)
            dirty |= names_of(source).binds | (changes(source) - imported)
        else:
            dirty -= own.binds
    return found


def needed(sources: Sequence[str], wanted: Iterable[int]) -> list[int]:
    """Return, in order, the ``wanted`` positions and all cells above them that they rest on."""
    kept, wanted, names, imported = list[int](), set(wanted), set[str](), _imported(sources)
    for i in range(len(sources) - 1, -1, -1):
        own = names_of(sources[i])
        changed = changes(sources[i])
        # A module is changed by a call whose result nobody wants, such as torch.manual_seed(0); else it is only used.
        changed = (changed - imported) | (changed & imported & unheeded(sources[i]))
        if i in wanted or (own.binds | changed) & names:
            kept.append(i)
            flow = flow_of(sources[i])
            names -= flow.binds
            names |= reach((own.needs & flow.reads) | own.later, sources) - BUILTIN
    return kept[::-1]


@cache
def changes(source: str) -> frozenset[str]:
    """Return the names whose objects a cell may change in place while it runs.

    Those are what it assigns into, what it calls a method of, and what it gives to a call that is not known to read
    only.
    """
    return frozenset(_changed(_tree(source))) - BUILTIN


@cache
def unheeded(source: str) -> frozenset[str]:
    """Return the names that begin a statement which is a call of a method: what it returns, nobody wants."""
    calls = (node.value for node in _at_once(_tree(source)) if isinstance(node, ast.Expr))
    return frozenset(name for call in calls if isinstance(call, ast.Call) for name in _root(call.func))


def _imported(sources: Iterable[str]) -> set[str]:
    trees = [node for source in sources for node in ast.walk(_tree(source))]
    aliases = [each for node in trees if isinstance(node, ast.Import | ast.ImportFrom) for each in node.names]
    return {alias.asname or alias.name.partition(".")[0] for alias in aliases}


def _changed(tree: ast.Module) -> Iterator[str]:
    for node in _at_once(tree):
        if isinstance(node, ast.Subscript | ast.Attribute) and not isinstance(node.ctx, ast.Load):
            yield from _root(node)
        elif isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                yield from _root(node.func)
            if not {*_root(node.func)} & READERS:
                for argument in [*node.args, *(keyword.value for keyword in node.keywords)]:
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


@cache
def _tree(source: str) -> ast.Module:
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError):
        return ast.Module([], [])
