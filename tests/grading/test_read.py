"""Is every file that comes in read as far as it can be, or refused in words?"""

import copy
import json

import nbformat
import pytest

from tbxlab.course import manifest
from tbxlab.notebooks import build, make
from tbxlab.notebooks.merge import merge
from tbxlab.notebooks.read import BadNotebook, lab_of, read_submission

ANSWER = "# Exercise 2.1\ndef log_loss(*all): pass"


@pytest.fixture
def reference(lab):
    return make.read(build.solution_path(lab))


@pytest.fixture
def taken(lab, reference, given):
    """A function that takes a notebook in, all the way to what would be run: the source of exercise 2.1 in it."""

    def take(path):
        submission = read_submission(path)
        assert lab_of(path, submission, manifest.load()) == lab
        merged = merge(reference, submission, given).notebook
        nbformat.validate(merged)
        nbformat.writes(merged).encode("utf-8")
        return next(cell.source for cell in merged.cells if cell.id == "ex-2-1")

    return take


@pytest.fixture
def mine(given):
    """The learner's notebook as JSON, solved."""
    for cell in given.cells:
        if cell.id == "ex-2-1":
            cell.source = ANSWER
    return json.loads(nbformat.writes(given))


def save(path, content):
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"no json", "isn't a notebook"),
        (b"{}", "isn't a notebook"),
        (b"[1]", "isn't a notebook"),
        (b'"cells"', "isn't a notebook"),
        (b"7", "isn't a notebook"),
        (b"null", "isn't a notebook"),
        (b'{"cells": [', "isn't a notebook"),
        (b"[" * 100_000, "isn't a notebook"),
        (b"\xff\xfe\x00", "cannot be read"),
        (b'{"cells": [\n<<<<<<< HEAD\n1\n=======\n2\n>>>>>>> theirs\n]}', "merge conflict"),
    ],
)
def test_a_file_that_is_no_notebook_is_refused_in_words(tmp_path, content, why):
    path = tmp_path / "x.ipynb"
    path.write_bytes(content)
    with pytest.raises(BadNotebook, match=why):
        read_submission(path)


def test_a_missing_file_is_refused_in_words(tmp_path):
    with pytest.raises(BadNotebook, match="There is no file"):
        read_submission(tmp_path / "x.ipynb")


def test_a_folder_in_a_notebooks_place_is_refused_in_words(tmp_path):
    with pytest.raises(BadNotebook, match="cannot be read"):
        read_submission(tmp_path)


def test_a_file_that_another_program_holds_is_refused_in_words(tmp_path, monkeypatch):
    """Windows lets a program lock a file for itself."""

    def held(self, **_):
        raise PermissionError(13, "The process cannot access the file because it is being used by another process")

    monkeypatch.setattr(type(tmp_path), "read_text", held)
    with pytest.raises(BadNotebook, match="being used by another process"):
        read_submission(tmp_path / "x.ipynb")


def test_a_notebook_is_known_by_metadata_name_or_exercises(lab, given, tmp_path):
    course = manifest.load()
    assert lab_of(tmp_path / "x.ipynb", given, course) == lab
    del given.metadata["tbxlab"]
    assert lab_of(tmp_path / "my_02_scalars (1).ipynb", given, course) == lab
    assert lab_of(tmp_path / "x.ipynb", given, course) == lab
    given.cells = []
    with pytest.raises(BadNotebook, match="isn't a lab of this course"):
        lab_of(tmp_path / "x.ipynb", given, course)


def test_an_old_notebook_format_is_taken(taken, mine, tmp_path):
    old = nbformat.v4.downgrade(nbformat.reads(json.dumps(mine), as_version=4))
    path = tmp_path / "old.ipynb"
    nbformat.write(old, path, version=nbformat.NO_CONVERT)
    assert json.loads(path.read_text(encoding="utf-8"))["nbformat"] == 3
    assert taken(path) == ANSWER


def test_a_notebook_as_colab_saves_it_is_taken(taken, mine, tmp_path):
    """Colab keeps its own ids in the metadata and the source as a list of lines; nbgrader's metadata may be gone."""
    cells = [
        {
            "cell_type": cell["cell_type"],
            "metadata": {"id": f"Kx{number}"},
            "source": "".join(cell["source"]).splitlines(keepends=True),
        }
        | ({"execution_count": None, "outputs": []} if cell["cell_type"] == "code" else {})
        for number, cell in enumerate(mine["cells"])
    ]
    colab = {
        "nbformat": 4,
        "nbformat_minor": 0,
        "cells": cells,
        "metadata": {"colab": {"provenance": []}, "kernelspec": {"name": "python3", "display_name": "Python 3"}},
    }
    assert taken(save(tmp_path / "Copy of 02_scalars.ipynb", colab)) == ANSWER


def test_a_notebook_as_vs_code_saves_it_is_taken(taken, mine, tmp_path):
    """VS Code gives cells ids of its own and may drop all metadata."""
    for number, cell in enumerate(mine["cells"]):
        cell["id"], cell["metadata"] = f"{number:08x}", {}
    mine["metadata"] = {"language_info": {"name": "python"}, "kernelspec": {"name": "my-env", "display_name": "x"}}
    assert taken(save(tmp_path / "x.ipynb", mine)) == ANSWER


def test_a_mark_at_the_beginning_and_windows_line_ends_are_no_obstacle(taken, mine, tmp_path):
    path = tmp_path / "x.ipynb"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(mine, indent=1).replace("\n", "\r\n").encode("utf-8"))
    assert taken(path) == ANSWER


def test_half_a_character_is_no_obstacle(taken, mine, tmp_path):
    mine["cells"][0]["source"] = "half a smile: \ud83d"
    mine["cells"].insert(1, {**copy.deepcopy(mine["cells"][1]), "id": "own", "metadata": {}, "source": "x = '\udc00'"})
    assert taken(save(tmp_path / "x.ipynb", mine)) == ANSWER


def places(content, path=()):
    """Yield the way to everything in a piece of JSON."""
    yield path
    inner = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    for key, value in inner:
        yield from places(value, (*path, key))


GONE = object()


def test_whatever_is_broken_in_a_notebook_it_is_taken_or_refused_and_nothing_of_ours_breaks(
    lab, reference, given, mine, tmp_path
):
    """Every part of a notebook is taken away, and replaced by a value of every other kind: some thousand notebooks."""
    course, path, refused, read = manifest.load(), tmp_path / "x.ipynb", 0, 0
    for place in places(mine):
        for value in (GONE, None, [], {}, "x", 7, ["a"], {"a": 1}, True):
            content = copy.deepcopy(mine)
            if not place:
                content = None if value is GONE else value
            else:
                inner = content
                for key in place[:-1]:
                    inner = inner[key]
                if value is GONE:
                    del inner[place[-1]]
                else:
                    inner[place[-1]] = value
            try:
                submission = read_submission(save(path, content))
                lab_of(path, submission, course)
                nbformat.validate(merge(reference, submission, given).notebook)
                read += 1
            except BadNotebook:
                refused += 1
    assert read > 600
    assert refused > 10
