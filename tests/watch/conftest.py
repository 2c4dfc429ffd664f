"""One small course and one warm kernel for all tests of a file: a kernel that stays is what is tested."""

import copy
import shutil

import pytest
from nbformat.v4 import new_code_cell

from tbxlab.course import manifest
from tbxlab.notebooks import copies, make
from tbxlab.watch.session import Session

RIGHT = "writer.add_scalar('train/loss', loss, epoch * batches_per_epoch + batch)"
HEAD = "# Exercise 2.1\ndef log_loss(writer, loss, epoch, batch, batches_per_epoch):\n    "


class Notebook:
    """The learner's notebook: ``save`` writes it as an editor would."""

    def __init__(self, path):
        self.path = path
        self.given = make.read(path)

    def save(self, body=RIGHT, *, source=None, added=(), behind=()):
        """Write ``body`` into exercise 2.1 (or ``source`` as the whole cell); add cells before it and at the end."""
        notebook = copy.deepcopy(self.given)
        at = next(n for n, cell in enumerate(notebook.cells) if cell.id == "ex-2-1")
        notebook.cells[at].source = source or HEAD + body
        notebook.cells[at:at] = [new_code_cell(text) for text in added]
        notebook.cells += [new_code_cell(text) for text in behind]
        make.write(notebook, self.path)


@pytest.fixture(scope="module")
def warm_course(_built_course, tmp_path_factory):
    folder = tmp_path_factory.mktemp("a warm course") / "course"
    shutil.copytree(_built_course, folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TBXLAB_COURSE", str(folder))
        patch.delenv("TBXLAB_WORK", raising=False)
        patch.delenv("TBXLAB_RUNS", raising=False)
        patch.delenv("TBXLAB_PROGRESS", raising=False)
        yield folder


@pytest.fixture(scope="module")
def lab(warm_course):
    return manifest.load().lab("02")


@pytest.fixture(scope="module")
def notebook(lab):
    copies.begin(lab)
    return Notebook(copies.path_of(lab))


@pytest.fixture(scope="module")
def session(lab, notebook, tmp_path_factory):
    made = Session(notebook.path, lab, tmp_path_factory.mktemp("session"))
    yield made
    made.close()
