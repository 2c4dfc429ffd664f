"""Ties it together: saves and keys in, the worker's answers out, the screen drawn anew."""

import contextlib
import queue
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

from rich.console import Console
from rich.text import Text

from tbxlab.course.manifest import Lab
from tbxlab.course.words import words
from tbxlab.grading import hints
from tbxlab.grading.result import Report
from tbxlab.notebooks import reset
from tbxlab.notebooks.read import BadNotebook
from tbxlab.watch import keys, saves
from tbxlab.watch.session import Look, Session
from tbxlab.watch.view import Screen
from tbxlab.watch.worker import Event, Job, Worker

PATIENCE_SECONDS = 0.5  # what takes longer shows a progress bar
Bar = Callable[[str], AbstractContextManager[Callable[[int, int], None]]]


def watch(path: Path, lab: Lab, console: Console, bar: Bar, *, poll: bool = False) -> bool:
    """Judge ``path`` at each save until q or Ctrl-C. Returns whether the last verdicts were full marks.

    ``bar`` gives a progress bar; ``poll`` looks at the file instead of waiting for the system's events.
    """
    events: queue.Queue[Event] = queue.Queue()
    stop = threading.Event()
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="tbxlab-watch-", ignore_cleanup_errors=True))
        stack.callback(stop.set)
        worker = Worker(Session(path, lab, Path(folder)), events.put)
        stack.callback(worker.end)
        has_keys = stack.enter_context(keys.pressed(lambda key: events.put(Event("key", key))))
        worker.start()
        saved = saves.saves(path, stop, poll=poll)  # from here on: what is saved during the first look is not missed
        threading.Thread(target=_tell_saves, args=(saved, events), daemon=True).start()
        loop = Loop(Screen(lab, path.name, has_keys), path, worker, console, bar)
        with contextlib.suppress(KeyboardInterrupt):
            loop.run(events)
        return loop.full


def _tell_saves(saved: Iterator[None], events: "queue.Queue[Event]") -> None:
    for _ in saved:
        events.put(Event("save"))


class Loop:
    """Answers each event; all that is drawn is drawn from here, in one thread."""

    def __init__(self, screen: Screen, path: Path, worker: Worker, console: Console, bar: Bar) -> None:
        self.full = False
        self._screen, self._path, self._worker, self._console, self._bar = screen, path, worker, console, bar
        self._busy: Job | None = None
        self._since = 0.0
        self._shown_bar: ExitStack | None = None
        self._advance: Callable[[int, int], None] | None = None
        self._done = (0, 0)
        self._asking = False

    def run(self, events: "queue.Queue[Event]") -> None:
        """Look once, then answer events until q."""
        self._request("look")
        self._draw()
        try:
            while True:
                with contextlib.suppress(queue.Empty):
                    event = events.get(timeout=PATIENCE_SECONDS)
                    if event == Event("key", "q"):
                        return
                    self._answer(event)
                self._show_bar()
        finally:
            self._hide_bar()

    def _answer(self, event: Event) -> None:
        if event.kind == "progress":
            self._done = event.value
            if self._advance:
                self._advance(*self._done)
            return
        self._hide_bar()
        getattr(self, f"_on_{event.kind}")(event.value)
        self._draw()

    def _on_save(self, _: None) -> None:
        self._screen.lost = ""
        self._request("look")

    def _on_look(self, look: Look) -> None:
        self._busy = None
        self._screen.take(look)
        self.full = look.report.full
        if look.lost:
            self._request("look")  # while the message is read, a new kernel runs the notebook up to date

    def _on_full(self, report: Report) -> None:
        self._busy = None
        self.full = report.full
        self._screen.take_full(report)

    def _on_refused(self, why: str) -> None:
        self._busy = None
        self._screen.refuse(why)

    def _on_broken(self, error: Exception) -> None:
        raise error

    def _on_key(self, key: str) -> None:
        self._screen.notice = ""
        if self._asking:
            self._asking, self._screen.panel = False, None
            self._screen.notice = self._put_back(key)
        elif key == "h":
            exercise = self._screen.focus()
            self._screen.panel = (
                hints.open_next(exercise, key="h").as_panel() if exercise else Text(words("watch-no-hint"))
            )
        elif key == "l":
            self._screen.panel = self._screen.exercises()
        elif key == "f":
            self._request("full")
        elif key == "r":
            self._asking = True
            exercise = self._screen.focus() or self._screen.lab.exercises[0]
            self._screen.panel = Text(words("watch-reset", {"exercise": exercise.id}))

    def _put_back(self, key: str) -> str:
        """Put back what the key says, which saves the notebook and so is judged; return what was done, in words."""
        exercise, lab = self._screen.focus() or self._screen.lab.exercises[0], self._screen.lab
        try:
            if key == "e":
                done = reset.reset_exercise(lab, exercise, self._path)
                what = words("watch-exercise", {"id": exercise.id})
            elif key == "a":
                done, what = reset.reset(lab, self._path), words("watch-lab")
            else:
                return words("watch-reset-nothing")
        except (BadNotebook, OSError) as error:
            return words("watch-reset-failed", {"why": error})
        if not done.changed:
            return words("watch-reset-same", {"what": what.capitalize()})
        return words("watch-reset-done", {"what": what, "kept": done.kept and done.kept.name})

    def _request(self, job: Job) -> None:
        self._busy, self._since, self._done = job, time.monotonic(), (0, 0)
        self._worker.request(job)

    def _show_bar(self) -> None:
        if self._busy is None or self._shown_bar or time.monotonic() - self._since < PATIENCE_SECONDS:
            return
        what = "watch-full" if self._busy == "full" else "watch-judging" if self._screen.report else "watch-running"
        self._shown_bar = ExitStack()
        self._advance = self._shown_bar.enter_context(self._bar(words(what)))
        if self._done[1]:
            self._advance(*self._done)

    def _hide_bar(self) -> None:
        if self._shown_bar is not None:
            self._shown_bar.close()
            self._shown_bar, self._advance = None, None

    def _draw(self) -> None:
        if self._console.is_terminal:
            self._console.clear()
        self._console.print(self._screen.draw())
