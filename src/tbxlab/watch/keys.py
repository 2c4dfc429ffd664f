"""Reads single keys from a terminal, on POSIX and on Windows; reads nothing where there is no terminal."""

import contextlib
import importlib
import os
import re
import sys
import threading
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

POLL_SECONDS = 0.1
_ESCAPE = re.compile(rb"\x1b(\[[0-?]*[ -/]*[@-~]|O.|.)?", re.DOTALL)  # arrows and function keys are no letters


@contextlib.contextmanager
def pressed(tell: Callable[[str], object]) -> Iterator[bool]:
    """Call ``tell`` with each key in lower case, from a thread; yields whether there is a terminal to read from.

    The terminal is put back as it was, whatever happens.
    """
    reader = _windows if sys.platform == "win32" else _posix
    stop = threading.Event()
    with reader(stop) as read:
        if read is None:
            yield False
            return
        thread = threading.Thread(target=_read_on, args=(read, tell, stop), daemon=True)
        thread.start()
        try:
            yield True
        finally:
            stop.set()
            thread.join()


def _read_on(read: Callable[[], str | None], tell: Callable[[str], object], stop: threading.Event) -> None:
    while not stop.is_set():
        typed = read()
        if typed is None:
            return
        for key in unicodedata.normalize("NFKC", typed).lower():  # an input method may give full-width letters
            if key.isprintable():
                tell(key)


@contextlib.contextmanager
def _posix(stop: threading.Event) -> Iterator[Callable[[], str | None] | None]:
    if sys.platform == "win32":  # where these modules are not
        raise RuntimeError("a POSIX terminal is asked for on Windows")
    import select
    import termios
    import tty

    try:
        stream = sys.stdin.fileno()
        before = termios.tcgetattr(stream)
        ours = os.tcgetpgrp(stream) == os.getpgrp()
    except (OSError, ValueError, AttributeError, termios.error):  # a pipe, a file, nothing at all
        yield None
        return
    if not ours:  # in the background: asking for the terminal would stop the process
        yield None
        return

    def read() -> str | None:
        if not select.select([stream], [], [], POLL_SECONDS)[0]:
            return ""
        try:
            typed = os.read(stream, 1024)
        except OSError:
            return None  # the terminal is gone
        if not typed:
            return None
        return _ESCAPE.sub(b"", typed).decode("utf-8", errors="ignore")

    try:
        tty.setcbreak(stream, termios.TCSADRAIN)
        yield read
    finally:
        with contextlib.suppress(termios.error):
            termios.tcsetattr(stream, termios.TCSADRAIN, before)


@contextlib.contextmanager
def _windows(stop: threading.Event) -> Iterator[Callable[[], str | None] | None]:
    msvcrt: Any = importlib.import_module("msvcrt")

    if not (sys.stdin and sys.stdin.isatty()):
        yield None
        return

    def read() -> str | None:
        if not msvcrt.kbhit():
            stop.wait(POLL_SECONDS)
            return ""
        key = msvcrt.getwch()
        if key in "\x00\xe0":  # an arrow or a function key comes in two
            msvcrt.getwch()
            return ""
        return key

    yield read
