"""The small course, and what a learner writes into a notebook of it."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from tbxlab.course import manifest
from tbxlab.notebooks import build, make

ANSWER = (
    "# Exercise 2.1\ndef log_loss(writer, loss, epoch, batch, batches_per_epoch):\n"
    "    mine = epoch * batches_per_epoch + batch\n    writer.add_scalar('train/loss', loss, mine)"
)


@pytest.fixture
def lab(tiny_course):
    return manifest.load().lab("02")


def _solve(notebook):
    at = next(number for number, cell in enumerate(notebook.cells) if cell.id == "ex-2-1")
    notebook.cells[at].source = ANSWER
    notebook.cells[at].outputs = [new_output("stream", name="stdout", text="it ran\n")]
    notebook.cells[at].execution_count = 3
    notebook.cells[at + 1 : at + 1] = [new_code_cell("my_own = 7"), new_markdown_cell("my own note")]
    return notebook


@pytest.fixture
def solved():
    """A function that writes an answer, run, into a notebook, and adds a cell and a note of one's own behind it."""
    return _solve


@pytest.fixture
def answer():
    """The answer that ``solved`` writes."""
    return ANSWER


@pytest.fixture
def newer(lab):
    """Let the course be released anew: its source changed, its notebooks built, as `git pull` brings them."""

    def release(*changes):
        path = build.source_path(lab)
        text = path.read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
        solution = build.from_source(manifest.load().lab("02"))
        make.write(solution, build.solution_path(lab))
        make.write(make.lab_notebook(solution), build.lab_path(lab))

    return release
