"""Build the site: the pages by mkdocs, strictly, then the shared runs that their buttons open.

python -m tbxlab.site.building mkdocs.yml [FOLDER]      # what `tbxlab site` does, with pages not yet written, too
"""

import contextlib
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tbxlab.course import unwritten

Say = Callable[[str], None]


class SiteError(RuntimeError):
    """The site could not be built; mkdocs has said why, or the message does."""


def build(config: Path, folder: Path | None = None, say: Say = print, *, drafts: bool = False) -> None:
    """Build the pages that ``config`` (mkdocs.yml) describes into ``folder``, its own site_dir if none is given.

    ``drafts`` builds pages with places that are still to write, too. What mkdocs says goes to stderr. Raises SiteError.
    """
    from mkdocs.config import load_config

    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")  # read where the theme is imported
    config = config.resolve()
    with contextlib.chdir(config.parent):  # paths of extensions are relative to it
        settings = load_config(str(config))
        place = (folder or Path(settings.site_dir)).resolve()
        if not drafts and (due := list(unwritten.places(sorted(Path(settings.docs_dir).rglob("*.md"))))):
            raise SiteError("\n".join(due))
        _pages(config, place)
    _shared(place, say)


def _pages(config: Path, folder: Path) -> None:
    import click
    from mkdocs.__main__ import cli

    arguments = ["build", "--strict", "--config-file", str(config), "--site-dir", str(folder)]
    try:
        cli.main(arguments, prog_name="mkdocs", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        raise SiteError("mkdocs ended with an error") from error
    except SystemExit as error:
        if error.code:
            raise SiteError("mkdocs ended with an error") from error


def _shared(folder: Path, say: Say) -> None:
    from tbxlab.authoring import shared_runs
    from tbxlab.events import NoEvents
    from tbxlab.share import NotAShare, NothingToShare, TensorBoardChanged

    started = time.monotonic()
    try:
        made = shared_runs.publish(folder)
    except (shared_runs.UnknownRun, NoEvents, NothingToShare, NotAShare, TensorBoardChanged) as error:
        raise SiteError(str(error)) from error
    for each in made:
        say(f"shared: {each.path.name}  {each.size / 1e6:.2f} MB, {len(each.runs)} runs")
    if made:
        say(f"{len(made)} shared runs in {time.monotonic() - started:.1f} s")


def main(arguments: Sequence[str] | None = None) -> None:
    """Be the command: one argument or two, exit code 1 where the site could not be built."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    if len(given) not in (1, 2):
        sys.exit("usage: python -m tbxlab.site.building MKDOCS_YML [FOLDER]")
    try:
        build(Path(given[0]), Path(given[1]) if len(given) == 2 else None, drafts=True)
    except SiteError as error:
        print(error, file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
