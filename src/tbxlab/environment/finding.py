"""One line of the doctor's: what was found, whether it is well, and what to type where it is not."""

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tbxlab.course.words import words


@dataclass(frozen=True)
class Finding:
    """What one look at the machine brought.

    ``id`` names the words, in ``messages/<language>/environment.toml``: "doctor-<id>" says what was
    found and, where it is not well, "doctor-<id>-fix" the one command to try.
    """

    id: str
    ok: bool
    params: dict[str, Any] = field(default_factory=dict)

    @property
    def what(self) -> str:
        """What was found, as one line."""
        return words(f"doctor-{self.id}", self.params)

    @property
    def fix(self) -> str:
        """The command to try; empty where all is well."""
        return "" if self.ok else words(f"doctor-{self.id}-fix", self.params | _commands())


def well(finding_id: str, **params: Any) -> Finding:
    """Return a finding that needs nothing done."""
    return Finding(finding_id, True, params)


def ill(finding_id: str, **params: Any) -> Finding:
    """Return a finding with something to do."""
    return Finding(finding_id, False, params)


def _commands() -> dict[str, str]:
    """How pip and the set-up are called here: ".venv/bin/python -m pip" and "make install" on Linux."""
    python = Path(sys.executable)
    if python.is_relative_to(Path.cwd()):
        python = python.relative_to(Path.cwd())
    setup = r"py -3.12 tools\install.py" if os.name == "nt" else "make install"
    return {"pip": f"{python} -m pip", "setup": setup}
