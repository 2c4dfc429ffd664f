"""Reads a submitted notebook, whatever state it is in, or says why it cannot be read."""

import json
import re
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from tbxlab.course.manifest import Course, Lab
from tbxlab.course.words import words

PAGE = re.compile(r"\s*<(?:!doctype|html|head|body|\?xml|!--)", re.IGNORECASE)
CONFLICT = re.compile(r"^<<<<<<< .*?^>>>>>>> ", re.MULTILINE | re.DOTALL)


class BadNotebook(Exception):
    """The file cannot be judged; the message says why and what to do."""


def read_submission(path: Path) -> NotebookNode:
    """Return the notebook at ``path`` in nbformat 4, every cell with a type, a source and metadata. Raises BadNotebook.

    Editors, merges and other platforms break the schema in ways that harm nothing here; only what is no notebook
    at all is refused.
    """
    params = {"name": path.name, "reset": _reset_command(path)}
    try:
        text = path.read_text(encoding="utf-8-sig")  # some Windows editors put a mark at the beginning
    except FileNotFoundError:
        raise BadNotebook(words("notebook-none", {"path": path, **params})) from None
    except (OSError, UnicodeDecodeError) as error:
        raise BadNotebook(words("notebook-unreadable", {"why": error, **params})) from error
    if not text.strip():
        raise BadNotebook(words("notebook-empty", params))
    if CONFLICT.search(text):
        raise BadNotebook(words("notebook-conflict", params))
    try:
        found = _raw(json.loads(text))
        if found is None:
            raise BadNotebook(words("notebook-no-cells", params))
        # Not nbformat.reads, which writes what it finds against the schema on the learner's screen.
        notebook = nbformat.convert(nbformat.reader.reads(json.dumps(found)), to_version=4)
        notebook.metadata = _table(notebook.get("metadata"), "tbxlab")
        notebook.cells = [_mended(cell) for cell in notebook.cells if isinstance(cell, dict)]
    except json.JSONDecodeError as error:
        kind = "notebook-page" if PAGE.match(text) else "notebook-broken"
        raise BadNotebook(words(kind, {"line": error.lineno, "why": error.msg, **params})) from error
    except BadNotebook:
        raise
    except Exception as error:  # nbformat raises many kinds, among them AttributeError and KeyError
        raise BadNotebook(words("notebook-odd", {"why": f"{type(error).__name__}: {error}", **params})) from error
    return notebook


def _raw(found: object) -> dict[str, Any] | None:
    """Return what JSON holds with what nbformat stumbles over made whole, None where there are no cells in it."""
    if not isinstance(found, dict):
        return None
    if isinstance(found.get("worksheets"), list):
        return found  # an old format, which nbformat converts
    if not isinstance(found.get("cells"), list):
        return None
    cells = [_with_table(cell) for cell in found["cells"] if isinstance(cell, dict)]
    return _with_table(found) | {"cells": cells, "nbformat": 4, "nbformat_minor": 5}


def _with_table(found: dict[str, Any]) -> dict[str, Any]:
    return found if isinstance(found.get("metadata"), dict) else {**found, "metadata": {}}


def _reset_command(path: Path) -> str:
    """Return the command for a fresh lab; the number is in a lab's name, and of another file it is an example."""
    number = re.match(r"(\d\d)_", path.name)
    return f"tbxlab reset {number[1]}" if number else "tbxlab reset 02"


def _mended(cell: dict[str, Any]) -> NotebookNode:
    """Return a cell with all that is asked of one later: nothing the learner wrote is taken away."""
    source, kind = cell.get("source"), cell.get("cell_type")
    mended = NotebookNode(cell)
    mended.cell_type = kind if kind in ("code", "markdown", "raw") else "raw"
    # Half of a surrogate pair can stand in JSON but in no file.
    mended.source = source.encode("utf-8", "replace").decode("utf-8") if isinstance(source, str) else ""
    mended.metadata = _table(cell.get("metadata"), "nbgrader")
    if not isinstance(mended.metadata.get("nbgrader", {}).get("grade_id", ""), str):
        del mended.metadata["nbgrader"]
    if not isinstance(cell.get("id", ""), str):
        del mended["id"]
    if mended.cell_type == "code":
        mended.outputs = cell.get("outputs") if isinstance(cell.get("outputs"), list) else []
        mended.setdefault("execution_count", None)
    return mended


def _table(found: object, inner: str) -> NotebookNode:
    """Return ``found`` where it is a table, else an empty one; what it holds under ``inner`` must be a table, too."""
    table = NotebookNode(found if isinstance(found, dict) else {})
    if not isinstance(table.get(inner, {}), dict):
        del table[inner]
    return table


def lab_of(path: Path, notebook: NotebookNode, of: Course) -> Lab:
    """Return the lab that a notebook is a submission of: by its metadata, its name, or its exercises.

    Raises BadNotebook where none of the three tells.
    """
    named = notebook.metadata.get("tbxlab", {}).get("lab", "")
    by_name = {lab.name: lab for lab in of.labs}
    if isinstance(named, str) and named in by_name:
        return by_name[named]
    for lab in of.labs:
        if lab.name in path.stem:
            return lab
    found = re.findall(r"^# Exercise (\d+)\.\d+", "\n".join(cell.source for cell in notebook.cells), re.M)
    for lab in of.labs:
        if found and int(found[0]) == int(lab.number):
            return lab
    raise BadNotebook(words("notebook-no-lab", {"name": path.name, "labs": ", ".join(by_name)}))
