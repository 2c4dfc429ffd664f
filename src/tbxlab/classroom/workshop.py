"""What the marking of a lab needs in a process, made once: the examiner, the course's view, and the walls."""

import atexit
import tempfile
import threading
from pathlib import Path

from tbxlab.classroom import view, walls
from tbxlab.classroom.examining import Examiner
from tbxlab.classroom.seeds import Seeds
from tbxlab.classroom.trusted import Trusted
from tbxlab.course import folders, manifest


class Workshop:
    """One lab under one class's seeds, behind walls or, where ``trusted``, without."""

    def __init__(self, lab: str, seeds: Seeds, *, trusted: bool) -> None:
        self.lab = manifest.load().lab(lab)
        self.seeds = seeds
        self.examiner = Examiner(lab, seeds)
        self._folder = tempfile.TemporaryDirectory(prefix="tbx-", ignore_cleanup_errors=True)
        self.folder = Path(self._folder.name)
        self.folder.chmod(0o755)
        seen = self.folder / "view"
        seen.mkdir()
        self.walls = Trusted(seen) if trusted else walls.Bubblewrap(seen)
        view.make(seen, self.walls.course)
        self.how = self.walls.how

    def close(self) -> None:
        """End the examiner and remove the view."""
        self.examiner.close()
        self._folder.cleanup()


_open: dict[tuple[Path, str, Seeds, bool], Workshop] = {}
_lock = threading.Lock()


def workshop(lab: str, seeds: Seeds, *, trusted: bool) -> Workshop:
    """Return the workshop of a lab in this process; it is made where there is none."""
    key = folders.root(), lab, seeds, trusted
    with _lock:
        if key not in _open:
            _open[key] = Workshop(lab, seeds, trusted=trusted)
        return _open[key]


def close_all() -> None:
    """Close all workshops of this process."""
    with _lock:
        for each in _open.values():
            each.close()
        _open.clear()


atexit.register(close_all)
