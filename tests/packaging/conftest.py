"""The scripts of tools/ as modules, and the files of the repository as text."""

import importlib.util
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def tool():
    """Load tools/<name>.py as a module of its own, fresh for each test."""

    def load(name):
        spec = importlib.util.spec_from_file_location(f"tools_{name}", ROOT / "tools" / f"{name}.py")
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module  # dataclasses look their module up there
        spec.loader.exec_module(module)
        return module

    return load


@pytest.fixture
def text():
    """Return the contents of a file of the repository."""
    return lambda name: (ROOT / name).read_text(encoding="utf-8")
