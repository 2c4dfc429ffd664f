"""The learner's commands: check, hint, solution, reset."""

import json
from pathlib import Path
from typing import Annotated

import typer

from tbxlab.cli.screen import fail, progress_bar, screen
from tbxlab.course import cell_ids, manifest, progress
from tbxlab.course.words import words

LabArgument = Annotated[str, typer.Argument(help="A lab's number or name (02, 02_scalars), or a notebook's path.")]
ExerciseArgument = Annotated[str, typer.Argument(help="An exercise, such as 2.1.")]


def check(
    lab: LabArgument,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")] = False,
    watch: Annotated[bool, typer.Option("--watch", "-w", help="Judge again at each save; q ends it.")] = False,
    poll: Annotated[
        bool, typer.Option("--poll", help="With --watch: look at the file all the time, wait for no file events.")
    ] = False,
) -> None:
    """Judge a lab notebook: run it, then verify what it logged. Exit code 0 only for full marks."""
    from tbxlab.grading import judge, report
    from tbxlab.notebooks.read import BadNotebook

    if as_json and watch:
        fail("--json prints one report; leave out --watch")
    try:
        path, of = _submission(lab)
        if watch:
            from tbxlab.watch import loop

            raise typer.Exit(0 if loop.watch(path, of, screen, progress_bar, poll=poll) else 1)
        with progress_bar(f"Running {path.name}", visible=not as_json) as advance:
            judged = judge.judge(path, of, progress=advance)
    except BadNotebook as error:
        fail(str(error))
    except judge.CannotJudge as error:
        fail(words("cannot-judge", {"why": error}))
    except OSError as error:
        fail(words("machine", {"error": error}))
    progress.record(result.verdict for result in judged.results)
    if as_json:
        print(json.dumps(report.as_json(judged), indent=1))  # in ASCII, which every terminal and every pipe can carry
    else:
        screen.print(report.as_text(judged))
    raise typer.Exit(0 if judged.full else 1)


def hint(
    exercise: ExerciseArgument,
    number: Annotated[
        int | None,
        typer.Option("--number", "-n", min=1, max=manifest.HINTS, help="This hint, instead of the next one."),
    ] = None,
) -> None:
    """Show the next hint: 1 a question, 2 the principle, 3 a worked sibling, 4 a skeleton. Hints are free."""
    from tbxlab.grading import hints

    screen.print(hints.open_next(_exercise(exercise), number))


def solution(exercise: ExerciseArgument) -> None:
    """Show the solution of an exercise; it opens after an attempt."""
    from rich.syntax import Syntax

    from tbxlab.notebooks import build, make

    of = _exercise(exercise)
    if not progress.load().get(exercise, {}).get("attempts"):
        fail(f"{exercise} was not attempted yet. Try it and run its check cell; hints: tbxlab hint {exercise}")
    lab = manifest.load().lab_of(exercise)
    wanted = cell_ids.exercise_cell(of.id)
    cell = next(cell for cell in make.read(build.solution_path(lab)).cells if cell.id == wanted)
    lines = [line for line in cell.source.splitlines() if not line.strip().startswith(("###", "#:"))]
    screen.print(Syntax("\n".join(lines), "python", theme="ansi_dark"))


def reset(what: Annotated[str, typer.Argument(help="A lab (02, 02_scalars) or one exercise of it (2.1).")]) -> None:
    """Put a lab, or one exercise, back to its beginning; your copy is kept beside it."""
    from tbxlab.notebooks import reset as putting_back
    from tbxlab.notebooks.read import BadNotebook

    try:
        if "." in what:
            exercise = _exercise(what)
            kept = putting_back.reset_exercise(manifest.load().lab_of(what), exercise)
        else:
            kept = putting_back.reset(_lab(manifest.load(), what))
    except BadNotebook as error:
        fail(str(error))
    except OSError as error:
        fail(words("reset-failed", {"why": error}))
    screen.print(words("reset-done" if kept else "reset-anew", {"what": what, "kept": kept}), markup=False)


def _submission(named: str) -> tuple[Path, manifest.Lab]:
    """Return a notebook and the lab that it belongs to, from a lab's name or a notebook's path. Raises BadNotebook."""
    from tbxlab.notebooks.read import lab_of, read_submission

    course = manifest.load()
    path = Path(named)
    if path.suffix == ".ipynb":
        return path, lab_of(path, read_submission(path), course)
    lab = _lab(course, named)
    return _notebook(lab), lab


def _lab(course: manifest.Course, name: str) -> manifest.Lab:
    try:
        return course.lab(name)
    except KeyError as error:
        fail(str(error.args[0]))


def _exercise(exercise_id: str) -> manifest.Exercise:
    try:
        return manifest.load().exercise(exercise_id)
    except KeyError as error:
        fail(str(error.args[0]))


def _notebook(lab: manifest.Lab) -> Path:
    """Return the learner's notebook of a lab: the one in the working directory, else the one in labs/."""
    from tbxlab.notebooks import build

    here = Path(f"{lab.name}.ipynb")
    return here if here.is_file() and Path.cwd().name != "solutions" else build.lab_path(lab)
