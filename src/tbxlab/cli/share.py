"""``tbxlab share``: hand a run to someone else."""

import sys
import tempfile
import time
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tbxlab.cli.screen import errors, fail, progress_bar, screen

if TYPE_CHECKING:
    from tbxlab.share import SharedFolder

FAILED = 1


def share(
    logdir: Annotated[Path, typer.Argument(help="A log directory, whoever wrote it (with --open also a copy).")],
    out: Annotated[Path | None, typer.Argument(help="The folder to make; with --open it may be left out.")] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Publish what is listed without asking.")] = False,
    show: Annotated[bool, typer.Option("--open", help="Serve the copy on this machine and open it.")] = False,
    all_points: Annotated[bool, typer.Option("--all-points", help="Keep what TensorBoard samples away.")] = False,
    histogram_bins: Annotated[int, typer.Option(min=0, help="Bins to keep (30 are drawn); 0 keeps all.")] = 30,
    with_events: Annotated[bool, typer.Option("--with-events", help="Add the event files, to download.")] = False,
    interface: Annotated[str, typer.Option(help="Where the interface lies, seen from OUT.")] = "interface",
    data_only: Annotated[bool, typer.Option("--data-only", help="Do not place the interface there.")] = False,
    title: Annotated[str | None, typer.Option(help="What the copy is called; else as the directory.")] = None,
    hide: Annotated[list[str] | None, typer.Option(help="One more word to take out. Repeatable.")] = None,
    keep: Annotated[list[str] | None, typer.Option(help="A host's or user's name to keep. Repeatable.")] = None,
) -> None:
    """Make a read-only copy of a TensorBoard: a folder for any static web host.

    It lists what it is about to publish, then asks. Exit codes: 0 the copy was made (what was damaged is told),
    1 nothing to share, or OUT is something else, or you said no, 2 called wrongly.
    """
    from tbxlab import share as sharing
    from tbxlab.events import NoEvents
    from tbxlab.share import folder, listing

    if out is None and not show:
        fail("Say where to: tbxlab share LOGDIR OUT, or tbxlab share LOGDIR --open to look at it now")
    if out is None and folder.read_marker(logdir):
        return _show(logdir)
    options = sharing.Options(
        all_points=all_points,
        histogram_bins=histogram_bins,
        with_events=with_events,
        interface_url=interface,
        place_interface=not data_only,
        title=title,
        hide=tuple(hide or ()),
        keep=tuple(keep or ()),
    )
    with tempfile.TemporaryDirectory(prefix="tbxlab-share-", ignore_cleanup_errors=True) as temporary:
        target = out or Path(temporary) / "copy"
        try:
            folder.check(target)
            with progress_bar("Reading") as advance:
                found = sharing.survey(logdir, advance)
            if out is not None:  # a copy that stays on this machine publishes nothing
                screen.print(listing.before(found, options.hide, options.keep), markup=False)
                _consent(yes)
            with progress_bar("Copying") as advance:
                shared = sharing.share(found, target, options, progress=advance)
        except (NoEvents, sharing.NothingToShare, sharing.NotAShare, sharing.TensorBoardChanged, OSError) as error:
            fail(str(error), FAILED)
        except ValueError as error:
            fail(str(error))
        _report(shared, data_only, listed=out is not None)
        if show:
            _show(target)
    return None


def _consent(yes: bool) -> None:
    if yes:
        return
    if not _is_terminal():
        fail("Nothing was written: there is no one to ask here, so say --yes to publish this")
    if not typer.confirm("Publish this?", default=False, err=True):
        fail("Nothing was written.", FAILED)


def _is_terminal() -> bool:
    return sys.stdin.isatty()


def _report(shared: "SharedFolder", data_only: bool, *, listed: bool) -> None:
    from tbxlab.share import listing

    problems, summary = listing.after(shared, data_only, listed=listed)
    if problems:
        errors.print(problems, style="yellow", markup=False)
    screen.print(summary, markup=False)


def _show(copy: Path) -> None:
    from tbxlab.share.server import viewing

    try:
        with viewing(copy) as address:
            screen.print(f"{address}  (Ctrl-C ends it)", markup=False)
            webbrowser.open(address)
            while True:
                time.sleep(1)  # in short waits: Windows lets nothing interrupt a long one
    except ValueError as error:
        fail(str(error))
    except KeyboardInterrupt:
        pass
