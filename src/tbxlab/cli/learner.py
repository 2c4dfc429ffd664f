"""The learner's commands: check, hint, solution, reset."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.panel import Panel

from tbxlab import manifest, progress
from tbxlab.cli.screen import fail, progress_bar, screen

LabArgument = Annotated[str, typer.Argument(help="A lab's number or name (02, 02_scalars), or a notebook's path.")]
ExerciseArgument = Annotated[str, typer.Argument(help="An exercise, such as 2.1.")]


def check(lab: LabArgument,
          as_json: Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")] = False,
          ) -> None:
    """Judge a lab notebook: run it, then verify what it logged. Exit code 0 only for full marks."""
    from tbxlab.grading import judge, report
    from tbxlab.grading.read import BadNotebook, lab_of, read_submission

    course = manifest.load()
    try:
        path = Path(lab)
        if path.suffix == ".ipynb":
            of = lab_of(path, read_submission(path), course)
        else:
            of = _lab(course, lab)
            path = _notebook(of)
        with progress_bar(f"Running {path.name}", visible=not as_json) as advance:
            judged = judge.judge(path, of, progress=advance)
    except BadNotebook as error:
        fail(str(error))
    progress.record(result.verdict for result in judged.results)
    if as_json:
        print(json.dumps(report.as_json(judged), indent=1, ensure_ascii=False))
    else:
        screen.print(report.as_text(judged))
    raise typer.Exit(0 if judged.full else 1)


def hint(exercise: ExerciseArgument,
         number: Annotated[int | None, typer.Option("--number", "-n", min=1, max=manifest.HINTS,
                                             help="This hint, instead of the next one.")] = None,
         ) -> None:
    """Show the next hint: 1 a question, 2 the principle, 3 a worked sibling, 4 a skeleton. Hints are free."""
    of = _exercise(exercise)
    seen = progress.load().get(exercise, {}).get("hints", 0)
    number = number or min(seen + 1, manifest.HINTS)
    progress.open_hint(exercise, number)
    last = number == manifest.HINTS
    foot = f"after an attempt: tbxlab solution {exercise}" if last else f"next: tbxlab hint {exercise}"
    screen.print(Panel(of.hints[number - 1], title=f"{exercise} {of.title}: hint {number} of {manifest.HINTS}",
                       subtitle=foot, title_align="left", subtitle_align="left"), markup=False)


def solution(exercise: ExerciseArgument) -> None:
    """Show the solution of an exercise; it opens after an attempt."""
    from rich.syntax import Syntax

    from tbxlab.authoring import build, notebooks

    of = _exercise(exercise)
    if not progress.load().get(exercise, {}).get("attempts"):
        fail(f"{exercise} was not attempted yet. Try it and run its check cell; hints: tbxlab hint {exercise}")
    lab = manifest.load().lab_of(exercise)
    wanted = f"ex-{of.id.replace('.', '-')}"
    cell = next(cell for cell in notebooks.read(build.solution_path(lab)).cells if cell.id == wanted)
    lines = [line for line in cell.source.splitlines() if not line.strip().startswith(("###", "#:"))]
    screen.print(Syntax("\n".join(lines), "python", theme="ansi_dark"))


def reset(lab: LabArgument) -> None:
    """Put a lab back to its beginning; your copy is kept beside it."""
    from tbxlab.grading.reset import reset as put_back

    kept = put_back(_lab(manifest.load(), lab))
    screen.print(f"The lab is as it was given. Your copy: {kept}" if kept else "The lab is as it was given.",
                 markup=False)


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
    from tbxlab.authoring import build

    here = Path(f"{lab.name}.ipynb")
    return here if here.is_file() and Path.cwd().name != "solutions" else build.lab_path(lab)
