"""The authors' commands: build and verify."""

from typing import Annotated

import typer

from tbxlab import manifest
from tbxlab.cli.screen import fail, progress_bar, screen

LabsArgument = Annotated[list[str] | None, typer.Argument(help="Labs (02, 02_scalars); all of them if none.")]


def build(force: Annotated[bool, typer.Option("--force", help="Build what is up to date, too.")] = False) -> None:
    """Build labs/ and solutions/ from their sources; executes what has changed."""
    from tbxlab.authoring import build as builder
    from tbxlab.authoring.cut import BadSource

    try:
        for built in builder.build(force=force):
            screen.print(f"{built.lab.name}: {'built and executed' if built.executed else 'up to date'}")
    except BadSource as error:
        fail(str(error))


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
