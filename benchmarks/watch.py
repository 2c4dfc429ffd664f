"""How long after a save does the verdict come: `tbxlab check --watch`, a cold `tbxlab check`, `nbgrader autograde`?

    python benchmarks/watch.py [--lab 02] [--exercise 2.1] [--nbgrader PYTHON]

All three judge the same notebook: the lab with the course's own answers, of which one is changed before each turn.
They take turns, and the ratio of each turn is taken, so that a machine that is slow for a while slows all. Watching is
timed from the save to the verdict, with the file events on the way; its first run, which is not timed as a turn, is
told too. nbgrader is no part of the course's packages: name a Python that has it beside them, as in

    python -m venv v; echo SITE-PACKAGES-OF-THE-COURSE > v/lib/python3.11/site-packages/course.pth
    v/bin/pip install nbgrader; python benchmarks/watch.py --nbgrader v/bin/python

The exit code is 1 where watching is not BOUND times as fast as the cold check.
"""

import argparse
import os
import queue
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

BOUND = 5.0
WATCH, COLD, NBGRADER = "check --watch, after a save", "check, cold", "nbgrader autograde"


class Watching:
    """A learner's loop without its screen: saves in, verdicts out."""

    def __init__(self, path: Path, lab, folder: Path):
        from tbxlab.watch.saves import saves
        from tbxlab.watch.session import Session
        from tbxlab.watch.worker import Worker

        self.path, self._stop, self._told = path, threading.Event(), queue.Queue()
        self._worker = Worker(Session(path, lab, folder), self._told.put)
        moments = saves(path, self._stop)
        self._worker.start()
        started = time.perf_counter()
        self._worker.request("look")
        self.first = self._verdict() - started
        threading.Thread(target=lambda: [self._worker.request("look") for _ in moments], daemon=True).start()

    def seconds(self, save) -> float:
        """Save and wait for the verdict."""
        started = time.perf_counter()
        save()
        return self._verdict() - started

    def end(self) -> None:
        self._stop.set()
        self._worker.end()

    def _verdict(self) -> float:
        while (event := self._told.get(timeout=600)).kind != "look":
            if event.kind != "progress":
                raise SystemExit(f"{WATCH}: {event}")
        if not event.value.report.full or not event.value.judged:
            raise SystemExit(f"{WATCH}: {[each.verdict.words for each in event.value.report.results]}")
        return time.perf_counter()


def cold(path: Path) -> float:
    started = time.perf_counter()
    code = "import sys; from tbxlab import cli; sys.argv = ['tbxlab', 'check', sys.argv[1]]; cli.main()"
    subprocess.run([sys.executable, "-c", code, str(path)], check=True, capture_output=True)
    return time.perf_counter() - started


class Nbgrader:
    """An nbgrader course with this one assignment and one student."""

    def __init__(self, python: str, path: Path, solution: Path, folder: Path):
        self._python, self._path, self._folder = python, path, folder
        self.assignment = solution.stem
        self._env = os.environ | {
            "PATH": f"{Path(python).parent}{os.pathsep}{os.environ['PATH']}",
            "TBXLAB_EVIDENCE": str(folder / "evidence"),
            "TBXLAB_RUNS": str(folder / "runs"),
        }
        source = folder / "source" / self.assignment
        source.mkdir(parents=True)
        shutil.copy(solution, source)
        self._run("generate_assignment", "--create")

    def seconds(self) -> float:
        handed_in = self._folder / "submitted" / "me" / self.assignment
        handed_in.mkdir(parents=True, exist_ok=True)
        shutil.copy(self._path, handed_in)
        started = time.perf_counter()
        self._run("autograde", "--force")
        return time.perf_counter() - started

    def _run(self, *arguments: str) -> None:
        command = [
            self._python,
            "-m",
            "nbgrader",
            arguments[0],
            self.assignment,
            f"--course-dir={self._folder}",
            *arguments[1:],
        ]
        done = subprocess.run(command, env=self._env, cwd=self._folder, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"nbgrader {arguments[0]}: {done.stderr[-2000:]}")


def copy_of_the_course(name: str, folder: Path):
    """Make a course of this one lab in ``folder``, its notebook solved; return the lab and the notebook's path."""
    from tbxlab.course import folders, manifest
    from tbxlab.notebooks import build

    lab = manifest.load().lab(name)
    shutil.copy(folders.root() / folders.MANIFEST, folder)
    for place, source in (("solutions", build.solution_path(lab)), ("labs", build.solution_path(lab))):
        (folder / place).mkdir()
        shutil.copy(source, folder / place)
    os.environ.update(TBXLAB_COURSE=str(folder), TBXLAB_RUNS=str(folder / "runs"), OMP_NUM_THREADS="1")
    os.environ["TBXLAB_PROGRESS"] = str(folder / "progress")
    return lab, build.lab_path(lab)


def change(path: Path, exercise: str, turn: int) -> None:
    """Save the notebook as Jupyter does, one answer changed in a way that leaves it right."""
    from tbxlab.notebooks import make

    notebook = make.read(path)
    cell = next(cell for cell in notebook.cells if cell.id == f"ex-{exercise.replace('.', '-')}")
    cell.source += f"\n# Turn {turn}.\n"
    make.write(notebook, path)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lab", default="02")
    parser.add_argument("--exercise", default="2.1")
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--nbgrader", metavar="PYTHON", help="a Python that has nbgrader beside the course's packages")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tbxlab-benchmark-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        lab, path = copy_of_the_course(options.lab, folder)
        (folder / "watch").mkdir()
        graders = {WATCH: None, COLD: lambda: cold(path)}
        if options.nbgrader:
            python = str(Path(options.nbgrader).absolute())
            graders[NBGRADER] = Nbgrader(python, path, folder / "solutions" / path.name, folder / "nbgrader").seconds
        else:
            print("nbgrader was left out: name a Python that has it with --nbgrader")
        watching = Watching(path, lab, folder / "watch")
        times: dict[str, list[float]] = {each: [] for each in graders}
        try:
            for turn in range(options.turns):
                times[WATCH].append(watching.seconds(lambda: change(path, options.exercise, turn)))  # noqa: B023
                for grader in list(graders)[1:]:
                    times[grader].append(graders[grader]())
        finally:
            watching.end()
    print(
        f"lab {lab.name}, exercise {options.exercise} changed, {options.turns} turns; "
        f"first run of --watch, not counted: {watching.first:.1f} s"
    )
    print(f"{'':28}  {'median':>8}  {'fastest':>8}  {'slowest':>8}  {'to --watch':>10}")
    ratios = {}
    for grader, seconds in times.items():
        ratios[grader] = statistics.median(own / quick for own, quick in zip(seconds, times[WATCH], strict=True))
        print(
            f"{grader:28}  {statistics.median(seconds):6.2f} s  {min(seconds):6.2f} s  {max(seconds):6.2f} s  "
            f"{ratios[grader]:9.1f}x"
        )
    return int(ratios[COLD] < BOUND)


if __name__ == "__main__":
    sys.exit(main())
