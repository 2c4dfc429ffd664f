"""Which cells of a submission run: those that its marks rest on, and all that the learner added.

Half of a lab's cells train and draw for the reader, and take most of its time; no mark rests on them. What rests on
what is read off names, which do not say everything. An exercise that fails may owe that to the cutting, unless its own
cells show that it cannot.
"""

import ast
from collections.abc import Iterator, Sequence

from tbxlab.classroom.reading import CodeCell
from tbxlab.notebooks.slices import BUILTIN, needed
from tbxlab.watch.names import names_of, reach

_PLAIN = (ast.Constant, ast.Tuple, ast.List, ast.Set, ast.Dict, ast.UnaryOp, ast.unaryop, ast.Load, ast.Store, ast.Name)
_REACHING = frozenset({"globals", "locals", "vars", "exec", "eval", "open", "get_ipython", "__import__"})
"""What can reach names that are not written down."""


def kept(cells: Sequence[CodeCell]) -> list[int]:
    """Return the positions of the cells to run, in order."""
    wanted = [at for at, cell in enumerate(cells) if cell.kind != "course"]
    return needed([cell.source for cell in cells], wanted)


def owes_nothing(cells: Sequence[CodeCell], ran: Sequence[int], own: Sequence[int]) -> bool:
    """Return whether no cell that was left out can have changed what an exercise's ``own`` cells do.

    They define functions and plain values only, and no cell that was left out names what those reach.
    """
    sources = [cell.source for cell in cells]
    if not all(_defines_only(sources[at]) for at in own if cells[at].kind == "exercise"):
        return False
    read = set[str]().union(*(names_of(sources[at]).needs | names_of(sources[at]).later for at in own))
    reached = reach(read, sources) - BUILTIN
    left_out = [sources[at] for at in range(len(cells)) if at not in set(ran)]
    named = set[str]().union(*(set(_named(source)) for source in left_out))
    return not (reached & (named - _imported(sources))) and not read & _REACHING


def _defines_only(source: str) -> bool:
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return True  # it runs in no notebook
    return all(
        isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom)
        or (isinstance(node, ast.Assign) and all(isinstance(each, _PLAIN) for each in ast.walk(node.value)))
        or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        for node in tree.body
    )


def _named(source: str) -> Iterator[str]:
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return
    yield from (node.id for node in ast.walk(tree) if isinstance(node, ast.Name))


def _imported(sources: Sequence[str]) -> set[str]:
    found = set[str]()
    for source in sources:
        try:
            tree = ast.parse(source)
        except (SyntaxError, ValueError):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                found |= {each.asname or each.name.partition(".")[0] for each in node.names}
    return found
