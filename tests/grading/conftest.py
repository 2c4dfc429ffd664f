"""Notebooks as learners hand them in, and a course whose one notebook shows many ways to go wrong."""

import shutil
from pathlib import Path

import pytest

from tbxlab.course import manifest
from tbxlab.grading import core
from tbxlab.lab02.checks.scalars import OnePointPerStep
from tbxlab.notebooks import build, make

RIGHT = "    writer.add_scalar('train/loss', loss, epoch * batches_per_epoch + batch)"


@pytest.fixture(scope="session")
def solve():
    """A function that writes an answer, by default a right one, into a notebook, ``before`` at the top of its cell."""

    def write(notebook, exercise_id="2.1", body=RIGHT, before=""):
        for cell in notebook.cells:
            if cell.id == f"ex-{exercise_id.replace('.', '-')}":
                cell.source = cell.source.replace("    raise NotImplementedError", body)
                cell.source = cell.source.replace("def log_loss", before + "\ndef log_loss")
        return notebook

    return write


@pytest.fixture(scope="module")
def shared_course(_built_course, tmp_path_factory):
    """A copy of the small course that all tests of a file share."""
    folder = tmp_path_factory.mktemp("a shared course") / "course"
    shutil.copytree(_built_course, folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TBXLAB_COURSE", str(folder))
        for name in ("TBXLAB_WORK", "TBXLAB_RUNS", "TBXLAB_PROGRESS"):
            patch.delenv(name, raising=False)
        yield folder


@pytest.fixture(scope="module")
def lab(shared_course):
    return manifest.load().lab("02")


@pytest.fixture
def given(lab):
    """The lab as learners get it; read anew, so that a test may write into it."""
    return make.lab_notebook(make.read(build.solution_path(lab)))


@pytest.fixture(scope="module")
def long_course(_built_course, tmp_path_factory):
    """The small course with its exercise eight times over: 2.1, and 2.91 to 2.97, each with its own cell and check."""
    numbers = [f"2.9{number}" for number in range(1, 8)]
    folder = tmp_path_factory.mktemp("a long course") / "course"
    for name in ("labs", "solutions"):
        (folder / name).mkdir(parents=True)
    room = Path("src", "tbxlab", "lab02")
    shutil.copytree(_built_course / room, folder / room)
    shutil.copy(_built_course / "course.toml", folder)
    for name, seconds, changes in (
        ("lab.toml", ("seconds = 60", "seconds = 5"), ("minutes = 5", "minutes = 1")),
        ("words/en.toml", ("", ""), ("", "")),
    ):
        path = folder / room / name
        text = path.read_text(encoding="utf-8").replace(*seconds)
        block = text[text.index("[[exercise]]" if name == "lab.toml" else "[exercise.") :]
        more = [block.replace('"2.1"', f'"{number}"').replace(*changes) for number in numbers]
        path.write_text("\n".join([text, *more]), encoding="utf-8")
    source = (_built_course / "solutions" / "02_scalars.py").read_text(encoding="utf-8")
    cells = source[source.index('# %% exercise="2.1"') : source.index("# %%\nprint")]
    register = (
        "# %%\nfrom tbxlab.grading.core import exercise\n"
        "from tbxlab.lab02.checks.scalars import OnePointPerStep\n"
        f"for number in {numbers}:\n    exercise(number)(OnePointPerStep)\n\n"
    )
    again = [cells.replace("2.1", number).replace("log_loss", f"log_loss_{number[-1]}") for number in numbers]
    source = source.replace(cells, register + cells + "".join(again))
    (folder / "solutions" / "02_scalars.py").write_text(source, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TBXLAB_COURSE", str(folder))
        for name in ("TBXLAB_WORK", "TBXLAB_RUNS", "TBXLAB_PROGRESS"):
            patch.delenv(name, raising=False)
        for number in numbers:
            patch.setitem(core._registry, number, OnePointPerStep())
        list(build.build(manifest.load()))
        yield folder
