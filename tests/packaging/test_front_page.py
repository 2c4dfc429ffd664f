"""Is what README.md, CONTRIBUTING.md, AGENTS.md and .ci/run tell people to type really there?"""

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import typer.main

from tbxlab.cli import app

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "AGENTS.md")


@pytest.fixture
def targets(text):
    return set(re.findall(r"^([a-z]+):", text("Makefile"), re.MULTILINE))


@pytest.fixture
def commands():
    return set(typer.main.get_command(app).commands)


@pytest.mark.parametrize("name", [*DOCUMENTS, ".ci/run", "pyproject.toml", "mkdocs.yml", "tools/lock.py"])
def test_every_make_target_that_is_named_exists(name, text, targets):
    named = set(re.findall(r"(?:`|^ *|&& |exec )make ([a-z]+)", text(name), re.MULTILINE))
    assert named <= targets


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_command_of_the_course_that_is_named_exists(name, text, commands):
    named = set(re.findall(r"(?:`|^ *|Scripts\\)tbxlab ([a-z-]+)", text(name), re.MULTILINE))
    assert named
    assert named - {"--version"} <= commands


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_file_that_is_named_exists(name, text):
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text(name)) if "://" not in link]
    quoted = re.findall(r"`((?:src|tests|chapters|tools|solutions)/[\w./-]+|[\w.-]+\.(?:toml|yml|txt))`", text(name))
    made_up = ("NN", "10", "lab.toml")  # what a newcomer will write
    named = [path for path in links + quoted if not any(part in path for part in made_up)]
    assert len(named) > 3
    for path in named:
        assert (ROOT / path).exists(), path


def test_the_map_of_folders_is_true(text):
    block = text("README.md").split("## Where things are")[1].split("```")[1]
    named = [line.split()[0] for line in block.splitlines() if line.strip()]
    assert len(named) > 8
    made = {"work/", "site/", ".venv/", "labs/", "data/"}  # made by a command, or by who uses the course
    for name in named:
        assert name in made or (ROOT / name).exists(), name


def test_the_map_for_authors_has_every_room_and_no_other(text):
    block = text("CONTRIBUTING.md").split("## The map")[1].split("```")[1]
    package = ROOT / "src" / "tbxlab"
    rooms = {
        path.parent.name for path in package.glob("*/__init__.py") if not re.fullmatch(r"lab\d\d", path.parent.name)
    }
    named = " ".join(re.findall(r"^  ((?:[a-z]+/ ?)+)", block, re.MULTILINE))
    assert {name.rstrip("/") for name in named.split()} == rooms
    of_a_lab = re.findall(r"^    ([\w./]+)", block, re.MULTILINE)
    assert len(of_a_lab) > 6
    for name in of_a_lab:
        assert (package / "lab03" / name).exists(), name


def test_the_extras_that_are_named_exist(text):
    extras = tomllib.loads(text("pyproject.toml"))["project"]["optional-dependencies"]
    named = set(re.findall(r"\.\[([a-z,]+)\]", text("README.md")))
    assert named
    assert {extra for names in named for extra in names.split(",")} <= set(extras)


def test_each_target_says_what_it_does(text, targets):
    documented = set(re.findall(r"^([a-z-]+):.*## \S", text("Makefile"), re.MULTILINE))
    assert documented == targets
    assert {"learn", "test", "install", "doctor", "build", "verify", "figures", "site", "lock", "lint"} <= targets
    phony = re.search(r"^\.PHONY: (.*)$", text("Makefile"), re.MULTILINE)[1].split()
    assert set(phony) == targets, "a folder named site must not stop `make site`"


def test_ci_installs_first_and_then_cuts_the_network(text):
    script = text(".ci/run")
    assert script.index("make install") < script.index("ip link set lo up && exec make test")
    assert os.access(ROOT / ".ci/run", os.X_OK) or os.name == "nt"
    if os.name != "nt":
        subprocess.run(["bash", "-n", ROOT / ".ci/run"], check=True)


def test_the_licenses_are_there_in_full(text):
    assert "Version 2.0, January 2004" in text("LICENSE")
    assert "END OF TERMS AND CONDITIONS" in text("LICENSE")
    assert "creativecommons.org/licenses/by/4.0" in text("LICENSE-text.md")
    version = tomllib.loads(text("pyproject.toml"))["project"]["version"]
    assert f"\nversion: {version}\n" in text("CITATION.cff")
