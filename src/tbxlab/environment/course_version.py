"""Which course is this? The package's version, and the commit where there is one; a report of a fault says it."""

import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from tbxlab.course import folders


def line() -> str:
    """Say it in one line: "tbxlab 0.1.0, v0.1.0-12-g1a7d03d"; the version alone outside of a clone."""
    try:
        own = version("tbxlab")
    except PackageNotFoundError:  # the source's folder on the path, not installed
        own = "(not installed)"
    try:
        commit = described(folders.root())
    except folders.NoCourse:
        commit = None
    return f"tbxlab {own}" + (f", {commit}" if commit else "")


def described(root: Path) -> str | None:
    """Describe the commit of a clone as git does, "-dirty" behind it where files are changed; None without one."""
    command = ["git", "-C", str(root), "describe", "--tags", "--always", "--dirty"]
    try:
        done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", timeout=20, check=False)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip() if done.returncode == 0 else None
