"""What the watching learner sees: the verdicts of the last save, what they leave open, and the keys."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from rich.console import Group, RenderableType
from rich.progress_bar import ProgressBar
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from tbxlab.course.manifest import Exercise, Lab
from tbxlab.course.words import words
from tbxlab.grading.report import MARKS, as_table
from tbxlab.grading.result import Report, Result
from tbxlab.watch.session import Look

BAR_WIDTH = 30
PRINTED_LINES = 8
STALE_SHOWN = 2


@dataclass
class Screen:
    """What is to be seen now; the loop changes it and draws it anew."""

    lab: Lab
    name: str
    keys: bool
    report: Report | None = None
    about: tuple[str, ...] = ()  # the exercises whose verdicts are shown
    doubts: tuple[str, ...] = ()  # what they leave open, and what had to be mended in the notebook
    counts: bool = False  # whether they are the full check's
    status: str = field(default_factory=lambda: words("watch-running"))
    panel: RenderableType | None = None  # a hint or the list: until the next verdict
    notice: str = ""  # until the next key
    lost: str = ""  # why there had to be a new kernel: until the next save

    def take(self, look: Look) -> None:
        """Show a look's verdicts; a save that changed no code leaves the last ones."""
        self.report, self.panel = look.report, None
        message = "watch-whole" if look.whole else "watch-saved" if look.ran else "watch-unchanged"
        self.status = words(message, {"at": now(), "seconds": look.seconds})
        self.lost = look.lost or self.lost
        if look.judged:
            self.about = look.judged
        self.doubts, self.counts = tuple(_doubts(look)), False

    def take_full(self, report: Report) -> None:
        """Show the verdicts of the full check, which leaves nothing open."""
        self.report, self.panel, self.lost = report, as_table(report), ""
        self.doubts = tuple(f"{note}." for note in report.notes)
        self.status, self.counts = words("watch-counts", {"at": now()}), True
        self.about = tuple(each.exercise.id for each in report.results if not each.verdict.passed)

    def refuse(self, why: str) -> None:
        """Say why the notebook cannot be judged; the last verdicts stay."""
        self.status, self.panel = "", Text(words("watch-unreadable", {"at": now(), "why": why}), style="red")

    def focus(self) -> Exercise | None:
        """Return the exercise to go on with: the first of those tried that is not right, else the next open one.

        Points come first; whoever is at a further exercise goes on to the one behind it.
        """
        if self.report is None:
            return self.lab.exercises[0]
        open_ones = [each.exercise for each in self.report.results if not each.verdict.passed]
        tried = [each.exercise for each in self._shown(self.report)]
        order = self.lab.exercises
        behind = [each for each in open_ones if tried and order.index(each) > order.index(tried[-1])]
        wanted = [each for each in tried if each in open_ones]
        if tried and not tried[-1].points:
            wanted += behind
        wanted += [each for each in [*behind, *open_ones] if each.points]
        return next(iter([*wanted, *open_ones]), None)

    def draw(self) -> RenderableType:
        """Return all of it."""
        head = Text.assemble(
            (words("watch-title", {"number": self.lab.number, "title": self.lab.title}), "bold"),
            f"  {self.name}",
            (f"  {self.status}", "dim"),
        )
        foot = Text(words("watch-keys" if self.keys else "watch-no-keys"), style="dim")
        body = [self._points(self.report), *self._verdicts(self.report)] if self.report else []
        body += [Text(each, style="dim") for each in self.doubts]
        body += [Text(words("watch-lost", {"why": self.lost}), style="dim")] if self.lost else []
        body += [self.panel] if self.panel else []
        body += [Text(self.notice, style="yellow")] if self.notice else []
        return Group(head, *body, Rule(style="dim"), foot)

    def exercises(self) -> RenderableType:
        """Return the table of all exercises."""
        return as_table(self.report) if self.report else Text(words("watch-waiting"))

    def _shown(self, report: Report) -> list[Result]:
        """Return what was tried in the save that is shown."""
        return [
            each
            for each in report.results
            if each.exercise.id in self.about and each.verdict.outcome != "not-attempted"
        ]

    def _points(self, report: Report) -> RenderableType:
        right = sum(each.verdict.passed for each in report.results)
        params = {"points": report.points, "of": self.lab.points, "right": right, "count": len(self.lab.exercises)}
        line = Table.grid(padding=(0, 1))
        line.add_row(
            ProgressBar(total=self.lab.points, completed=report.points, width=BAR_WIDTH),
            words("watch-points", params),
        )
        return line

    def _verdicts(self, report: Report) -> list[RenderableType]:
        shown: list[RenderableType] = []
        for result in self._shown(report):
            mark, style = MARKS[result.verdict.outcome]
            apart = [Text("")] if not (shown and result.verdict.passed) else []
            shown += [*apart, Text(f"{mark} {result.exercise.id} {result.exercise.title}", style=f"bold {style}")]
            if not result.verdict.passed:
                shown.append(Text(result.verdict.words))
            if result.verdict.printed and not result.verdict.passed:
                shown += [Text(words("check-printed"), style="dim"), Text(_end(result.verdict.printed))]
        return [*shown, Text(""), Text(self._next(), style="bold")]

    def _next(self) -> str:
        focus = self.focus()
        if focus is None:
            return words("watch-done-counts" if self.counts else "watch-done")
        tried = self.report is not None and any(each.exercise == focus for each in self._shown(self.report))
        return words(
            "watch-hint" if tried and self.keys else "watch-next", {"exercise": focus.id, "title": focus.title}
        )


def _end(printed: str) -> str:
    """Return the last lines of what was printed: more would push the verdict out of sight."""
    lines = printed.rstrip().splitlines()
    return "\n".join(lines if len(lines) <= PRINTED_LINES else ["…", *lines[-PRINTED_LINES:]])


def _doubts(look: Look) -> Iterator[str]:
    """Yield what a quick verdict cannot vouch for, and what had to be mended in the notebook."""
    yield from (f"{note}." for note in look.report.notes)
    for exercise, names in look.below.items():
        yield words("watch-below", {"exercise": exercise, "names": ", ".join(names)})
    if look.stale:
        first = [cell.source.strip().splitlines()[0][:40] for cell in look.stale]
        more = [words("watch-more", {"count": len(first) - STALE_SHOWN})] if len(first) > STALE_SHOWN else []
        yield words("watch-stale", {"cells": ", ".join([*map(repr, first[:STALE_SHOWN]), *more])})
    yield words("watch-whole-quick" if look.whole else "watch-quick")


def now() -> str:
    """Return the time of day as a clock shows it."""
    return datetime.now().strftime("%H:%M:%S")
