"""The teacher's command: grade."""

import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from tbxlab.cli.screen import fail, progress_bar, screen
from tbxlab.course import manifest

if TYPE_CHECKING:
    from tbxlab.classroom.grading import Graded


def grade(
    lab: Annotated[str, typer.Argument(help="A lab's number or name (02, 02_scalars).")],
    submissions: Annotated[Path, typer.Argument(help="The folder of submissions, as a platform hands it over.")],
    out: Annotated[Path, typer.Option("--out", help="Where results go; the same command goes on from there.")],
    rule: Annotated[str, typer.Option("--rule", help="Which of a learner's files counts: latest or best.")] = "latest",
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="How many submissions at once.")] = os.cpu_count() or 1,
    trust_submissions: Annotated[
        bool, typer.Option("--trust-submissions", help="Run them without walls: as you, with all that you may do.")
    ] = False,
    canvas: Annotated[
        Path | None,
        typer.Option("--canvas", help="Canvas's gradebook export: a copy with the marks: canvas.csv."),
    ] = None,
    assignment: Annotated[
        str, typer.Option("--assignment", help="With --canvas: the column to fill, or a part of its name.")
    ] = "",
    moodle: Annotated[
        Path | None, typer.Option("--moodle", help="Moodle's grading worksheet: a copy with the marks: moodle.csv.")
    ] = None,
    whole: Annotated[
        bool, typer.Option("--whole", help="Run every cell of each notebook, not only those that marks rest on.")
    ] = False,
) -> None:
    """Grade a folder of submissions behind walls. Exit code 0 where every one of them was marked."""
    if sys.platform == "win32":
        fail("Windows has neither walls nor what the examiner needs. In WSL, a Linux inside Windows, grading works.")
    from tbxlab.classroom import exports, grading, intake, report, seeds, workshop
    from tbxlab.classroom.running import CannotRun

    if rule not in grading.RULES:
        fail(f"--rule is one of: {', '.join(grading.RULES)}")
    if not submissions.is_dir():
        fail(f"{submissions} is no folder")
    try:
        of = manifest.load().lab(lab)
    except KeyError as error:
        fail(str(error.args[0]))
    walls = _walls(trust_submissions=trust_submissions)
    found = intake.read(submissions)
    if not found.handed:
        fail(f"there is no notebook in {submissions}")
    try:
        with _pool(jobs) as pool, progress_bar(f"Grading {of.name}", left=True) as advance:
            graded = grading.grade(
                found,
                of,
                out,
                pool,
                rule="best" if rule == "best" else "latest",
                walls=walls,
                task=lambda task: replace(task, trusted=trust_submissions, whole=whole),
                progress=advance,
            )
    except (seeds.BadSeeds, CannotRun) as error:
        fail(str(error))
    except KeyboardInterrupt:
        fail(f"Stopped. What is marked is kept in {out}; the same command goes on from there.", code=130)
    finally:
        workshop.close_all()
    screen.print(report.as_text(graded))
    try:
        exports.write_all(graded, out)
        _fill(graded, out, canvas, assignment, moodle)
    except exports.BadTable as error:
        fail(str(error))
    except OSError as error:
        fail(f"Nothing more can be written ({error}). What is marked is kept; the same command writes the rest.")
    screen.print(f"Written: {out}/grades.csv, class.html, feedback/, results.json, gradescope/", markup=False)
    raise typer.Exit(1 if graded.failed else 0)


@contextmanager
def _pool(jobs: int) -> Iterator[ThreadPoolExecutor]:
    """Give threads that start submissions; on Ctrl-C, end what runs, so that nobody waits for it."""
    from tbxlab.classroom.started import Started

    pool = ThreadPoolExecutor(jobs)
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        Started.end_all()
        raise
    finally:
        pool.shutdown(wait=True)


def _fill(graded: "Graded", out: Path, canvas: Path | None, assignment: str, moodle: Path | None) -> None:
    """Write copies of the platforms' own tables with the marks in them; say who is in none of them."""
    from tbxlab.classroom import exports
    from tbxlab.notebooks.files import replace as write

    for name, path in (("canvas", canvas), ("moodle", moodle)):
        if path is None:
            continue
        text = path.read_text(encoding="utf-8-sig")
        filled, missing = exports.canvas(text, assignment, graded) if name == "canvas" else exports.moodle(text, graded)
        write(out / f"{name}.csv", filled)
        if missing:
            screen.print(f"Not in {path.name}: {', '.join(missing)}", markup=False)


def _walls(*, trust_submissions: bool) -> str:
    """Return what contains learners' code here, in words; end where there is nothing, and nobody said to go on."""
    import tempfile

    from tbxlab.classroom import view, walls
    from tbxlab.classroom.trusted import Trusted

    with tempfile.TemporaryDirectory(prefix="tbxlab-probe-") as name:
        if trust_submissions:
            return Trusted(Path(name)).how
        seen = Path(name, "view")
        seen.mkdir()
        Path(name).chmod(0o755)
        bubblewrap = walls.Bubblewrap(seen)
        try:
            bubblewrap.check_installed()
            view.make(seen, walls.COURSE)
            bubblewrap.probe()
        except walls.NoWalls as error:
            _refuse(str(error))
        return bubblewrap.how


def _refuse(why: str) -> NoReturn:
    fail(
        f"No walls: {why}.\n"
        "Submissions are programs, and without walls they can read and change whatever you can. On Debian and Ubuntu: "
        "apt-get install bubblewrap. Inside a container of your own, or where you trust every author: "
        "--trust-submissions."
    )
