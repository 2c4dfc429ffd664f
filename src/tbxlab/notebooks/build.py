"""Builds every lab: source → executed solution → lab. What is up to date already is left alone."""

import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from tbxlab.course import folders, manifest
from tbxlab.course.manifest import Course, Lab
from tbxlab.notebooks import copies, make


@dataclass(frozen=True)
class Built:
    """What was done for one lab; ``kept`` is where the lab is that somebody had solved in labs/."""

    lab: Lab
    executed: bool
    kept: Path | None = None


def source_path(lab: Lab) -> Path:
    """Return where the lab's source is."""
    return folders.solutions_dir() / f"{lab.name}.py"


def solution_path(lab: Lab) -> Path:
    """Return where the built and executed solution is."""
    return folders.solutions_dir() / f"{lab.name}.ipynb"


def lab_path(lab: Lab) -> Path:
    """Return where the lab is as it was built; learners open a copy of it (tbxlab.notebooks.copies)."""
    return copies.built_path(lab)


def from_source(lab: Lab) -> NotebookNode:
    """Return the unexecuted solution notebook as its source says now. Raises BadSource."""
    return make.solution_notebook(source_path(lab).read_text(encoding="utf-8"), lab)


def is_built(lab: Lab) -> bool:
    """Return whether both notebooks equal what the source would give (outputs aside)."""
    if not (solution_path(lab).exists() and lab_path(lab).exists()):
        return False
    return _is_solution(lab) and make.same(make.read(lab_path(lab)), _cut(lab))


def is_built_or_solved(lab: Lab) -> bool:
    """Return whether both notebooks equal what the source would give, where not here, then in git's last commit.

    In labs/ as they were before work/ there was, people solved the labs in place: that is no fault of the course's.
    """
    if is_built(lab):
        return True
    committed = _committed(lab_path(lab))
    return solution_path(lab).exists() and _is_solution(lab) and committed is not None and _same(committed, _cut(lab))


def _cut(lab: Lab) -> NotebookNode:
    return make.lab_notebook(from_source(lab))


def _is_solution(lab: Lab) -> bool:
    kept = make.read(solution_path(lab))
    ran = all(cell.execution_count for cell in kept.cells if cell.cell_type == "code")
    return ran and make.same(kept, from_source(lab))


def _same(text: str, wanted: NotebookNode) -> bool:
    return make.same(nbformat.reads(text, as_version=4), wanted)


def _committed(path: Path) -> str | None:
    """Return a file as git's last commit has it, None where there is no git, no commit, or no such file in it."""
    try:
        shown = subprocess.run(
            ["git", "show", f"HEAD:./{path.name}"],
            cwd=path.parent,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
    except OSError:
        return None
    return shown.stdout if shown.returncode == 0 else None


def _is_as_committed(lab: Lab) -> bool:
    path = lab_path(lab)
    return path.exists() and _committed(path) == path.read_text(encoding="utf-8")


def build(of: Course | None = None, labs: Sequence[Lab] = (), *, force: bool = False) -> Iterator[Built]:
    """Build those of ``labs`` (of the whole course, if none) whose notebooks differ from their source, or all of them.

    Where somebody has worked in a lab in labs/, it is copied to work/ before it is written over.
    """
    for lab in labs or (of or manifest.load()).labs:
        if not force and is_built(lab):
            yield Built(lab, executed=False)
            continue
        solution = from_source(lab)
        # The lab is cut first: what is cut wrongly is seen before seconds are spent on executing.
        starters = make.lab_notebook(solution)
        executed = execute(solution, lab)
        # Where the built solution was deleted, nothing says what labs/ should hold but git.
        kept = None if not solution_path(lab).exists() and _is_as_committed(lab) else copies.rescue(lab)
        make.write(starters, lab_path(lab))
        make.write(executed, solution_path(lab))
        yield Built(lab, executed=True, kept=kept)


def execute(notebook: NotebookNode, lab: Lab) -> NotebookNode:
    """Run a solution in a fresh kernel and return it with its outputs. Raises nbclient's CellExecutionError.

    What it logs and keeps goes to a temporary folder, so that a build leaves a learner's work/ alone.
    """
    from nbclient import NotebookClient

    with tempfile.TemporaryDirectory(prefix="tbxlab-") as work:
        env = os.environ | {
            "TBXLAB_WORK": work,
            "TBXLAB_COURSE": str(folders.root()),
            "OMP_NUM_THREADS": "1",
            "TBXLAB_EVIDENCE": str(Path(work) / ".evidence"),
        }
        env.pop("TBXLAB_RUNS", None)
        client = NotebookClient(
            notebook,
            timeout=lab.seconds,
            kernel_name="python3",
            record_timing=False,
            extra_arguments=["--log-level=ERROR"],
            resources={"metadata": {"path": str(folders.labs_dir())}},
        )
        client.execute(env=env, stderr=subprocess.DEVNULL)  # a kernel that Ctrl-C reaches while it starts says so there
        for cell in notebook.cells:
            if cell.cell_type == "code":
                _strip(cell, work)
    notebook.metadata["language_info"] = NotebookNode({"name": "python"})  # the kernel adds its version
    return notebook


def _strip(cell: NotebookNode, work: str) -> None:
    """Take this machine's folders out of the outputs that are committed."""
    for output in cell.outputs:
        if output.output_type == "stream":
            output.text = (
                output.text.replace(f"{work}{os.sep}", "").replace(work, "work").replace(str(folders.root()), "course")
            )
