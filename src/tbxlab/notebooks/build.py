"""Builds every lab: source → executed solution → lab. What is up to date already is left alone."""

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from tbxlab.course import folders, manifest
from tbxlab.course.manifest import Course, Lab
from tbxlab.notebooks import make


@dataclass(frozen=True)
class Built:
    """What was done for one lab."""

    lab: Lab
    executed: bool


def source_path(lab: Lab) -> Path:
    """Return where the lab's source is."""
    return folders.solutions_dir() / f"{lab.name}.py"


def solution_path(lab: Lab) -> Path:
    """Return where the built and executed solution is."""
    return folders.solutions_dir() / f"{lab.name}.ipynb"


def lab_path(lab: Lab) -> Path:
    """Return where the notebook is that learners open."""
    return folders.labs_dir() / f"{lab.name}.ipynb"


def from_source(lab: Lab) -> NotebookNode:
    """Return the unexecuted solution notebook as its source says now. Raises BadSource."""
    return make.solution_notebook(source_path(lab).read_text(encoding="utf-8"), lab)


def is_built(lab: Lab) -> bool:
    """Return whether both notebooks equal what the source would give (outputs aside)."""
    if not (solution_path(lab).exists() and lab_path(lab).exists()):
        return False
    wanted = from_source(lab)
    kept = make.read(solution_path(lab))
    ran = all(cell.execution_count for cell in kept.cells if cell.cell_type == "code")
    return ran and make.same(kept, wanted) and make.same(make.read(lab_path(lab)), make.lab_notebook(wanted))


def build(of: Course | None = None, *, force: bool = False) -> Iterator[Built]:
    """Build the labs whose notebooks differ from their source, or all of them."""
    for lab in (of or manifest.load()).labs:
        if not force and is_built(lab):
            yield Built(lab, executed=False)
            continue
        solution = from_source(lab)
        # The lab is written first: what is cut wrongly is seen before seconds are spent on executing.
        make.write(make.lab_notebook(solution), lab_path(lab))
        make.write(execute(solution, lab), solution_path(lab))
        yield Built(lab, executed=True)


def execute(notebook: NotebookNode, lab: Lab) -> NotebookNode:
    """Run a solution in a fresh kernel and return it with its outputs. Raises nbclient's CellExecutionError.

    Run directories go to a temporary folder, so that a build leaves nothing in runs/.
    """
    from nbclient import NotebookClient

    with tempfile.TemporaryDirectory(prefix="tbxlab-") as runs:
        env = os.environ | {
            "TBXLAB_RUNS": runs,
            "TBXLAB_COURSE": str(folders.root()),
            "OMP_NUM_THREADS": "1",
            "TBXLAB_EVIDENCE": str(Path(runs) / ".evidence"),
        }
        client = NotebookClient(
            notebook,
            timeout=lab.seconds,
            kernel_name="python3",
            record_timing=False,
            extra_arguments=["--log-level=ERROR"],
            resources={"metadata": {"path": str(folders.labs_dir())}},
        )
        client.execute(env=env)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                _strip(cell, runs)
    notebook.metadata["language_info"] = NotebookNode({"name": "python"})  # the kernel adds its version
    return notebook


def _strip(cell: NotebookNode, runs: str) -> None:
    """Take this machine's folders out of the outputs that are committed."""
    for output in cell.outputs:
        if output.output_type == "stream":
            output.text = output.text.replace(runs, "runs").replace(str(folders.root()), "course")
