"""Ctrl-C ends a command with one word and no traceback, also while it is still being loaded."""

import sys
from types import TracebackType

_CANCELED = "CancelledError"  # what asyncio makes of an interrupt; importing it for its name would take time
INTERRUPTED = 130  # what shells give a program that was interrupted


def end_quietly() -> None:
    """From now on, an interrupt that nothing else catches says "Stopped." and is exit code 130."""
    sys.excepthook = _hook


def _hook(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
    if any(isinstance(each, KeyboardInterrupt) or type(each).__name__ == _CANCELED for each in _causes(error)):
        print("Stopped.", file=sys.stderr)
        sys.exit(INTERRUPTED)
    sys.__excepthook__(kind, error, traceback)


def _causes(error: BaseException | None) -> list[BaseException]:
    """Return an error and those that it came from: an import that is interrupted may raise another in its place."""
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found
