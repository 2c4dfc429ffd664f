"""Which cells a save makes it necessary to run again, and which verdicts it leaves in doubt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tbxlab.course import cell_ids
from tbxlab.watch.names import names_of, reach

if TYPE_CHECKING:
    from nbformat import NotebookNode

SHORT_SECONDS = 0.5  # a cell of the course that took longer is not run again by itself


@dataclass(frozen=True)
class CodeCell:
    """One code cell of a merged notebook; ``key`` stays the same from save to save.

    ``exercise`` is the id of an exercise's or a check's cell. An added cell's key holds its source: when it
    changes, it is another cell.
    """

    key: str
    kind: Literal["course", "exercise", "check", "added"]
    source: str
    exercise: str | None = None


@dataclass(frozen=True)
class Plan:
    """``run`` in this order after the names in ``forget`` are gone; ``stale`` cells would have to run, too."""

    run: tuple[CodeCell, ...]
    forget: frozenset[str]
    stale: tuple[CodeCell, ...]


def code_cells(merged: NotebookNode) -> tuple[CodeCell, ...]:
    """Return the code cells of a notebook that ``merge`` gave."""
    found: list[CodeCell] = []
    anchor, seen = "top", Counter[tuple[str, str]]()
    for cell in merged.cells:
        grader = cell.metadata.get("nbgrader", {})
        anchor = grader.get("grade_id", anchor)
        if cell.cell_type != "code":
            continue
        if not grader:
            seen[anchor, cell.source] += 1
            found.append(CodeCell(f"{anchor} +{seen[anchor, cell.source]} {cell.source}", "added", cell.source))
        elif grader.get("solution") or grader.get("grade"):
            kind: Literal["exercise", "check"] = "exercise" if grader.get("solution") else "check"
            number = cell_ids.exercise_named(anchor)
            found.append(CodeCell(anchor, kind, cell.source, number))
        else:
            found.append(CodeCell(anchor, "course", cell.source))
    return tuple(found)


def plan(
    cells: Sequence[CodeCell], before: Mapping[str, str], seconds: Mapping[str, float], pending: Set[str] = frozenset()
) -> Plan:
    """Say what to run, where ``before`` holds the source that each key ran with last, in ``seconds``.

    What changed runs, and so does what reads it while it runs; a check, also when only a function that its
    answer calls has changed. ``pending`` are keys that ran in vain.
    """
    sources = [cell.source for cell in cells]
    keys = {cell.key for cell in cells}
    gone = [source for key, source in before.items() if key not in keys]
    dirty: set[str] = set().union(*(names_of(source).binds for source in gone))
    forget = set(dirty)
    run, stale = [], []
    answered: set[str | None] = set()  # exercises whose cell runs: their check does too, whatever the cell binds
    for cell in cells:
        own = names_of(cell.source)
        old = before.get(cell.key)
        if old != cell.source or cell.key in pending:
            forget |= names_of(old).binds if old is not None else set()
            dirty |= own.binds | (names_of(old).binds if old is not None else set())
            run.append(cell)
        elif cell.exercise in answered and cell.kind == "check":
            run.append(cell)
        elif reach(own.needs, sources) & dirty:
            if cell.kind == "course" and seconds.get(cell.key, 0) > SHORT_SECONDS:
                stale.append(cell)
            else:
                dirty |= own.binds
                run.append(cell)
        answered |= {run[-1].exercise} if run else set()
    kept = set().union(*(names_of(cell.source).binds for cell in cells if cell not in run))
    return Plan(tuple(run), frozenset(forget - kept), tuple(stale))


def found_below(cells: Sequence[CodeCell], check: CodeCell) -> list[str]:
    """Return the names that a check's answer rests on and that are bound only in cells behind the check.

    A kernel that stays has them; a run from the top does not.
    """
    at = cells.index(check)
    above = set().union(*(names_of(cell.source).binds for cell in cells[:at]))
    below = set().union(*(names_of(cell.source).binds for cell in cells[at:]))
    rests_on = reach(names_of(check.source).needs, [cell.source for cell in cells[:at]])
    return sorted((rests_on & below) - above)
