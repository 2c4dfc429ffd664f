"""The authors' commands: new-lab, build, verify, runs, figures, prose and site."""

from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Annotated

import typer

from tbxlab.cli.screen import fail, progress_bar, screen
from tbxlab.course import manifest
from tbxlab.course.words import words

LabsArgument = Annotated[list[str] | None, typer.Argument(help="Labs (02, 02_scalars); all of them if none.")]


def new_lab(
    name: Annotated[str, typer.Argument(help="Its number and topic: 10_topic.")],
    title: Annotated[str, typer.Option(help="The title of the lab and its chapter.")] = "",
    part: Annotated[str, typer.Option(help="The part it belongs to (I); the last one if not given.")] = "",
) -> None:
    """Write the skeleton of a new lab: it builds at once, and ✎ marks what is still to write."""
    from tbxlab.authoring import new_lab as maker
    from tbxlab.course import folders

    try:
        made = maker.make(name, title, part)
    except maker.CannotMakeLab as error:
        fail(str(error))
    for path in made:
        short = path.relative_to(folders.root()) if path.is_relative_to(folders.root()) else path
        screen.print(short.as_posix(), markup=False, highlight=False, soft_wrap=True)
    number = name[:2]
    screen.print(words("new-lab", {"number": number}), markup=False, highlight=False)


def _chosen(names: list[str] | None) -> list[manifest.Lab]:
    course = manifest.load()
    try:
        return [course.lab(name) for name in names] if names else list(course.labs)
    except KeyError as error:
        fail(str(error.args[0]))


def build(
    labs: LabsArgument = None,
    force: Annotated[bool, typer.Option("--force", help="Build what is up to date, too.")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; exit 1 where a lab is not up to date.")
    ] = False,
) -> None:
    """Build labs/ and solutions/ from their sources; executes what has changed."""
    from nbclient.exceptions import CellExecutionError

    from tbxlab.notebooks import build as builder
    from tbxlab.notebooks.cut import BadSource

    chosen = _chosen(labs)
    if check:
        try:
            stale = [lab.name for lab in chosen if not builder.is_built(lab)]
        except BadSource as error:
            fail(str(error))
        for name in stale:
            screen.print(f"{name}: not up to date: tbxlab build")
        raise typer.Exit(int(bool(stale)))
    try:
        for built in builder.build(labs=chosen, force=force):
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
    seeds: Annotated[
        int, typer.Option(min=0, metavar="N", help="Draw N fresh seeds and try these instead of 0, 1 and 2.")
    ] = 0,
    seed: Annotated[list[int] | None, typer.Option(min=0, help="Try this seed; may be given several times.")] = None,
) -> None:
    """Prove that labs hold: starters, solutions, every wrong and every other right answer, under each seed."""
    from tbxlab.authoring import proof
    from tbxlab.authoring.verify import SEEDS, fresh, verify_all

    chosen = _chosen(labs)
    drawn = (*(seed or ()), *fresh(seeds)) or SEEDS
    screen.print("Seeds: " + ", ".join(map(str, drawn)))
    tried = count(1)
    with progress_bar("Proving " + ", ".join(lab.name for lab in chosen)) as advance:
        total = sum(proof.steps(lab, drawn) for lab in chosen)
        proofs = verify_all(chosen, lambda lab, what: advance(next(tried), total), drawn)
    screen.print(proof.as_text(proofs))
    if page and not labs and drawn == SEEDS:
        proof.page_path().write_text(proof.as_page(proofs), encoding="utf-8", newline="\n")
    raise typer.Exit(0 if all(each.holds for each in proofs) else 1)


RunsArgument = Annotated[
    list[str] | None, typer.Argument(help="Labs (02_scalars) or runs (02_scalars/overfit-0); all of them if none.")
]


def runs(
    names: RunsArgument = None,
    force: Annotated[bool, typer.Option("--force", help="Replace where only last digits differ, too.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Change nothing; exit 1 where a run differs.")] = False,
    cost: Annotated[bool, typer.Option("--cost", help="Change nothing; measure what each run takes.")] = False,
) -> None:
    """Make the reference runs of the labs' given/ again and keep what changed."""
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
                if cost:
                    screen.print(f"{recipe.name}  {reference_runs.cost_of(recipe)}", markup=False)
                    continue
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


def prose(
    names: Annotated[list[str] | None, typer.Argument(help="Pages (06-comparing); all of them if none.")] = None,
    draft: Annotated[
        bool,
        typer.Option("--draft", help="Put what is unlisted into tests/chapters/reviewed/, for you to give reasons."),
    ] = False,
) -> None:
    """List general sentences (no, only, always, all) that nobody has accepted, and acceptances that are stale."""
    from tbxlab.authoring import prose as guard
    from tbxlab.course import folders

    pages = {reviewed.stem: (page, reviewed) for page, reviewed in guard.pages(folders.root()).items()}
    if unknown := set(names or ()) - set(pages):
        fail(f"no page {', '.join(sorted(unknown))}; there are: {', '.join(pages)}")
    chosen = [pages[name] for name in names or pages]
    reports = [(guard.look(page, reviewed), reviewed) for page, reviewed in chosen]
    for report, reviewed in reports:
        for line in report.lines():
            screen.print(line, markup=False, highlight=False, soft_wrap=True)
        if draft and not report.holds:
            screen.print(f"{reviewed.name}: {guard.draft(report, reviewed)} sentences wait for a reason", markup=False)
    unlisted, stale = sum(len(each.unlisted) for each, _ in reports), sum(len(each.faults) for each, _ in reports)
    screen.print(
        f"{len(reports)} pages: {unlisted} general sentences are not accepted, {stale} acceptances do not stand"
    )
    raise typer.Exit(0 if all(report.holds for report, _ in reports) else 1)


def site(out: Annotated[Path | None, typer.Option(help="Where to; site/ if not given.")] = None) -> None:
    """Build the site, strictly, with the runs that its buttons open in the shared viewer."""
    from tbxlab.course import folders
    from tbxlab.site.building import SiteError, build

    try:
        build(folders.root() / "mkdocs.yml", out, lambda line: screen.print(line, markup=False))
    except SiteError as error:
        fail(str(error))
