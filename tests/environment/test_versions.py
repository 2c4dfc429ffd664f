"""Does the doctor tell packages that fit from those that do not? Each case is an environment as metadata shows it."""

import pytest
from packaging.requirements import Requirement

from tbxlab.environment import versions

GOOD = {
    "tensorboardx": "2.6.5",
    "tensorboard": "2.21.0",
    "protobuf": "7.36.2",
    "numpy": "2.4.6",
    "setuptools": "84.2.1",
    "torch": "2.14.1",
    "torchvision": "0.29.1",
}
ASKED = [
    Requirement(line)
    for line in (
        "tensorboard<2.22,>=2.21",
        "tensorboardX>=2.6.5",
        "keras>=3.15; extra == 'keras'",
        "winning>=1; sys_platform == 'never'",
    )
]


@pytest.mark.parametrize(("version", "ok"), [("3.10.13", False), ("3.11.0", True), ("3.13.9", True), ("3.14.0", False)])
def test_only_the_pythons_of_the_course_are_well(version, ok):
    assert versions.python_version(version).ok is ok


def test_what_every_lab_needs_is_enough():
    assert versions.course_packages(ASKED, GOOD).id == "packages"


def test_a_missing_package_is_named_and_comes_with_a_command():
    without = {name: version for name, version in GOOD.items() if name != "tensorboard"}
    finding = versions.course_packages(ASKED, without)
    assert finding.id == "packages-missing"
    assert "tensorboard" in finding.what
    assert "pip install" in finding.fix


def test_an_old_tensorboardx_does_not_fit():
    finding = versions.course_packages(ASKED, GOOD | {"tensorboardx": "2.6"})
    assert finding.id == "packages-unfit"
    assert "tensorboardX 2.6 (" in finding.what


def test_an_extra_that_is_missing_is_said_but_well():
    finding = versions.light_install(ASKED, GOOD)
    assert (finding.id, finding.ok) == ("extras-lacking", True)
    assert "keras" in finding.what
    assert versions.light_install(ASKED, GOOD | {"keras": "3.15.1"}).id == "extras"


def test_every_extra_but_the_authors_is_looked_for():
    import importlib.metadata

    provided = set(importlib.metadata.metadata("tbxlab").get_all("Provides-Extra"))
    assert provided - {"authors", "dev"} == set(versions.EXTRAS)


def test_an_extra_in_a_version_that_does_not_fit_is_not_well():
    assert versions.course_packages(ASKED, GOOD | {"keras": "3.0"}).id == "packages-unfit"


def test_the_lock_is_compared_pin_by_pin():
    assert versions.against_lock(GOOD, GOOD).id == "lock"
    finding = versions.against_lock(GOOD, GOOD | {"numpy": "2.4.5"})
    assert finding.id == "lock-differs"
    assert "numpy 2.4.5 (tested: 2.4.6)" in finding.what


def test_a_cpu_build_is_the_version_that_the_lock_names():
    assert versions.against_lock(GOOD, GOOD | {"torch": "2.14.1+cpu"}).id == "lock"


def test_the_lock_is_read_with_its_markers(tmp_path):
    lock = tmp_path / "requirements.txt"
    lock.write_text("# made\nNumPy==2.4.6\nnever==1 ; sys_platform == 'never'\n", encoding="utf-8")
    assert versions.read_lock(lock) == {"numpy": "2.4.6"}


@pytest.mark.parametrize(
    ("broken", "found"),
    [
        ({"tensorboardx": "2.6"}, "protobuf-descriptors"),  # "Descriptors cannot be created directly"
        ({"tensorboardx": "2.6", "protobuf": "3.20.3"}, "protobuf-numpy"),  # fails at the first add_scalar
        ({"tensorboardx": "2.6.2.2", "protobuf": "3.20.1"}, "protobuf"),
    ],
)
def test_the_protobuf_traps_are_told_apart(broken, found):
    finding = versions.protobuf(GOOD | broken)
    assert finding.id == found
    assert finding.ok is (found == "protobuf")


@pytest.mark.parametrize(
    ("broken", "found"),
    [
        ({}, "setuptools"),
        ({"tensorboard": "2.20.0"}, "setuptools-pkg-resources"),
        ({"tensorboard": "2.20.0", "setuptools": "80.9.0"}, "setuptools"),
        ({"tensorboard": ""}, "tensorboard-missing"),
        ({"setuptools": ""}, "setuptools-missing"),
    ],
)
def test_the_setuptools_trap_is_found(broken, found):
    assert versions.setuptools(GOOD | broken).id == found


def test_torch_and_torchvision_of_two_kinds_are_found():
    assert versions.torch_pair(GOOD).ok
    assert versions.torch_pair(GOOD | {"torch": "2.14.1+cpu", "torchvision": "0.29.1+cpu"}).ok
    assert versions.torch_pair(GOOD | {"torch": "2.14.1+cpu"}).id == "torch-two-kinds"


def test_this_environment_is_read_as_it_is():
    have = versions.installed()
    assert have["tensorboardx"]
    assert have["tbxlab"]
    assert {"torch", "tensorboardX"} <= {requirement.name for requirement in versions.requirements()}
