"""Which names a cell binds and which it reads: what one cell's change can mean for the others."""

import ast
import symtable
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

_AT_ONCE = "genexpr"  # a scope of its own that runs where it stands


@dataclass(frozen=True)
class Names:
    """The global names of one cell.

    ``binds`` hold a value once it has run. ``needs`` are read while it runs, ``later`` when a function that it
    defines is called.
    """

    binds: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    later: frozenset[str] = frozenset()


@cache
def names_of(source: str) -> Names:
    """Return the names of a cell; none where it is no Python that compiles."""
    try:
        return _names(source)
    except (SyntaxError, ValueError):
        pass
    from IPython.core.inputtransformer2 import TransformerManager

    try:
        return _names(TransformerManager().transform_cell(source))  # lines such as %matplotlib or !ls
    except (SyntaxError, ValueError):
        return Names()


def reach(names: Iterable[str], sources: Iterable[str]) -> set[str]:
    """Return ``names`` and all that are read when they are: by functions among them, in whichever cell they are.

    A value that was computed is left as it is: what it was computed from is read no more.
    """
    of = [names_of(source) for source in sources]
    found = set(names)
    while True:
        more = set[str]().union(*(each.later for each in of if each.binds & found)) - found
        if not more:
            return found
        found |= more


def _names(source: str) -> Names:
    binds: set[str] = set()
    needs: set[str] = set()
    later: set[str] = set()
    scoped = ast.unparse(_Scoped().visit(ast.parse(source)))
    for table, at_once in _tables(symtable.symtable(scoped, "<cell>", "exec"), at_once=True):
        top = table.get_type() == "module"
        for symbol in table.get_symbols():
            if not (top or symbol.is_global()):
                continue
            name = symbol.get_name()
            if symbol.is_assigned() or symbol.is_imported():
                binds.add(name)
            if symbol.is_referenced():
                (needs if at_once else later).add(name)
    return Names(frozenset(binds), frozenset(needs), frozenset(later))


class _Scoped(ast.NodeTransformer):
    """Makes every comprehension a generator expression, which reads and binds the same names.

    Python 3.12 and newer inline the others (PEP 709) and list their variables among those of the cell.
    """

    def visit_ListComp(self, node: ast.ListComp | ast.SetComp) -> ast.GeneratorExp:
        """Return the same elements, not gathered."""
        self.generic_visit(node)
        return ast.GeneratorExp(node.elt, node.generators)

    visit_SetComp = visit_ListComp  # noqa: N815

    def visit_DictComp(self, node: ast.DictComp) -> ast.GeneratorExp:
        """Return the same pairs, not gathered."""
        self.generic_visit(node)
        return ast.GeneratorExp(ast.Tuple([node.key, node.value], ast.Load()), node.generators)


def _tables(table: symtable.SymbolTable, *, at_once: bool) -> Iterator[tuple[symtable.SymbolTable, bool]]:
    """Yield a scope and those in it, each with whether it runs when the cell does."""
    yield table, at_once
    for child in table.get_children():
        own = child.get_type() == "class" or child.get_name() == _AT_ONCE
        yield from _tables(child, at_once=at_once and own)
