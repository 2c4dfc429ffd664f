"""The authors' commands: build, verify, runs and figures."""

from typing import Annotated

import typer

from tbxlab import manifest
from tbxlab.cli.screen import fail, progress_bar, screen

LabsArgument = Annotated[list[str] | None, typer.Argument(help="Labs (02, 02_scalars); all of them if none.")]


def build(force: Annotated[bool, typer.Option("--force", help="Build what is up to date, too.")] = False) -> None:
    """Build labs/ and solutions/ from their sources; executes what has changed."""
    from nbclient.exceptions import CellExecutionError

    from tbxlab.authoring import build as builder
    from tbxlab.authoring.cut import BadSource

    try:
        for built in builder.build(force=force):
            screen.print(f"{built.lab.name}: {'built and executed' if built.executed else 'up to date'}")
    except BadSource as error:
        fail(str(error))
    except CellExecutionError as error:
        fail(f"a cell of the solution raised:\n{error}")


def verify(labs: LabsArgument = None,
           page: Annotated[bool, typer.Option("--page", help="Write the table as the site's page, too.")] = False,
           ) -> None:
    """Prove that labs hold: starters, solutions, every wrong and every other right answer."""
    from tbxlab.authoring import proof
    from tbxlab.authoring.verify import verify as prove

    course = manifest.load()
    try:
        chosen = [course.lab(name) for name in labs] if labs else list(course.labs)
    except KeyError as error:
        fail(str(error.args[0]))
    proofs = []
    for lab in chosen:
        with progress_bar(f"Proving {lab.name}") as advance:
            steps = iter(range(1, 10_000))
            proofs.append(prove(lab, lambda what: advance(next(steps), proof.steps(lab))))  # noqa: B023
    screen.print(proof.as_text(proofs))
    if page and not labs:
        proof.page_path().write_text(proof.as_page(proofs), encoding="utf-8", newline="\n")
    raise typer.Exit(0 if all(each.holds for each in proofs) else 1)


RunsArgument = Annotated[list[str] | None, typer.Argument(
    help="Labs (02_scalars) or runs (02_scalars/overfit-0); all of them if none.")]


def runs(names: RunsArgument = None,
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


def figures(names: Annotated[list[str] | None, typer.Argument(help="Figures (02-overfit); all if none.")] = None,
            ) -> None:
    """Draw the chapters' figures from their runs, for light and dark pages."""
    from tbxlab.authoring import figures as drawing
    from tbxlab.events import NoEvents

    known = drawing.drawings()
    if unknown := set(names or ()) - set(known):
        fail(f"no figure {', '.join(sorted(unknown))}; there are: {', '.join(known)}")
    missing = False
    with progress_bar("Drawing") as advance:
        for done, name in enumerate(names or known):
            advance(done, len(names or known))
            try:
                state = "drawn" if drawing.draw(known[name]) else "the same"
            except NoEvents as error:
                missing, state = True, f"not drawn: {error}. Next: tbxlab runs. Figure"
            screen.print(f"{state:8} {name}", markup=False)
    raise typer.Exit(1 if missing else 0)
