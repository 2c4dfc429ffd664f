"""The learner's commands: check, hint, solution, reset."""

import json
import re
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from tbxlab.cli.screen import errors, fail, progress_bar, screen
from tbxlab.course import cell_ids, manifest, progress
from tbxlab.course.words import words

LabArgument = Annotated[
    str, typer.Argument(help="A lab's number or name (02, 02_scalars), one exercise of it (2.1), or a notebook's path.")
]
ExerciseArgument = Annotated[str, typer.Argument(help="An exercise, such as 2.1.")]
_EXERCISE = re.compile(r"\d+\.\d+")


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
        only = _exercise(lab) if _EXERCISE.fullmatch(lab) else None
        path, of = _submission(manifest.load().lab_of(lab).name if only else lab)
        _refuse_what_is_not_installed(of)
        if not as_json:
            _say_if_older(path, of)
        if watch:
            from tbxlab.watch import loop

            raise typer.Exit(0 if loop.watch(path, of, screen, progress_bar, poll=poll) else 1)
        with progress_bar(f"Running {path.name}", visible=not as_json) as advance:
            judged = judge.judge(path, of, only=only, progress=advance)
    except BadNotebook as error:
        fail(str(error))
    except judge.CannotJudge as error:
        fail(words("cannot-judge", {"why": error}))
    except FileNotFoundError as error:
        _missing(error)
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

    opened = hints.open_next(_exercise(exercise), number)
    screen.print(opened.as_panel() if screen.is_terminal else opened.as_text(), markup=False)


def solution(
    exercise: ExerciseArgument,
    also: Annotated[bool, typer.Option("--others", help="The other right ways that the course keeps.")] = False,
) -> None:
    """Show the solution of an exercise, or other right ways; both open after an attempt."""
    from tbxlab.notebooks import build, make

    of = _exercise(exercise)
    if not progress.load().get(exercise, {}).get("attempts"):
        fail(f"{exercise} was not attempted yet. Try it and run its check cell; hints: tbxlab hint {exercise}")
    lab = manifest.load().lab_of(exercise)
    if also:
        _show_others(lab, of)
        return
    wanted = cell_ids.exercise_cell(of.id)
    cell = next(cell for cell in make.read(build.solution_path(lab)).cells if cell.id == wanted)
    lines = [line for line in cell.source.splitlines() if not line.strip().startswith(("###", "#:"))]
    _show_code("\n".join(lines))


def _show_others(lab: manifest.Lab, exercise: manifest.Exercise) -> None:
    from tbxlab.grading.others import others

    ways = others(lab, exercise)
    if not ways:
        screen.print(words("no-others", {"exercise": exercise.id}), markup=False)
    for way in ways:
        screen.print(f"{way.title}: {way.about}" if way.about else way.title, style="bold", markup=False)
        _show_code(way.code + "\n")


def _show_code(source: str) -> None:
    from rich.syntax import Syntax

    screen.print(Syntax(source, "python", theme="ansi_dark") if screen.is_terminal else source, markup=False)


def reset(what: Annotated[str, typer.Argument(help="A lab (02, 02_scalars) or one exercise of it (2.1).")]) -> None:
    """Put a lab, or one exercise, back to its beginning; your copy is kept beside it."""
    from tbxlab.notebooks import copies
    from tbxlab.notebooks import reset as resetting
    from tbxlab.notebooks.read import BadNotebook

    try:
        if _EXERCISE.fullmatch(what):
            exercise = _exercise(what)
            lab = manifest.load().lab_of(what)
            copies.begin(lab)
            done = resetting.reset_exercise(lab, exercise)
        else:
            done = resetting.reset(_lab(manifest.load(), what))
    except BadNotebook as error:
        fail(str(error))
    except OSError as error:
        fail(words("reset-failed", {"why": error}))
    message = "reset-done" if done.kept else "reset-anew" if done.changed else "reset-nothing"
    screen.print(words(message, {"what": what, "kept": done.kept}), markup=False)


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


def _exercise(exercise_id: str) -> manifest.Exercise:  # noqa: RET503 - fail never returns
    course = manifest.load()
    try:
        return course.exercise(exercise_id)
    except KeyError as error:
        try:
            lab = course.lab(exercise_id.partition(".")[0])
        except KeyError:
            fail(str(error.args[0]))
    params = {"lab": lab.number, "exercise": exercise_id, "exercises": ", ".join(each.id for each in lab.exercises)}
    fail(words("no-exercise" if "." in exercise_id else "hint-lab", params))


def _notebook(lab: manifest.Lab) -> Path:
    """Return the learner's notebook of a lab: the one in the working directory, else their copy, made if needed."""
    from tbxlab.course import folders
    from tbxlab.notebooks import copies

    here, folder = Path(f"{lab.name}.ipynb"), Path.cwd()
    if here.is_file() and folder not in (folders.solutions_dir(), folders.labs_dir()):
        return here
    copies.begin(lab)
    return copies.path_of(lab)


def _refuse_what_is_not_installed(lab: manifest.Lab) -> None:
    """End with the one command that brings what a lab needs, where a light installation has left it out."""
    from tbxlab.environment import versions

    if missing := sorted(versions.lacking(lab.needs)) if lab.needs else []:
        params = {"lab": lab.number, "missing": ", ".join(missing), "extras": ",".join(missing)}
        fail(words("needs-more", params))


def _say_if_older(path: Path, lab: manifest.Lab) -> None:
    from tbxlab.notebooks import copies

    if path == copies.path_of(lab) and copies.is_older(lab):
        errors.print(words("copies-older", {"labs": path.name, "folder": path.parent.name}), style="dim", markup=False)


def _missing(error: FileNotFoundError) -> NoReturn:
    """Say which file is missing: where it is one of the course's, git has it."""
    from tbxlab.course import folders

    path = Path(error.filename or "")
    for folder in (folders.solutions_dir(), folders.labs_dir()):
        if path.parent == folder:
            fail(words("course-file", {"path": path, "name": path.relative_to(folders.root()).as_posix()}))
    fail(words("machine", {"error": error}))
