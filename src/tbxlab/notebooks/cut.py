"""Cuts the solution out of a cell and puts the starter in its place.

nbgrader's words mark what is cut, from ``### BEGIN SOLUTION`` to ``### END SOLUTION``. Inside, lines that
begin with ``#:`` become the starter (without the mark). Where they leave it open, the starter ends in
``raise NotImplementedError`` inside a function or class, and in ``name = ...`` for every name that the
solution assigns at the top of a cell: neither raises when the cell runs.
"""

import ast
import re
import textwrap

BEGIN, END, STARTER = "### BEGIN SOLUTION", "### END SOLUTION", "#:"


class BadSource(Exception):
    """A cell cannot be cut; the message says which and why."""


def starter(source: str) -> str:
    """Return the cell with every solution region replaced by its starter. Raises BadSource."""
    kept: list[str] = []
    region: list[str] | None = None
    indent = ""
    for line in source.splitlines():
        if line.strip().startswith(BEGIN):
            if region is not None:
                raise BadSource(f"{BEGIN} inside a solution: {line!r}")
            region, indent = [], line[: len(line) - len(line.lstrip())]
        elif line.strip().startswith(END):
            if region is None:
                raise BadSource(f"{END} without {BEGIN}")
            kept += [(indent + each).rstrip() for each in _starter_lines(region, nested=bool(indent))]
            region = None
        elif region is None:
            kept.append(line)
        else:
            region.append(line)
    if region is not None:
        raise BadSource(f"{BEGIN} without {END}")
    cut = "\n".join(kept)
    if cut == source:
        raise BadSource(f"no {BEGIN} in an exercise cell: {source.splitlines()[0]!r}")
    try:
        ast.parse(cut)
    except SyntaxError as error:
        raise BadSource(f"the starter is no Python: {error}\n{cut}") from error
    return cut


def _starter_lines(region: list[str], *, nested: bool) -> list[str]:
    lines = textwrap.dedent("\n".join(region)).splitlines()
    given = [re.sub(rf"^(\s*){STARTER} ?", r"\1", line) for line in lines if line.lstrip().startswith(STARTER)]
    solution = "\n".join(line for line in lines if not line.lstrip().startswith(STARTER))
    if nested:
        ends = any("NotImplementedError" in line for line in given)
        return given + ([] if ends else ["raise NotImplementedError"])
    assigned = [name for name in _assigned(solution) if not any(re.match(rf"{name}\b.*=", line) for line in given)]
    if not assigned and not given:
        raise BadSource("a solution at the top of a cell assigns nothing and gives no starter lines (#:)")
    return given + [f"{name} = ..." for name in assigned]


def _assigned(solution: str) -> list[str]:
    """Return the names that a solution binds at its top level, in order, once each."""
    names: list[str] = []
    for node in ast.parse(solution).body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        for target in targets:
            for each in ast.walk(target) if target is not None else ():
                if isinstance(each, ast.Name) and each.id not in names:
                    names.append(each.id)
    return names
