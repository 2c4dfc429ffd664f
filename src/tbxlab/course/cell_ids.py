"""The names of a lab's cells: exercise 2.1 stands in the cell `ex-2-1`, its check in `check-2-1`.

nbgrader calls them grade ids and allows no dots; Jupyter's cell ids are the same.
"""

import re

_NAMED = re.compile(r"(?:ex|check)-(\d+)-(\d+)")


def exercise_cell(exercise_id: str) -> str:
    """Return the id of the cell that exercise "2.1" is answered in."""
    return f"ex-{exercise_id.replace('.', '-')}"


def check_cell(exercise_id: str) -> str:
    """Return the id of the cell that checks exercise "2.1"."""
    return f"check-{exercise_id.replace('.', '-')}"


def exercise_named(cell_id: str) -> str | None:
    """Return the exercise that an exercise's or a check's cell belongs to, None for the id of another cell."""
    named = _NAMED.fullmatch(cell_id)
    return f"{named[1]}.{named[2]}" if named else None
