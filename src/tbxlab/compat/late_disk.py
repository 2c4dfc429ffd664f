"""Makes tensorboardX's disk late: what was added and not closed isn't in the file, on a fast machine, too.

tensorboardX hands each event to a thread that writes it, and flush() doesn't wait for that thread. Whether a callback
that never closes its writers loses points therefore depends on how busy the machine is. Here it always does: while the
disk is late, a writer's thread writes only as much as has to leave a full queue, so that nobody waits forever, and no
waiting depends on a clock. The clock in the names of event files stands still as well: two writers that are opened on
one folder write one file, as they do within one second.

Replaces EventsWriter.write_event, EventFileWriter.add_event, EventFileWriter.close and the module's ``time`` while the
block runs. Seen with tensorboardX 2.6.5. May go when flush() waits for the queue and file names are unique within a
second; tests/compat/test_late_disk.py says when that is.
"""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any


class LateDisk:
    """The disk of all tensorboardX writers: on time until ``begin()``, late for each of them until it is closed."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._is_late = False
        self._closing: set[int] = set()
        self._owed: Counter[int] = Counter()

    def begin(self) -> None:
        """From now on, the threads of writers wait before each event."""
        with self._changed:
            self._is_late = True

    def end(self) -> None:
        """Write all that waits."""
        with self._changed:
            self._is_late = False
            self._changed.notify_all()

    def close(self, file: object) -> None:
        """Write all that waits for this file."""
        with self._changed:
            self._closing.add(id(file))
            self._changed.notify_all()

    def owe(self, file: object) -> None:
        """Let one event be written to this file: its queue is full, and whoever adds to it would wait forever."""
        with self._changed:
            self._owed[id(file)] += 1
            self._changed.notify_all()

    def wait(self, file: object) -> None:
        """Return when the next event may be written to this file."""
        key = id(file)
        with self._changed:
            self._changed.wait_for(lambda: not self._is_late or key in self._closing or self._owed[key] > 0)
            self._owed[key] = max(self._owed[key] - 1, 0)


@contextmanager
def late_disk() -> Iterator[LateDisk]:
    """Yield the disk of the writers that are used in the block. Afterwards it is on time, and all is as it was."""
    from tensorboardX import event_file_writer as theirs

    disk, now = LateDisk(), time.time()
    write, add, close = theirs.EventsWriter.write_event, theirs.EventFileWriter.add_event, theirs.EventFileWriter.close

    def write_late(self: Any, event: Any) -> Any:
        if isinstance(threading.current_thread(), theirs._EventLoggerThread):  # the first record is written at once
            disk.wait(self)
        return write(self, event)

    def add_to_a_full_queue(self: Any, event: Any) -> None:
        if not self._closed and self._event_queue.full():
            disk.owe(self._ev_writer)
        add(self, event)

    def close_in_time(self: Any) -> None:
        disk.close(self._ev_writer)
        close(self)

    theirs.EventsWriter.write_event = write_late
    theirs.EventFileWriter.add_event, theirs.EventFileWriter.close = add_to_a_full_queue, close_in_time
    theirs.time = SimpleNamespace(time=lambda: now)
    try:
        yield disk
    finally:
        theirs.EventsWriter.write_event = write
        theirs.EventFileWriter.add_event, theirs.EventFileWriter.close = add, close
        theirs.time = time
        disk.end()
