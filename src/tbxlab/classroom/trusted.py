"""No walls: for submissions of people who are trusted, or inside a container that is a wall itself."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tbxlab.classroom.started import Started
from tbxlab.classroom.walls import LIMITS, Paths, Places, environment


class Trusted:
    """Starts first processes as they are: they can read and write whatever this user can."""

    def __init__(self, view: Path) -> None:
        self.view = self.course = view

    @property
    def how(self) -> str:
        """What contains learners' code here, in words for the report."""
        return "none (--trust-submissions)"

    @contextmanager
    def start(self, places: Places) -> Iterator[Started]:
        """Start the first process; what is left of it afterwards is ended."""
        process = subprocess.Popen(
            [sys.executable, "-m", "tbxlab.classroom.inside"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(self.view, places.job / "tmp"),
            start_new_session=True,
        )
        started = Started(process)
        try:
            yield started
        finally:
            started.end()

    def job_paths(self, places: Places) -> Paths:
        """Return where things are: nowhere else than here."""
        return Paths(places.job / "tmp", self.view, places.job, places.asked)

    def limits(self) -> dict[str, int]:
        """Return the limits of each process; that of processes counts all of this user's, so it is left out."""
        return {name: value for name, value in LIMITS.items() if name != "RLIMIT_NPROC"}
