"""The ``tbxlab`` command. Each module here holds thin functions for one kind of user; no logic."""

import io
import sys
from collections.abc import Callable
from typing import Annotated

from tbxlab.cli import interrupts

interrupts.end_quietly()  # before the imports that take time: Ctrl-C may come at once

import typer  # noqa: E402

from tbxlab.cli import authors, environment, learner, share, tables, teacher, transfer, update, way  # noqa: E402
from tbxlab.cli.screen import errors, screen  # noqa: E402
from tbxlab.course import folders, manifest  # noqa: E402

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _say_version(asked: bool) -> None:
    if asked:
        from tbxlab.environment import course_version

        screen.print(course_version.line(), markup=False, highlight=False)
        raise typer.Exit


@app.callback()
def tbxlab(
    version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Say which course this is.")
    ] = False,
) -> None:
    """Watch It Learn: labs that are graded by reading what you logged."""


PANELS: dict[str, tuple[Callable[..., None], ...]] = {
    "This machine": (environment.doctor, environment.learn),
    "Learning": (learner.check, learner.hint, learner.solution, learner.reset, way.progress),
}
for panel, commands in PANELS.items():
    for command in commands:
        app.command(rich_help_panel=panel)(command)
app.command("next", rich_help_panel="Learning")(way.next_lab)
app.command(rich_help_panel="Learning")(update.update)
app.command(rich_help_panel="Teaching")(teacher.grade)
app.command(rich_help_panel="Sharing")(share.share)
app.command(rich_help_panel="Your own runs")(tables.export)
app.command(rich_help_panel="Your own runs")(tables.mean)
app.command(rich_help_panel="Fine-tuning")(transfer.pretrain)
app.command(rich_help_panel="Fine-tuning")(transfer.reproduce)
app.command("new-lab", rich_help_panel="Writing the course")(authors.new_lab)
for command in (authors.build, authors.verify, authors.runs, authors.figures, authors.prose, authors.site):
    app.command(rich_help_panel="Writing the course")(command)


def main() -> None:
    """Run the command line; a course that is not found or is badly described ends in one line."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that cannot show ✓ shows ?, and nothing breaks
    try:
        app()
    except (folders.NoCourse, manifest.BadManifest) as error:
        errors.print(str(error), style="red", markup=False)
        sys.exit(2)
