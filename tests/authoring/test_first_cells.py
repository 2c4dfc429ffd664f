"""Does each lab begin with what it teaches, how long it takes and how it is checked, as course.toml has it?"""

import ast
import importlib.metadata
import re
import sys

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tbxlab.course import manifest
from tbxlab.notebooks import build, make

LABS = manifest.load().labs
WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@pytest.fixture(params=LABS, ids=lambda lab: lab.name)
def lab(request):
    return request.param


@pytest.fixture
def first(lab):
    cell = make.read(build.lab_path(lab)).cells[0]
    assert cell.cell_type == "markdown"
    return " ".join(cell.source.split())


def test_it_names_the_lab(lab, first):
    assert first.startswith(f"# Lab {lab.number}: {lab.title}")


def test_it_says_what_the_lab_teaches(lab, first):
    assert [objective for objective in lab.objectives if objective not in first] == []


def test_it_says_how_long_the_lab_takes_and_what_it_earns(lab, first):
    core = [each for each in lab.exercises if each.kind == "core"]
    assert f"about {lab.minutes} minutes" in first
    assert f"{WORDS[len(core)].capitalize()} exercises carry its {lab.points} points" in first
    assert f"({sum(each.minutes for each in core)} minutes)" in first
    assert f"{WORDS[len(lab.exercises) - len(core)]} are marked *further*".casefold() in first.casefold()


def test_it_says_how_the_lab_is_checked_and_where_help_is(lab, first):
    assert "check(...)" in first
    assert f"tbxlab check {lab.number} --watch" in first
    assert re.search(r"hints?", first)


def test_it_says_what_the_lab_needs(lab, first):
    assert "core packages" in first if not lab.needs else all(f"`{need}`" in first for need in lab.needs)


def test_it_needs_no_package_beyond_those(lab):
    """What every cell imports is of the core, or of an extra that the lab names: nobody is stopped by an import."""
    asked = [Requirement(line) for line in importlib.metadata.requires("tbxlab")]
    extras = ["", *lab.needs]
    there = {
        canonicalize_name(each.name)
        for each in asked
        if each.marker is None or any(each.marker.evaluate({"extra": extra}) for extra in extras)
    }
    source = build.source_path(lab).read_text(encoding="utf-8")
    imported = {name.partition(".")[0] for node in ast.walk(ast.parse(source)) for name in _modules(node)}
    packages = importlib.metadata.packages_distributions()
    of_others = imported - set(sys.stdlib_module_names) - {"tbxlab", "IPython"}  # ipykernel brings IPython
    assert {name for name in of_others if not {canonicalize_name(p) for p in packages.get(name, [])} & there} == set()


def _modules(node):
    """The modules that an import at the top of a cell names; one in a function or a `try` may fail."""
    if isinstance(node, ast.Import) and node.col_offset == 0:
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.col_offset == 0 else []
