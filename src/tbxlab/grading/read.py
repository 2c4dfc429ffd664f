"""Reads a submitted notebook, whatever state it is in, or says why it cannot be read."""

import json
import re
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from tbxlab.manifest import Course, Lab


class BadNotebook(Exception):
    """The file cannot be judged; the message says why and what to do."""


def read_submission(path: Path) -> NotebookNode:
    """Return the notebook at ``path`` in nbformat 4. Raises BadNotebook."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise BadNotebook(f"there is no file {path}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise BadNotebook(f"{path.name} cannot be read: {error}") from error
    if not text.strip():
        raise BadNotebook(f"{path.name} is empty. Was it saved? `tbxlab reset` gives you the lab anew.")
    try:
        json.loads(text)
        notebook = nbformat.reads(text, as_version=4)
        # Notebooks that other editors saved may break the schema in ways that harm nothing here.
        return nbformat.from_dict(dict(notebook, cells=[cell for cell in notebook.cells if "source" in cell]))
    except Exception as error:  # nbformat raises many kinds, among them AttributeError and KeyError
        raise BadNotebook(f"{path.name} is no notebook: {error}") from error


def lab_of(path: Path, notebook: NotebookNode, of: Course) -> Lab:
    """Return the lab that a notebook is a submission of: by its metadata, its name, or its exercises.

    Raises BadNotebook where none of the three tells.
    """
    named = notebook.metadata.get("tbxlab", {}).get("lab", "")
    by_name = {lab.name: lab for lab in of.labs}
    if named in by_name:
        return by_name[named]
    for lab in of.labs:
        if lab.name in path.stem:
            return lab
    found = re.findall(r"^# Exercise (\d+)\.\d+", "\n".join(cell.source for cell in notebook.cells), re.M)
    for lab in of.labs:
        if found and int(found[0]) == int(lab.number):
            return lab
    raise BadNotebook(f"{path.name} is no lab of this course: no exercise in it. Labs: {', '.join(by_name)}")
