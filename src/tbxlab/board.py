"""TensorBoard, started without TensorFlow: ``python -m tbxlab.board --logdir runs``.

Where TensorFlow is installed, ``tensorboard`` imports all of it before it answers, which takes several
times as long as everything else together; it needs none of it for the dashboards of this course. Every
option of ``tensorboard`` works here too; without one, the course's own runs/ is shown.

From Python::

    with board.serve("runs") as url:                # url ends in "/"
        board.ask(url, "data/runs")                 # ["01_first_run/1.1-001", ...]
"""

import contextlib
import io
import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from tbxlab.compat import no_tensorflow
from tbxlab.environment import ports
from tbxlab.environment.services import Child, answers, fetch
from tbxlab.environment.waiting import NotReady, wait_for


class BoardError(RuntimeError):
    """TensorBoard did not start; the message holds what it said."""


def command(logdir: str | Path, port: int, options: Sequence[str] = ()) -> list[str]:
    """Return the command that shows ``logdir`` on ``port`` of 127.0.0.1."""
    return [
        sys.executable,
        "-m",
        "tbxlab.board",
        "--logdir",
        str(logdir),
        "--host",
        ports.HOST,
        "--port",
        str(port),
        *options,
    ]


@contextlib.contextmanager
def serve(
    logdir: str | Path, *, port: int | None = None, options: Sequence[str] = (), timeout: float = 120
) -> Iterator[str]:
    """Run TensorBoard on ``logdir`` while the block lasts, and give its address, which ends in "/".

    It runs on ``port``, else on any free one, and listens on this machine only. The block begins when
    the server answers; a run appears in ``data/runs`` once it is loaded, a moment later (`wait_for_runs`).
    ``options`` are more of TensorBoard's own, such as ``["--load_fast=false"]``. Raises BoardError where
    it ends or does not answer within ``timeout`` seconds.
    """
    chosen = port or ports.any_port()
    url = f"http://{ports.HOST}:{chosen}/"
    with tempfile.TemporaryDirectory(prefix="tbxlab-board-", ignore_cleanup_errors=True) as folder:
        server = Child("TensorBoard", command(logdir, chosen, options), Path(folder) / "log")
        try:
            _wait(lambda: answers(url + "data/runs", "["), server, timeout)
            yield url
        finally:
            server.stop()


def ask(url: str, route: str) -> Any:
    """Return what TensorBoard's HTTP API says on a route such as "data/runs". Raises OSError."""
    return json.loads(fetch(url + route))


def wait_for_runs(url: str, *names: str, timeout: float = 60) -> list[str]:
    """Return the runs that TensorBoard shows, as soon as all of ``names`` are among them.

    Raises NotReady (a TimeoutError) where one is still missing after ``timeout`` seconds: the server
    looks for new runs every five seconds.
    """
    shown: list[str] = []

    def all_there() -> bool:
        shown[:] = ask(url, "data/runs")
        return set(names) <= set(shown)

    try:
        wait_for(all_there, timeout)
    except NotReady:
        missing = sorted(set(names) - set(shown))
        raise NotReady(f"after {timeout:.0f} s TensorBoard shows {shown}, not {missing}") from None
    return shown


def _wait(ready: Callable[[], bool], server: Child, timeout: float) -> None:
    try:
        wait_for(ready, timeout, unless=lambda: server.exit_code is not None)
    except NotReady:
        raise BoardError("TensorBoard did not start: " + "\n".join(server.last_lines())) from None


def main(arguments: Sequence[str] | None = None) -> None:
    """Be the ``tensorboard`` command, less TensorFlow. Ends with its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given:
        from tbxlab.course import folders

        given = ["--logdir", str(folders.runs_dir()), "--host", ports.HOST]
    no_tensorflow.for_good()
    sys.argv = ["tensorboard", *given]
    from tensorboard import main as tensorboard_main
    from tensorboard import main_lib

    main_lib.global_init = _without_one_line(main_lib.global_init)
    sys.exit(tensorboard_main.run_main())


def _without_one_line(initialize: Callable[[], None]) -> Callable[[], None]:
    """The same, but what it says about a missing TensorFlow is left out: TensorFlow may well be there."""

    def quieter() -> None:
        printed = io.StringIO()
        try:
            with contextlib.redirect_stderr(printed):
                initialize()
        finally:
            kept = [line for line in printed.getvalue().splitlines(keepends=True) if "TensorFlow" not in line]
            print("".join(kept), end="", file=sys.stderr)

    return quieter


if __name__ == "__main__":
    main()
