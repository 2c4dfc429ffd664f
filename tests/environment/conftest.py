"""What the tests of this folder share."""

import pytest


@pytest.fixture(autouse=True)
def _no_one_elses_work(monkeypatch):
    """Where the course itself is tested, its runs and progress are elsewhere: a course of a test has its own."""
    for name in ("TBXLAB_WORK", "TBXLAB_RUNS", "TBXLAB_PROGRESS"):
        monkeypatch.delenv(name, raising=False)
