"""The commands that show the way: progress and next."""

import contextlib
import json
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from tbxlab.cli.screen import screen
from tbxlab.course import manifest, overview
from tbxlab.course import progress as progress_file
from tbxlab.course.words import words


def progress(as_json: Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")] = False) -> None:
    """Show the course at a glance: points, labs, time spent, and where to go on."""
    course, exercises, labs = manifest.load(), progress_file.load(), progress_file.labs()
    found = overview.standings(course, exercises, labs)
    following = overview.go_on(course, exercises, labs)
    if as_json:
        print(
            json.dumps(
                {
                    "schema": 1,
                    "labs": [
                        {
                            "name": each.lab.name,
                            "points": each.points,
                            "of": each.lab.points,
                            "best": each.best,
                            "right": each.right,
                            "exercises": len(each.lab.exercises),
                            "seconds": round(each.seconds),
                        }
                        for each in found
                    ],
                    "next": following[1].id if following else None,
                },
                indent=1,
            )
        )
        return
    screen.print(overview.as_table(course, found))
    screen.print(words("progress-time", {"minutes": progress_file.IDLE_SECONDS // 60}), style="dim", markup=False)
    if any(each.best != each.points for each in found):
        screen.print(words("progress-best"), style="dim", markup=False)
    if following:
        lab, exercise = following
        screen.print(
            words(
                "progress-next",
                {"lab": lab.number, "title": lab.title, "exercise": exercise.id, "what": exercise.title},
            ),
            markup=False,
        )
    else:
        screen.print(words("progress-done"), markup=False)


def next_lab(open_it: Annotated[bool, typer.Option("--open", help="Open it in the browser, too.")] = False) -> None:
    """Say which exercise comes next, and where its notebook is; with --open, open it."""
    from tbxlab.environment import versions
    from tbxlab.environment.jupyter_servers import address_of
    from tbxlab.notebooks import copies

    following = overview.go_on(manifest.load(), progress_file.load(), progress_file.labs())
    if following is None:
        screen.print(words("progress-done"), markup=False)
        return
    lab, exercise = following
    with contextlib.suppress(OSError):  # a folder that cannot be written: where the copy would be is said all the same
        copies.begin(lab)
    path = copies.path_of(lab)
    address = address_of(path)
    params = {
        "lab": lab.number,
        "title": lab.title,
        "exercise": exercise.id,
        "what": exercise.title,
        "minutes": exercise.minutes,
        "needs": ", ".join(lab.needs),
    }
    screen.print(words("next-exercise", params), markup=False)
    if lab.needs:
        lacking = sorted(versions.lacking(lab.needs))
        more = {"missing": ", ".join(lacking), "extras": ",".join(lacking)}
        screen.print(words("needs-more" if lacking else "next-needs", params | more), markup=False)
    screen.print(str(_short(path)), markup=False, soft_wrap=True)
    screen.print(address or words("next-no-server"), markup=False, soft_wrap=True)
    screen.print(words("next-watch", params), markup=False)
    if open_it and address:
        webbrowser.open(address)
    raise typer.Exit(1 if open_it and not address else 0)


def _short(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
