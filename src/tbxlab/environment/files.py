"""Files: may the course write where it must, and does an event file that is written read back?"""

import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from tbxlab.environment.finding import Finding, ill, well

POINTS = 20
# torch is hidden from the writer: importing it takes longer than all the rest, and scalars do not need it.
_WRITE = """
import sys
sys.modules["torch"] = None
from tensorboardX import SummaryWriter
writer = SummaryWriter(sys.argv[1])
for step in range(int(sys.argv[2])):
    writer.add_scalar("doctor/square", step * step, step)
writer.close()
"""


def writable(folders: Mapping[str, Callable[[], Path]]) -> Finding:
    """Can a file be made in each of these folders? Names are as the learner knows them ("labs/")."""
    for name, find in folders.items():
        try:
            folder = find()  # may have to make it
            with tempfile.NamedTemporaryFile(dir=folder, prefix=".tbxlab-"):
                pass
        except OSError as error:
            return ill("not-writable", folder=name, why=error.strerror or str(error))
    return well("writable", folders=", ".join(folders))


def event_file(python: str = sys.executable) -> Finding:
    """Write an event file with tensorboardX, in a process of its own, and read it back."""
    with tempfile.TemporaryDirectory(prefix="tbxlab-doctor-", ignore_cleanup_errors=True) as folder:
        command = [python, "-c", _WRITE, folder, str(POINTS)]
        written = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", errors="replace")
        if written.returncode:
            return ill("event-file-unwritten", why=_last_line(written.stderr))
        return read_back(Path(folder))


def read_back(folder: Path) -> Finding:
    """Does the run in ``folder`` hold the points that were written?"""
    try:
        from tbxlab import events

        run = events.read_run(folder)
        values = run.scalars["doctor/square"].values.tolist()
    except Exception as error:  # noqa: BLE001 - whatever is broken here is what the learner must see, not a traceback
        return ill("event-file-unread", why=f"{type(error).__name__}: {error}")
    if values != [step * step for step in range(POINTS)]:
        return ill("event-file-unread", why=f"{len(values)} of {POINTS} points came back")
    return well("event-file", points=POINTS)


def _last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1] if lines else "it said nothing"
