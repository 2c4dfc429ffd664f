"""Python and the packages: are they there, and do they fit the course and each other?

Only the packages' metadata is read; none of them is imported, so this takes no time and works where an
import would fail. Versions are passed in as a dictionary, canonical name -> version.
"""

import importlib.metadata
from collections.abc import Mapping, Sequence
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from tbxlab.environment.finding import Finding, ill, well

PYTHONS = ">=3.11,<3.14"  # a test holds it equal to pyproject.toml
Versions = Mapping[str, str]
EXTRAS = ("graphs", "keras", "media", "search", "site", "text")  # for labs and pages; the others are for authors


def installed() -> dict[str, str]:
    """Return canonical name -> version of all that is installed here."""
    found: dict[str, str] = {}
    for package in importlib.metadata.distributions():
        if package.metadata["Name"]:  # an interrupted installation leaves folders without one
            found.setdefault(canonicalize_name(package.metadata["Name"]), package.version)
    return found


def requirements() -> list[Requirement]:
    """Return what the course asks for on this machine, its extras' packages with the extra in the marker."""
    return [Requirement(line) for line in importlib.metadata.requires("tbxlab") or []]


def read_lock(lock: Path) -> dict[str, str]:
    """Return canonical name -> version of the pins that hold for this Python and platform."""
    pins: dict[str, str] = {}
    for line in lock.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate():
                pins[canonicalize_name(requirement.name)] = str(requirement.specifier).removeprefix("==")
    return pins


def python_version(version: str) -> Finding:
    """Is this a Python the course is tested with? ``version`` is like "3.12.1"."""
    if Version(version) in SpecifierSet(PYTHONS):
        return well("python", version=version)
    return ill("python-unfit", version=version, bounds=PYTHONS)


def course_packages(asked: Sequence[Requirement], versions: Versions) -> Finding:
    """Is everything there that every lab needs, and whatever is there in a version that fits?"""
    needed = [r for r in asked if r.marker is None or r.marker.evaluate({"extra": ""})]
    missing = sorted(r.name for r in needed if canonicalize_name(r.name) not in versions)
    if missing:
        return ill("packages-missing", missing=", ".join(missing))
    unfit = {}
    for requirement in asked:
        version = versions.get(canonicalize_name(requirement.name))
        if version and not requirement.specifier.contains(version, prereleases=True):
            unfit[requirement.name] = f"{requirement.name} {version} (the course asks for {requirement.specifier})"
    if unfit:
        return ill("packages-unfit", unfit=", ".join(unfit.values()))
    return well("packages", count=len(needed))


def light_install(asked: Sequence[Requirement], versions: Versions) -> Finding:
    """Which of the extras are there? None is needed by every lab."""
    missing = lacking(EXTRAS, asked, versions)
    if missing:
        return well("extras-lacking", extras=", ".join(sorted(missing)))
    return well("extras")


def lacking(
    extras: Sequence[str], asked: Sequence[Requirement] | None = None, versions: Versions | None = None
) -> set[str]:
    """Return those of the extras of which a package is not installed; what is no extra of the course is left out.

    ``asked`` and ``versions`` are by default what the course asks for and what is installed here.
    """
    asked = requirements() if asked is None else asked
    versions = installed() if versions is None else versions
    found = set()
    for extra in extras:
        for requirement in asked:
            marker = requirement.marker
            own = marker is not None and not marker.evaluate({"extra": ""}) and marker.evaluate({"extra": extra})
            if own and canonicalize_name(requirement.name) not in versions:
                found.add(extra)
    return found


def against_lock(pins: Versions, versions: Versions) -> Finding:
    """How far is this from what the course was tested with? Other versions within its bounds are well."""
    others = {name: versions[name] for name, pin in pins.items() if name in versions and not _same(versions[name], pin)}
    if not others:
        return well("lock", count=sum(name in versions for name in pins))
    some = ", ".join(f"{name} {version} (tested: {pins[name]})" for name, version in sorted(others.items())[:3])
    return well("lock-differs", count=len(others), of=len(pins), some=some)


def _same(version: str, pin: str) -> bool:
    return Version(version).public == Version(pin).public  # 2.14.1+cpu is 2.14.1


def protobuf(versions: Versions) -> Finding:
    """Does tensorboardX fit protobuf and NumPy? Its old releases fail at import or at the first scalar."""
    writer, proto, numpy = (versions.get(name) for name in ("tensorboardx", "protobuf", "numpy"))
    if not (writer and proto and numpy):
        return ill("protobuf-missing")
    params = {"writer": writer, "protobuf": proto, "numpy": numpy}
    if Version(writer) < Version("2.6.1") and Version(proto) >= Version("4"):
        return ill("protobuf-descriptors", **params)
    if Version(writer) < Version("2.6.2") and Version(numpy) >= Version("2.4"):
        return ill("protobuf-numpy", **params)
    return well("protobuf", **params)


def setuptools(versions: Versions) -> Finding:
    """Does TensorBoard find what it takes from setuptools? 82 dropped pkg_resources, which 2.20 imports."""
    board, tools = versions.get("tensorboard"), versions.get("setuptools")
    if not board:
        return ill("tensorboard-missing")
    if not tools:
        return ill("setuptools-missing")
    if Version(board) < Version("2.21") and Version(tools) >= Version("82"):
        return ill("setuptools-pkg-resources", board=board, setuptools=tools)
    return well("setuptools", board=board, setuptools=tools)


def torch_pair(versions: Versions) -> Finding:
    """Do torch and torchvision come from one index? Of two kinds, torchvision cannot be imported."""
    torch, vision = versions.get("torch"), versions.get("torchvision")
    if not (torch and vision):
        return ill("torch-missing")
    if Version(torch).local != Version(vision).local:
        return ill("torch-two-kinds", torch=torch, torchvision=vision)
    return well("torch", torch=torch, torchvision=vision)
