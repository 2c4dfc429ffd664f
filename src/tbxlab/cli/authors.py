"""The authors' commands: build, verify, runs, figures and site."""

from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Annotated

import typer

from tbxlab import manifest
from tbxlab.cli.screen import fail, progress_bar, screen
from tbxlab.messages import words

LabsArgument = Annotated[list[str] | None, typer.Argument(help="Labs (02, 02_scalars); all of them if none.")]


def build(force: Annotated[bool, typer.Option("--force", help="Build what is up to date, too.")] = False) -> None:
    """Build labs/ and solutions/ from their sources; executes what has changed."""
    from nbclient.exceptions import CellExecutionError

    from tbxlab.authoring import build as builder
    from tbxlab.authoring.cut import BadSource

    try:
        for built in builder.build(force=force):
            screen.print(f"{built.lab.name}: {'built and executed' if built.executed else 'up to date'}")
            if built.kept:
                screen.print(words("build-kept", {"lab": built.lab.name, "kept": built.kept}), markup=False)
    except BadSource as error:
        fail(str(error))
    except CellExecutionError as error:
        fail(f"a cell of the solution raised:\n{error}")


def verify(
    labs: LabsArgument = None,
    page: Annotated[bool, typer.Option("--page", help="Write the table as the site's page, too.")] = False,
) -> None:
    """Prove that labs hold: starters, solutions, every wrong and every other right answer."""
    from tbxlab.authoring import proof
    from tbxlab.authoring.verify import verify_all

    course = manifest.load()
    try:
        chosen = [course.lab(name) for name in labs] if labs else list(course.labs)
    except KeyError as error:
        fail(str(error.args[0]))
    tried = count(1)
    with progress_bar("Proving " + ", ".join(lab.name for lab in chosen)) as advance:
        total = sum(proof.steps(lab) for lab in chosen)
        proofs = verify_all(chosen, lambda lab, what: advance(next(tried), total))
    screen.print(proof.as_text(proofs))
    if page and not labs:
        proof.page_path().write_text(proof.as_page(proofs), encoding="utf-8", newline="\n")
    raise typer.Exit(0 if all(each.holds for each in proofs) else 1)


RunsArgument = Annotated[
    list[str] | None, typer.Argument(help="Labs (02_scalars) or runs (02_scalars/overfit-0); all of them if none.")
]


def runs(
    names: RunsArgument = None,
    force: Annotated[bool, typer.Option("--force", help="Replace where only last digits differ, too.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Change nothing; exit 1 where a run differs.")] = False,
) -> None:
    """Make the reference runs of src/tbxlab/given/ again and keep what changed."""
    from tbxlab.authoring import reference_runs

    known = reference_runs.recipes()
    chosen = [recipe for recipe in known.values() if not names or recipe.name in names or recipe.lab in names]
    if unknown := set(names or ()) - {r.name for r in chosen} - {r.lab for r in chosen}:
        fail(f"no run {', '.join(sorted(unknown))}; there are: {', '.join(known)}")
    changed = 0
    try:
        with progress_bar("Making runs") as advance:
            for done, recipe in enumerate(chosen):
                advance(done, len(chosen))
                made = reference_runs.make(recipe, write=not check, force=force)
                screen.print(f"{made.state:8} {recipe.name}  {made.difference}".rstrip(), markup=False)
                changed += made.state in ("new", "changed")
    except reference_runs.BadRun as error:
        fail(str(error))
    raise typer.Exit(1 if check and changed else 0)


def figures(
    names: Annotated[
        list[str] | None,
        typer.Argument(help="Plots (02-overfitting) or dashboards (dashboards/02-overfitting); all if none."),
    ] = None,
) -> None:
    """Draw the chapters' plots, and take pictures of TensorBoard's dashboards, for light and dark pages."""
    from tbxlab import board
    from tbxlab.authoring import dashboards, figures
    from tbxlab.authoring.chromium import NoChromiumError, browser
    from tbxlab.authoring.shots import CannotTake
    from tbxlab.events import NoEvents

    plots, boards = figures.drawings(), dashboards.dashboards()
    if unknown := set(names or ()) - set(plots) - set(boards):
        fail(f"no figure {', '.join(sorted(unknown))}; there are: {', '.join([*plots, *boards])}")
    chosen = [name for name in [*plots, *boards] if not names or name in names]
    done, missing = iter(range(len(chosen))), False

    def each(name: str, draw: Callable[[], bool]) -> bool:
        advance(next(done), len(chosen))
        try:
            state = "drawn" if draw() else "the same"
        except NoEvents as error:
            state = f"not drawn: {error}. Next: tbxlab runs. Figure"
        except (board.BoardError, CannotTake, ValueError) as error:
            state = f"not drawn: {error}. Figure"
        screen.print(f"{state:8} {name}", markup=False)
        return not state.startswith("not")

    with progress_bar("Drawing") as advance:
        for name in chosen:
            if name in plots:
                missing |= not each(name, lambda: figures.draw(plots[name]))  # noqa: B023
        if pictures := [name for name in chosen if name in boards]:
            try:
                with browser() as chromium:
                    for name in pictures:
                        missing |= not each(name, lambda: dashboards.draw(boards[name], chromium))  # noqa: B023
            except NoChromiumError as error:
                screen.print(f"left out: {len(pictures)} dashboards. {error}", markup=False)
                missing |= bool(names)
    raise typer.Exit(1 if missing else 0)


def site(out: Annotated[Path | None, typer.Option(help="Where to; site/ if not given.")] = None) -> None:
    """Build the site, strictly, with the runs that its buttons open in the shared viewer."""
    from tbxlab import course
    from tbxlab.site.building import SiteError, build

    try:
        build(course.root() / "mkdocs.yml", out, lambda line: screen.print(line, markup=False))
    except SiteError as error:
        fail(str(error))
