"""Runs the learner's code: holds back what it prints, seeds what is random, catches what it raises."""

import contextlib
import io
import linecache
import random
import sys
import sysconfig
import traceback
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from tbxlab.grading.verdict import NotAttempted, Verdict, Wrong

PRINTED = 2000  # characters of output that a failure shows: enough for a debugging print, too few to drown it
PACKAGE = str(Path(__file__).resolve().parents[1])
LIBRARIES = tuple({sysconfig.get_paths()[key] for key in ("stdlib", "platstdlib", "purelib", "platlib")})


def drive(exercise_id: str, call: Callable[[], None], answer: Any, seed: int) -> Verdict:
    """Run ``call`` and return how it ended: passed (it left its evidence), raised, wrong or not attempted."""
    if is_blank(answer):
        return Verdict(exercise_id, "not-attempted", "not-attempted")
    output = Tail()
    try:
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output), seeded(seed):
            with warnings.catch_warnings():
                call()
    except NotAttempted:
        return Verdict(exercise_id, "not-attempted", "not-attempted")
    except NotImplementedError as error:
        # A starter raises it itself; tensorboardX raises it, too, where it is given None.
        if _is_learners(traceback.extract_tb(error.__traceback__)[-1].filename):
            return Verdict(exercise_id, "not-attempted", "not-attempted")
        message_id, params = describe(error)
        return Verdict(exercise_id, "raised", message_id, params, str(output))
    except Wrong as wrong:
        return Verdict(exercise_id, "wrong", wrong.message_id, wrong.params, str(output))
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a learner's code may raise anything
        message_id, params = describe(error)
        return Verdict(exercise_id, "raised", message_id, params, str(output))
    return Verdict(exercise_id, "passed", printed=str(output))


def is_blank(answer: Any) -> bool:
    """Return whether an answer still holds the starter's ``...`` anywhere."""
    if isinstance(answer, dict):
        return any(is_blank(each) for each in answer.values())
    if isinstance(answer, list | tuple | set):
        return any(is_blank(each) for each in answer)
    return answer is ...


@contextlib.contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Seed Python's, numpy's and, where it is loaded, torch's generator; put their states back afterwards.

    A right answer that draws numbers is then judged alike at the desk and outside, and a check in the
    middle of a lab does not change the trainings that follow. So it is with torch's default type and device.
    """
    torch: Any = sys.modules.get("torch")
    states = random.getstate(), np.random.get_state(), torch and torch.get_rng_state()
    defaults = (torch.get_default_dtype(), torch.get_default_device()) if torch else (None, None)
    random.seed(seed)
    np.random.seed(seed)
    if torch:
        torch.manual_seed(seed)
    try:
        yield
    finally:
        random.setstate(states[0])
        np.random.set_state(states[1])
        if torch:
            if torch.get_default_device() != defaults[1]:
                torch.set_default_device(defaults[1])
            torch.set_default_dtype(defaults[0])
            torch.set_rng_state(states[2])


def describe(error: BaseException) -> tuple[str, dict[str, str]]:
    """Return the message for an exception: the learner's frames and the error, never ours."""
    text = "".join(traceback.format_exception_only(error)).strip()
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if _is_learners(frame.filename)]
    if not frames and isinstance(error, OSError):
        return "machine", {"error": text}  # a full disk, too many open files: nobody's answer is at fault
    if not frames:
        return "unusable", {"error": text}
    shown = [f"  line {frame.lineno} in {frame.name}: {_source(frame)}" for frame in frames]
    return "raised", {"error": text, "frames": "\n".join(shown)}


def _is_learners(filename: str) -> bool:
    """Return whether a frame is of a cell, an answer's file, or a module of the learner's."""
    return not filename.startswith((PACKAGE, *LIBRARIES, "<frozen"))


def _source(frame: traceback.FrameSummary) -> str:
    return (frame.line or linecache.getline(frame.filename, frame.lineno or 0)).strip()


class Tail(io.TextIOBase):
    """A text stream that keeps the end of what is printed, where an error's cause usually stands.

    Keeping all of it would let a loop without end fill the memory before its time is up.
    """

    def __init__(self, size: int = PRINTED) -> None:
        self._size, self._kept, self._cut = size, "", False

    def writable(self) -> bool:
        """It can be printed to."""
        return True

    def write(self, text: str) -> int:
        """Take ``text`` in; returns its length."""
        kept = self._kept + text[-self._size - 1 :]
        self._cut = self._cut or len(self._kept) + len(text) > self._size
        self._kept = kept[-self._size :]
        return len(text)

    def __str__(self) -> str:
        return f"… {self._kept}" if self._cut else self._kept
