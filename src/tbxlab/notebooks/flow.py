"""Which names a cell reads from others, and which it surely binds: in the order in which its statements run."""

import ast
from dataclasses import dataclass, field
from functools import cache


@dataclass(frozen=True)
class Flow:
    """``reads`` may come from elsewhere; ``binds`` hold a value of this cell's when it has run."""

    reads: frozenset[str]
    binds: frozenset[str]


@cache
def flow_of(source: str) -> Flow:
    """Return what a cell reads before it binds it, and what it surely binds; nothing where it is no Python."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return Flow(frozenset(), frozenset())
    walk = _Walk()
    walk.visit(tree)
    return Flow(frozenset(walk.reads), frozenset(walk.bound))


@dataclass
class _Walk(ast.NodeVisitor):
    """Visits nodes in the order in which they run. A loop is taken to run at least once, a branch perhaps not."""

    reads: set[str] = field(default_factory=set)
    bound: set[str] = field(default_factory=set)

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load) and node.id not in self.bound:
            self.reads.add(node.id)
        elif isinstance(node.ctx, ast.Store):
            self.bound.add(node.id)

    def visit_Assign(self, node: ast.Assign) -> None:
        self._each(node.value, *node.targets)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value:
            self._each(node.value, node.target)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        if isinstance(node.target, ast.Name):
            self.visit(ast.Name(node.target.id, ast.Load()))
        self._each(node.value, node.target)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self._each(node.value, node.target)

    def visit_For(self, node: ast.For) -> None:
        self._each(node.iter, node.target, *node.body, *node.orelse)

    def visit_Import(self, node: ast.Import | ast.ImportFrom) -> None:
        self.bound |= {alias.asname or alias.name.partition(".")[0] for alias in node.names}

    visit_ImportFrom = visit_Import  # noqa: N815

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self._each(*node.decorator_list, *node.args.defaults, *(each for each in node.args.kw_defaults if each))
        self.bound.add(node.name)

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._each(*node.args.defaults, *(each for each in node.args.kw_defaults if each))

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        inside = _Walk(bound=set(self.bound))
        inside._each(*node.decorator_list, *node.bases, *(each.value for each in node.keywords), *node.body)
        self.reads |= inside.reads
        self.bound.add(node.name)

    def visit_ListComp(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> None:
        inside = _Walk(bound=set(self.bound))
        for each in node.generators:
            inside._each(each.iter, each.target, *each.ifs)
        inside._each(*([node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]))
        self.reads |= inside.reads

    visit_SetComp = visit_GeneratorExp = visit_DictComp = visit_ListComp  # noqa: N815

    def visit_If(self, node: ast.AST) -> None:
        """What is bound here may be bound or not."""
        inside = _Walk(bound=set(self.bound))
        inside.generic_visit(node)
        self.reads |= inside.reads

    visit_While = visit_Try = visit_Match = visit_TryStar = visit_IfExp = visit_If  # noqa: N815

    def visit_With(self, node: ast.With) -> None:
        for item in node.items:
            self._each(item.context_expr, *([item.optional_vars] if item.optional_vars else []))
        if any("suppress" in ast.unparse(item.context_expr) for item in node.items):  # may leave at any statement
            inside = _Walk(bound=set(self.bound))
            inside._each(*node.body)
            self.reads |= inside.reads
        else:
            self._each(*node.body)

    def _each(self, *nodes: ast.AST) -> None:
        for node in nodes:
            self.visit(node)
