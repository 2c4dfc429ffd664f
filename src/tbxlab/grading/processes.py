"""Watches whether the learner's code starts a certain program, and whether it ends it."""

import contextlib
import threading
from collections.abc import Iterator

import psutil

LOOK_SECONDS = 0.1  # between two looks: what is watched for lives for over a second
GRACE_SECONDS = 5.0  # after the code returned: a program that was told to end takes a moment


class Started:
    """What was started below this process, as far as a command line holds one of ``words``."""

    def __init__(self, words: tuple[str, ...]) -> None:
        self._words = words
        self._own = psutil.Process()
        self._before = set(self._own.children(recursive=True))
        self._commands: dict[psutil.Process, str] = {}

    def look(self) -> None:
        """Take in what runs now; a process shows its own command only a moment after it was made."""
        for process in {*self._own.children(recursive=True), *self._commands} - self._before:
            with contextlib.suppress(psutil.Error):  # it may end while it is asked
                self._commands[process] = " ".join(process.cmdline()) or self._commands.get(process, "")

    @property
    def processes(self) -> list[psutil.Process]:
        """Those that were seen, running or not."""
        return [
            process for process, command in list(self._commands.items()) if any(word in command for word in self._words)
        ]

    def end(self) -> int:
        """Wait until they have ended; return how many did not. Those are ended here."""
        self.look()
        _, left = psutil.wait_procs(self.processes, GRACE_SECONDS)
        for end in (psutil.Process.terminate, psutil.Process.kill):
            for process in left:
                with contextlib.suppress(psutil.Error):
                    end(process)
            psutil.wait_procs(left, GRACE_SECONDS)
        return len(left)


@contextlib.contextmanager
def watched(*words: str) -> Iterator[Started]:
    """Look again and again, while the block lasts, at what this process has started."""
    started, over = Started(words), threading.Event()

    def keep_looking() -> None:
        while not over.wait(LOOK_SECONDS):
            started.look()

    thread = threading.Thread(target=keep_looking, daemon=True)
    thread.start()
    try:
        yield started
    finally:
        over.set()
        thread.join()
