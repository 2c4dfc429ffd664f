"""A small lab of four exercises that takes a second to run, and submissions of it."""

import copy
import shutil
import sys

import pytest
from nbformat.v4 import new_code_cell

from tbxlab.classroom import walls, workshop
from tbxlab.classroom.marking import Task, mark
from tbxlab.course import folders, manifest
from tbxlab.notebooks import build, make

collect_ignore_glob = ["test_*.py"] if sys.platform == "win32" else []
"""Windows has no walls and no forks: `tbxlab grade` refuses there."""

SEEDS = (20_261_128, 5_550_123_456_789)
POINTS = {"2.1": 2, "2.6": 3, "2.7": 1, "2.8": 4}

MANIFEST = """\
[course]
schema = 2
title = "Small"

[[part]]
id = "I"
title = "Seeing"
labs = ["02_scalars"]
"""
HEAD = """\
name = "02_scalars"
chapter = "02-scalars.md"
minutes = 10
seconds = 60
"""
EXERCISE = """
[[exercise]]
id = "{id}"
kind = "core"
skill = "{skill}"
points = {points}
minutes = 2
"""
WORDS = """
[exercise."{id}"]
title = "Exercise {id} of the small lab"
hints = ["first", "second", "third", "fourth"]
"""
SOURCE = '''\
# %% [markdown]
# # A small lab

# %%
import sys

sys.modules.setdefault("torch", None)  # tensorboardX writes scalars without it; importing it takes seconds
from tbxlab import check, new_run

# %%
scale = {"weight": 0}

# %%
scale["weight"] = 1.0

# %%
import time

shown = [time.sleep(0.4)]  # no mark rests on it

# %% exercise="2.1"
# Exercise 2.1
def log_loss(writer, loss, epoch, batch, batches_per_epoch):
    """Log the loss at its step."""
    ### BEGIN SOLUTION
    writer.add_scalar("train/loss", loss, epoch * batches_per_epoch + batch)
    ### END SOLUTION

# %% check="2.1"
check("2.1", log_loss)

# %% exercise="2.6"
# Exercise 2.6
def smoothed(values, weight):
    """Return the line."""
    ### BEGIN SOLUTION
    line, m, left = [], 0.0, 1.0
    for value in values:
        m = weight * m + (1 - weight) * value * scale["weight"]
        left *= weight
        line.append(m / (1 - left))
    return line
    ### END SOLUTION

# %% check="2.6"
check("2.6", smoothed)

# %% exercise="2.7"
# Exercise 2.7
def log_layout(writer):
    """Put both into one chart."""
    ### BEGIN SOLUTION
    writer.add_custom_scalars({"loss": {"both": ["Multiline", ["train/loss", "val/loss"]]}})
    ### END SOLUTION

# %% check="2.7"
check("2.7", log_layout)

# %% exercise="2.8"
# Exercise 2.8
### BEGIN SOLUTION
#: reading = ...
reading = {"overfitting": (200, 400), "spike": 2113, "better": "c"}
### END SOLUTION

# %% check="2.8"
check("2.8", reading)

# %%
print(new_run("2.1"))
'''


@pytest.fixture(scope="session")
def small_course(tmp_path_factory):
    """The course whose one lab it is; built once."""
    folder = tmp_path_factory.mktemp("a class") / "course"
    room = folder / "src" / "tbxlab" / "lab02"
    for place in (folder / "labs", folder / "solutions", room / "words"):
        place.mkdir(parents=True)
    (folder / "course.toml").write_text(MANIFEST, encoding="utf-8")
    skill = {"2.1": "writing", "2.6": "writing", "2.7": "writing", "2.8": "judgment"}
    rows = [EXERCISE.format(id=each, points=points, skill=skill[each]) for each, points in POINTS.items()]
    (room / "lab.toml").write_text(HEAD + "".join(rows).replace('"writing"', '"reading"', 1), encoding="utf-8")
    words = 'title = "Scalars"\nobjectives = ["log each step once"]\n' + "".join(WORDS.format(id=e) for e in POINTS)
    (room / "words" / "en.toml").write_text(words, encoding="utf-8")
    (folder / "solutions" / "02_scalars.py").write_text(SOURCE, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TBXLAB_COURSE", str(folder))
        list(build.build(manifest.load()))
    yield folder
    workshop.close_all()
    shutil.rmtree(folder)


@pytest.fixture
def course(small_course, monkeypatch):
    """The small course, found by what is tested and by its processes."""
    monkeypatch.setenv("TBXLAB_COURSE", str(small_course))
    for name in ("TBXLAB_WORK", "TBXLAB_RUNS", "TBXLAB_PROGRESS"):
        monkeypatch.delenv(name, raising=False)
    assert folders.root() == small_course
    return small_course


@pytest.fixture(scope="session")
def why_no_walls(tmp_path_factory):
    """Why learners' code cannot be walled in here, "" where it can."""
    seen = tmp_path_factory.mktemp("probe")
    seen.parent.chmod(0o755)
    seen.chmod(0o755)
    bubblewrap = walls.Bubblewrap(seen)
    try:
        bubblewrap.check_installed()
        from tbxlab.classroom import view

        view.make(seen, walls.COURSE)
        bubblewrap.probe()
    except walls.NoWalls as error:
        return str(error)
    return ""


@pytest.fixture
def walled(course, why_no_walls):
    """The small course, where there are walls; skips with the reason where there are none."""
    if why_no_walls:
        pytest.skip(f"no walls here: {why_no_walls}")
    return course


def notebook(kind):
    """Return the small lab's solution or its starters."""
    solution = make.read(build.solution_path(manifest.load().lab("02")))
    return copy.deepcopy(solution) if kind == "solution" else make.lab_notebook(solution)


def with_cell(found, source, behind="check-2-1"):
    """Put an added cell behind a cell of the course, before all others where ``behind`` is None."""
    at = 0 if behind is None else 1 + next(i for i, cell in enumerate(found.cells) if cell.id == behind)
    found.cells.insert(at, new_code_cell(source))
    return found


def with_answer(found, exercise, source):
    """Write an exercise's cell."""
    for cell in found.cells:
        if cell.id == f"ex-{exercise.replace('.', '-')}":
            cell.source = source
    return found


def task_of(content, name="submission.ipynb", **more):
    """Return the task of marking a notebook, or raw bytes."""
    import nbformat

    data = content if isinstance(content, bytes) else nbformat.writes(content).encode("utf-8", "surrogatepass")
    return Task("02_scalars", SEEDS, name, data, **({"cell_seconds": 60, "wall_seconds": 200} | more))


def marks(marked):
    """Return exercise -> outcome, or the message's id where it is wrong."""
    return {each["id"]: each["message_id"] or each["outcome"] for each in marked.exercises}


def points(marked):
    return sum(each["points"] for each in marked.exercises)


PASSED = dict.fromkeys(POINTS, "passed")
OPEN = dict.fromkeys(POINTS, "not-attempted")
assert sys.version_info >= (3, 11)
__all__ = ["OPEN", "PASSED", "mark", "marks", "notebook", "points", "task_of", "with_answer", "with_cell"]
