"""The thread that judges, so that keys and saves are heard while a cell runs."""

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from tbxlab.course import progress
from tbxlab.course.words import words
from tbxlab.grading import judge
from tbxlab.notebooks.read import BadNotebook
from tbxlab.watch.kernel import Canceled, NoKernel
from tbxlab.watch.session import Session

Job = Literal["look", "full"]


@dataclass(frozen=True)
class Event:
    """Something that the loop hears.

    ``save`` and ``key`` (the letter) come from outside; ``progress`` (done, of how many), ``look`` (a Look),
    ``full`` (a Report), ``refused`` (why nothing was judged) and ``broken`` (an exception) from the worker.
    """

    kind: Literal["save", "key", "progress", "look", "full", "refused", "broken"]
    value: Any = None


class Worker(threading.Thread):
    """Does one job after the other with a session; a new request ends the one that is under way."""

    def __init__(self, session: Session, tell: Callable[[Event], object]) -> None:
        super().__init__(daemon=True)
        self._session, self._tell = session, tell
        self._jobs: queue.SimpleQueue[tuple[int, Job] | None] = queue.SimpleQueue()
        self._latest = 0

    def request(self, job: Job) -> None:
        """Ask for a look or for the full check."""
        self._latest += 1
        self._jobs.put((self._latest, job))

    def end(self) -> None:
        """End what is under way and the kernel; return when both are gone."""
        self._latest += 1
        self._jobs.put(None)
        self.join()
        self._session.close()

    def run(self) -> None:
        """Work until ``end``; whatever goes wrong is told."""
        for number, job in iter(self._jobs.get, None):

            def canceled(own: int = number) -> bool:
                return own != self._latest

            if canceled():
                continue
            try:
                self._tell(self._look(canceled) if job == "look" else self._full(canceled))
            except (Canceled, judge.Canceled):
                continue
            except BadNotebook as error:
                self._tell(Event("refused", str(error)))
            except (NoKernel, judge.CannotJudge) as error:
                self._tell(Event("refused", words("watch-no-kernel", {"why": error})))
            except OSError as error:
                self._tell(Event("refused", words("machine", {"error": error})))
            except Exception as error:  # noqa: BLE001 - the screen says what broke, and the watch goes on
                self._tell(Event("broken", error))

    def _look(self, canceled: Callable[[], bool]) -> Event:
        look = self._session.look(canceled, self._progress)
        progress.record(each.verdict for each in look.report.results if each.exercise.id in look.judged)
        return Event("look", look)

    def _full(self, canceled: Callable[[], bool]) -> Event:
        report = judge.judge(self._session.path, self._session.lab, progress=self._progress, canceled=canceled)
        progress.record(each.verdict for each in report.results)
        return Event("full", report)

    def _progress(self, done: int, total: int) -> None:
        self._tell(Event("progress", (done, total)))
