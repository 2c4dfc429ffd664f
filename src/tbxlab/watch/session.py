"""One notebook that is judged again and again in one kernel: only what a save touched runs, and is verified here."""

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tbxlab.course.manifest import Lab
from tbxlab.course.words import words
from tbxlab.grading import judge
from tbxlab.grading.result import Cell, Report, Result, verdict_on
from tbxlab.grading.verdict import Verdict
from tbxlab.notebooks import build, make
from tbxlab.notebooks.merge import Merged, merge
from tbxlab.notebooks.read import BadNotebook, read_submission
from tbxlab.watch.cells import CodeCell, Plan, code_cells, found_below, plan
from tbxlab.watch.kernel import Ended, WarmKernel

SETTLE_SECONDS = 1.0  # an editor that does not write in one stroke has finished by then
Canceled = Callable[[], bool]
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Look:
    """What one look at the notebook gave.

    ``report`` holds a verdict for every exercise, ``judged`` the ids of those that this look is about. ``whole`` is
    whether every cell ran, from the top, in a new kernel. ``stale`` are cells that would have to run again too,
    ``below`` exercise id -> names that only a later cell binds: what a quick verdict cannot vouch for. ``lost`` says
    why the kernel is gone, "" where it is there; the next look starts another.
    """

    report: Report
    judged: tuple[str, ...]
    ran: int
    whole: bool
    seconds: float
    stale: tuple[CodeCell, ...]
    below: dict[str, list[str]]
    lost: str


class Session:
    """The notebook at ``path`` as a submission of ``lab``; ``folder`` takes evidence and runs. For one thread only."""

    def __init__(self, path: Path, lab: Lab, folder: Path) -> None:
        self.path, self.lab = path, lab
        self._evidence = judge.evidence_in(folder)
        self._reference = make.read(build.solution_path(lab))
        self._starters = make.lab_notebook(self._reference)
        self._kernel = WarmKernel(judge.environment(folder, judge.SEED), path.parent.resolve(), folder / "kernel.log")
        self._ended: dict[str, tuple[CodeCell, Ended]] = {}  # what the kernel holds, by key
        self._given_up: dict[str, Ended] = {}  # cells that were stopped and would do the same again
        self._pending: set[str] = set()  # keys that are still to run, whatever the source says
        self._stale: set[str] = set()
        self._told: set[str] = set()  # exercises that the next whole look is about
        self._verdicts: dict[str, Verdict] = {}

    def look(self, canceled: Canceled = lambda: False, progress: Progress = lambda done, total: None) -> Look:
        """Run what has changed and judge it. Raises BadNotebook, and kernel's Canceled and NoKernel.

        After Canceled, and after a look that lost the kernel, the next look runs what did not run.
        """
        started = time.monotonic()
        merged = self._read()
        cells = code_cells(merged.notebook)
        touched = self._plan(cells)
        for cell in touched.run:
            self._given_up.pop(cell.key, None)  # it changed, or what it rests on did: it gets another chance
        self._told |= {cell.exercise for cell in touched.run if cell.exercise}
        if not self._kernel.alive:
            self._kernel.start(canceled)
            self._ended.clear()
            self._stale.clear()
        wanted = self._plan(cells)
        ran, lost = self._run(cells, wanted, canceled, progress)
        self._stale = {cell.key for cell in wanted.stale} | (self._stale - {cell.key for cell in wanted.run})
        judged = tuple(each.id for each in self.lab.exercises if each.id in self._told)
        self._told = set() if not lost else self._told
        return Look(
            report=self._report(merged),
            judged=judged,
            ran=ran,
            whole=ran == len(cells) and not self._given_up,
            seconds=time.monotonic() - started,
            stale=tuple(cell for cell in cells if cell.key in self._stale),
            below={
                cell.exercise: names
                for cell in cells
                if cell.kind == "check" and cell.exercise and (names := found_below(cells, cell))
            },
            lost=lost,
        )

    def close(self) -> None:
        """End the kernel; safe twice."""
        self._kernel.stop()

    def _read(self) -> Merged:
        """Read and restore the notebook; a file that is just being written is read again."""
        end = time.monotonic() + SETTLE_SECONDS
        while True:
            try:
                return merge(self._reference, read_submission(self.path), self._starters)
            except BadNotebook:
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)

    def _plan(self, cells: tuple[CodeCell, ...]) -> Plan:
        before = {key: cell.source for key, (cell, _) in self._ended.items()}
        seconds = {key: ended.seconds for key, (_, ended) in self._ended.items()}
        return plan(cells, before, seconds, self._pending)

    def _run(
        self, cells: tuple[CodeCell, ...], wanted: Plan, canceled: Canceled, progress: Progress
    ) -> tuple[int, str]:
        """Run the plan's cells; return how many ran, and why the kernel was lost ("" where it was not)."""
        self._pending |= {cell.key for cell in wanted.run}
        if wanted.forget:
            lines = f"(lambda names: [globals().pop(each, None) for each in names] and None)({sorted(wanted.forget)})"
            self._kernel.run(lines, self.lab.seconds, canceled)
        for key in self._ended.keys() - {cell.key for cell in cells}:
            del self._ended[key]
        for done, cell in enumerate(wanted.run):
            progress(done, len(wanted.run))
            ended = self._given_up.get(cell.key) or self._run_cell(cell, canceled)
            self._ended[cell.key] = cell, ended
            self._pending.discard(cell.key)
            if cell.kind == "check" and cell.exercise:
                self._verdicts[cell.exercise] = verdict_on(
                    self.lab.exercise(cell.exercise), judge.SEED, self._evidence, self._cells()
                )
            if not self._kernel.alive:
                return done + 1, ended.why or words("kernel-died")
        return len(wanted.run), ""

    def _run_cell(self, cell: CodeCell, canceled: Canceled) -> Ended:
        if cell.kind == "check" and cell.exercise:
            shutil.rmtree(self._evidence / cell.exercise, ignore_errors=True)  # no verdict rests on an older run's
        ended = self._kernel.run(cell.source, self.lab.seconds, canceled)
        if ended.stopped:
            self._given_up[cell.key] = ended
        return ended

    def _cells(self) -> tuple[Cell, ...]:
        return tuple(
            Cell(key, "failed" if ended.why else "passed", ended.seconds, ended.why)
            for key, (_, ended) in self._ended.items()
        )

    def _report(self, merged: Merged) -> Report:
        waiting = {each.id: Verdict(each.id, "not-attempted", "watch-waiting") for each in self.lab.exercises}
        results = (Result(each, self._verdicts.get(each.id, waiting[each.id])) for each in self.lab.exercises)
        return Report(self.lab, self.path, tuple(results), self._cells(), merged.notes)
