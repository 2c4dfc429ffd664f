"""Do the lock, environment.yml, pyproject.toml and what is installed say the same?"""

import tomllib
from itertools import chain

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from tbxlab.environment import versions


def pins(lines):
    return sorted((canonicalize_name(r.name), str(r.specifier), str(r.marker or "")) for r in map(Requirement, lines))


@pytest.fixture
def lock(text):
    return [line for line in text("requirements.txt").splitlines() if line and not line.startswith("#")]


@pytest.fixture
def project(text):
    return tomllib.loads(text("pyproject.toml"))["project"]


def test_conda_gets_every_pin_of_the_lock_and_no_other(text, lock):
    environment = yaml.safe_load(text("environment.yml"))
    python, pip, listed = environment["dependencies"]
    assert pins(listed["pip"]) == pins(lock)
    assert environment["name"] == "tbxlab"
    assert pip.startswith("pip")
    assert f"{python.removeprefix('python=')}.0" in SpecifierSet(versions.PYTHONS)


def test_every_line_of_the_lock_is_one_exact_version(lock):
    assert len(lock) > 100
    for line in lock:
        (specifier,) = Requirement(line).specifier
        assert specifier.operator == "==", line
        assert "+" not in specifier.version, f"{line}: a local build can be installed nowhere else"


def test_torch_pins_its_own_cuda_packages(lock):
    """With them in the lock, a CPU torch would get 7.5 GB of CUDA libraries all the same."""
    assert [line for line in lock if line.startswith(("nvidia", "cuda", "triton"))] == []


def test_the_lock_fits_what_the_project_asks_for(lock, project):
    locked = {}
    for requirement in map(Requirement, lock):
        locked.setdefault(canonicalize_name(requirement.name), []).append(requirement.specifier)
    asked = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    for requirement in map(Requirement, asked):
        if requirement.name == "tbxlab":
            continue
        for specifier in locked[canonicalize_name(requirement.name)]:
            (exact,) = specifier
            assert requirement.specifier.contains(exact.version), f"{requirement} against {exact}"


def test_the_pythons_are_named_alike_everywhere(project, tool):
    install = tool("install")
    bounds = SpecifierSet(project["requires-python"])
    assert SpecifierSet(versions.PYTHONS) == bounds
    minors = [minor for minor in range(30) if f"3.{minor}.5" in bounds]
    oldest, newest = install.OLDEST, install.NEWEST
    assert (oldest, newest) == ((3, minors[0]), (3, minors[-1]))
    assert {f"3.{minor}" for minor in minors} == {
        name.rpartition(" ")[2] for name in project["classifiers"] if "Python :: 3." in name
    }


def test_uvs_answer_is_made_portable(tool):
    text = tool("lock").portable("a==1\nnvidia-nccl==2\ntorch==2.14.1+cpu\ntriton==3 ; sys_platform == 'linux'\n")
    assert text.splitlines()[1:] == ["a==1", "torch==2.14.1"]
    assert tool("lock").portable(text) == text, "written twice, it is the same"


def test_a_marker_survives_the_way_into_yaml(tool):
    line = "appnope==1.0.0 ; sys_platform == 'darwin'"
    assert yaml.safe_load(tool("lock").conda(line))["dependencies"][-1]["pip"] == [line]
