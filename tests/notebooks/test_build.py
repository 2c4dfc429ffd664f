"""Are the notebooks what their source says, twice the same, and valid for nbgrader?"""

import nbformat
import pytest

from tbxlab.course import manifest
from tbxlab.notebooks import build, make
from tbxlab.notebooks.cut import BadSource


@pytest.fixture
def lab(tiny_course):
    return manifest.load().lab("02")


def rewrite(lab, old, new):
    source = build.source_path(lab).read_text(encoding="utf-8")
    assert old in source
    build.source_path(lab).write_text(source.replace(old, new), encoding="utf-8")


def test_what_is_built_equals_its_source(lab):
    assert build.is_built(lab)
    assert [built.executed for built in build.build()] == [False]


def test_two_builds_give_the_same_bytes(lab):
    before = build.solution_path(lab).read_bytes(), build.lab_path(lab).read_bytes()
    assert [built.executed for built in build.build(force=True)] == [True]
    assert (build.solution_path(lab).read_bytes(), build.lab_path(lab).read_bytes()) == before


@pytest.mark.parametrize("old", ["# A tiny lab", "epoch * batches_per_epoch + batch", "Log the loss at its step"])
def test_a_changed_source_is_noticed(lab, old):
    rewrite(lab, old, "1")
    assert not build.is_built(lab)


def test_a_notebook_edited_by_hand_is_noticed(lab):
    path = build.lab_path(lab)
    path.write_text(path.read_text(encoding="utf-8").replace("A tiny lab", "Another lab"), encoding="utf-8")
    assert not build.is_built(lab)


def test_changed_points_are_noticed(lab, tiny_course):
    path = tiny_course / "src" / "tbxlab" / "lab02" / "lab.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("points = 2", "points = 3"), encoding="utf-8")
    assert not build.is_built(manifest.load().lab("02"))


def test_the_lab_holds_no_solution_and_no_output(lab):
    text = build.lab_path(lab).read_text(encoding="utf-8")
    assert "SOLUTION" not in text
    assert "epoch * batches_per_epoch" not in text
    assert all(not cell.get("outputs") for cell in make.read(build.lab_path(lab)).cells)


def test_the_cells_carry_nbgraders_metadata(lab):
    cells = {cell.id: cell for cell in make.read(build.solution_path(lab)).cells}
    exercise, check = cells["ex-2-1"].metadata, cells["check-2-1"].metadata
    assert exercise.nbgrader == {
        "grade": False,
        "grade_id": "ex-2-1",
        "locked": False,
        "schema_version": 3,
        "solution": True,
        "task": False,
    }
    assert check.nbgrader == {
        "grade": True,
        "grade_id": "check-2-1",
        "locked": True,
        "points": 2,
        "schema_version": 3,
        "solution": False,
        "task": False,
    }
    assert (check.editable, check.deletable, check.tags) == (False, False, ["nbval-check-output"])
    assert cells["check-2-1"].outputs[0].data["text/plain"].splitlines() == [
        "✓ 2.1 One point for every optimizer step",
        "That was the last exercise of this lab: tbxlab check 02",
    ]


def test_no_folder_of_this_machine_is_committed(lab, tiny_course):
    text = build.solution_path(lab).read_text(encoding="utf-8")
    assert "runs/2.1-001" in text
    assert str(tiny_course) not in text
    assert "/tmp" not in text


def test_the_notebooks_are_valid(lab):
    for path in (build.solution_path(lab), build.lab_path(lab)):
        nbformat.validate(make.read(path))


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('# %% check="2.1"', "# %%", "not followed by its check"),
        ('# %% exercise="2.1"', "# %%", "does not follow its exercise"),
        ("# Exercise 2.1", "# My exercise", "must begin with"),
        ('"2.1"', '"2.2"', "must begin with"),
    ],
)
def test_a_source_out_of_order_is_refused(lab, old, new, why):
    rewrite(lab, old, new)
    with pytest.raises((BadSource, KeyError), match=why):
        build.from_source(lab)
