"""Fixtures that several folders of tests share, and the order in which groups of tests are shared out."""

import shutil
from pathlib import Path

import pytest

from tbxlab.authoring import packing
from tbxlab.course import folders, manifest

DURATIONS = Path(__file__).with_name("durations.json")

MANIFEST = """\
[course]
schema = 2
title = "Tiny"

[[part]]
id = "I"
title = "Seeing"
labs = ["02_scalars"]
"""

LAB = """\
name = "02_scalars"
chapter = "02-scalars.md"
minutes = 10
seconds = 60

[[exercise]]
id = "2.1"
kind = "core"
skill = "judgment"
points = 2
minutes = 5
"""

WORDS = """\
title = "Scalars"
objectives = ["log each step once"]

[exercise."2.1"]
title = "One point for every optimizer step"
hints = ["first", "second", "third", "fourth"]
"""

SOURCE = '''\
# %% [markdown]
# # A tiny lab

# %%
import sys

sys.modules.setdefault("torch", None)  # tensorboardX writes scalars without it; importing it takes seconds
from tbxlab import check, new_run

# %% exercise="2.1"
# Exercise 2.1
def log_loss(writer, loss, epoch, batch, batches_per_epoch):
    """Log the loss at its step."""
    ### BEGIN SOLUTION
    writer.add_scalar("train/loss", loss, epoch * batches_per_epoch + batch)
    ### END SOLUTION

# %% check="2.1"
check("2.1", log_loss)

# %%
print(new_run("2.1"))
'''

WRONG = """\
# caught: steps-repeat
def log_loss(writer, loss, epoch, batch, batches_per_epoch):
    writer.add_scalar("train/loss", loss, epoch * batch + batch)
"""


def pytest_addoption(parser):
    parser.addoption("--write-durations", action="store_true", help=f"Write {DURATIONS.name} from this run.")


@pytest.hookimpl(tryfirst=True)  # before xdist, which puts the group's name into the id
def pytest_collection_modifyitems(items):
    for item in items:
        item.add_marker(pytest.mark.xdist_group(packing.group_of(item.nodeid)))
    seconds = packing.read(DURATIONS)
    items[:] = packing.longest_first(items, lambda item: packing.group_of(item.nodeid), seconds)


def pytest_configure(config):
    if config.getoption("--write-durations") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Clock())


class _Clock:
    """Notes what each part of a test took, and writes it in the end."""

    def __init__(self):
        self._reports = []

    def pytest_runtest_logreport(self, report):
        self._reports.append((report.nodeid, report.duration))

    def pytest_sessionfinish(self):
        packing.write(DURATIONS, self._reports)


@pytest.fixture(scope="session")
def _built_course(tmp_path_factory):
    """Build a course with one small lab: it takes a second to run where a real lab takes many."""
    from tbxlab.notebooks import build

    folder = tmp_path_factory.mktemp("a course")  # with a space in its path
    (folder / "course.toml").write_text(MANIFEST, encoding="utf-8")
    room = folder / "src" / "tbxlab" / "lab02"
    for place in (folder / "labs", folder / "solutions", folder / "tests/answers/02_scalars/2.1", room / "words"):
        place.mkdir(parents=True)
    (room / "lab.toml").write_text(LAB, encoding="utf-8")
    (room / "words" / "en.toml").write_text(WORDS, encoding="utf-8")
    (folder / "solutions" / "02_scalars.py").write_text(SOURCE, encoding="utf-8")
    (folder / "tests/answers/02_scalars/2.1/wrong_product.py").write_text(WRONG, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TBXLAB_COURSE", str(folder))
        list(build.build(manifest.load()))
    return folder


@pytest.fixture
def tiny_course(_built_course, tmp_path, monkeypatch):
    """A fresh copy of the small course, which the course's functions and child processes find."""
    folder = tmp_path / "tiny course"
    shutil.copytree(_built_course, folder)
    monkeypatch.setenv("TBXLAB_COURSE", str(folder))
    monkeypatch.delenv("TBXLAB_WORK", raising=False)
    monkeypatch.delenv("TBXLAB_RUNS", raising=False)
    monkeypatch.delenv("TBXLAB_PROGRESS", raising=False)
    assert folders.root() == folder
    return folder
