"""Start the three, say where they are, keep them while someone learns, stop them all."""

import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tbxlab.course import folders, manifest, overview, progress
from tbxlab.course.words import words
from tbxlab.environment import addresses, ports, versions
from tbxlab.environment.jupyter_servers import address_of
from tbxlab.environment.programs import Board, Lab, Program, Site, State
from tbxlab.notebooks import copies, earlier, update

START_SECONDS = 180  # a first start on a slow machine; a program that ends is noticed at once
Say = Callable[[str], None]


def learn(
    say: Say,
    wanted: Mapping[str, int],
    check: bool = False,
    ready: Callable[[str], object] | None = None,
    lab: str | None = None,
) -> int:
    """Run the three until Ctrl-C, or with ``check`` only until each has answered. Return the exit code.

    ``wanted`` are the ports to take where they are free (`ports.WANTED`); ``ready`` is called with the
    first address once it is there, or with that of the lab numbered ``lab`` ("02"). Whatever happens, no
    process is left behind.
    """
    with _signals() as stopping:
        if not _prepare(say):
            return 1
        programs = _programs(_ports(wanted, say), say)
        try:
            started = [program for program in programs if _starts(program, say)]
            running = _wait(started, stopping, say)
            if stopping.is_set() or not running:
                return 0 if stopping.is_set() and not check else 1
            start_at = _start_at(running, lab)
            _tell(running, check, start_at, say)
            if check:
                return 0 if len(running) == len(programs) else 1
            with addresses.noted({program.name: program.url for program in running}):
                if ready:
                    ready(start_at if lab and start_at else running[0].url)
                return _watch(running, stopping, say)
        finally:
            for program in programs:
                program.stop()
            say(words("learn-stopped"))


def _ports(wanted: Mapping[str, int], say: Say) -> dict[str, int]:
    """Choose a free port for each program, and say where it is not the wanted one."""
    chosen: dict[str, int] = {}
    for name, port in wanted.items():
        chosen[name] = ports.free_port(port, taken=chosen.values())
        if chosen[name] != port:
            say(words("learn-port-taken", {"name": words(f"learn-{name}"), "wanted": port, "port": chosen[name]}))
    return chosen


def _prepare(say: Say) -> bool:
    """Make the learner's copies and say what is new about them; return whether there is something to learn with."""
    try:
        work = folders.work_dir()
        moved = earlier.move_all()
        of = manifest.load()
        made = []
        for lab in of.labs:
            made += [lab] if update.begin(lab).state != "current" else []
        older = [lab.name for lab in of.labs if copies.is_older(lab)]
    except OSError as error:
        say(words("copies-failed", {"folder": folders.root() / "work", "why": error}))
        return False
    except manifest.BadManifest as error:  # an author at work: notebooks that are there open all the same
        say(str(error))
        return True
    for each in moved:
        say(words("copies-moved", {"was": each.was, "now": each.now}))
    if made:
        say(words("copies-made", {"count": len(made), "folder": work.name}))
    if older:
        say(words("copies-older", {"labs": ", ".join(older), "folder": work.name}))
    if running := address_of(work):
        say(words("learn-running", {"url": running}))
    lacking = {lab.number: extras for lab in of.labs if (extras := versions.lacking(lab.needs))}
    if lacking:
        every = ",".join(sorted(set[str]().union(*lacking.values())))
        say(words("learn-light-labs", {"labs": ", ".join(lacking), "extras": every}))
    return True


def _programs(chosen: Mapping[str, int], say: Say) -> list[Program]:
    root, state = folders.root(), folders.state_dir()
    logs = state / "logs"
    address = f"http://{ports.HOST}:{chosen['site']}/"
    lab = Lab(chosen["lab"], logs / "lab.log", folders.work_dir(), site=address)
    site = Site(chosen["site"], logs / "site.log", root, state, lab)
    light = not site.can_be_shown()
    if light:
        say(words("learn-light-site"))
    return [
        *([] if light else [site]),
        lab,
        Board(chosen["board"], logs / "tensorboard.log", folders.runs_dir()),
    ]


def _starts(program: Program, say: Say) -> bool:
    """Start it; where the system refuses (a folder that is not there, a port that was just taken), say so."""
    try:
        program.start()
    except OSError as error:
        say(f"{words(f'learn-no-start-{program.name}', {'log': _short(program.log)})}\n    {error}")
        return False
    return True


def _wait(programs: Sequence[Program], stopping: threading.Event, say: Say) -> list[Program]:
    """Return those that answer with their page; say of the others why they do not."""
    waiting, running = list(programs), []
    end = time.monotonic() + START_SECONDS
    while waiting and not stopping.is_set():
        for program in list(waiting):
            state = program.state()
            if state is State.STARTING and time.monotonic() < end:
                continue
            waiting.remove(program)
            if state is State.READY:
                running.append(program)
            else:
                _complain("learn-no-start", program, say)
        stopping.wait(0.1 if waiting else 0)
    return [program for program in programs if program in running]


def _watch(running: list[Program], stopping: threading.Event, say: Say) -> int:
    """Return when asked to stop (0), or when none is left (1)."""
    while running:
        if stopping.wait(0.5):
            return 0
        for program in list(running):
            if program.state() is State.FAILED:
                running.remove(program)
                _complain("learn-ended", program, say)
    return 1


def _complain(message: str, program: Program, say: Say) -> None:
    log = _short(program.log)
    say(words(f"{message}-{program.name}", {"log": log}))
    for line in program.last_lines():
        say(f"    {line}")


def _start_at(running: Sequence[Program], lab: str | None) -> str | None:
    """Return the address of the lab numbered ``lab``; None where none was asked for, or JupyterLab is not there."""
    server = next((program for program in running if isinstance(program, Lab)), None)
    return server.notebook(lab) if server and lab else None


def _tell(running: Sequence[Program], check: bool, start_at: str | None, say: Say) -> None:
    say("")
    for program in running:
        say(f"  {words(f'learn-{program.name}'):<12} {program.url}")
    say("")
    if check:
        return
    server = next((program for program in running if isinstance(program, Lab)), None)
    if start_at:
        say(words("learn-lab-here", {"url": start_at}))
    elif server:
        _tell_where_to_go(server, say)
    say(words("learn-how-to-stop"))


def _tell_where_to_go(lab: Lab, say: Say) -> None:
    """Say the first lab to a newcomer, and to others where they were, as `tbxlab next` does."""
    judged = progress.load()
    try:
        following = overview.go_on(manifest.load(), judged, progress.labs())
    except manifest.BadManifest:
        if first := min(folders.work_dir().glob("[0-9][0-9]_*.ipynb"), default=None):
            say(words("learn-lab-here", {"url": lab.link(f"lab/tree/{first.name}")}))
        return
    if following is None:
        say(words("learn-all-done", {"url": lab.url}))
        return
    own, exercise = following
    params = {"url": lab.link(f"lab/tree/{own.name}.ipynb"), "lab": own.number, "title": own.title}
    params |= {"exercise": exercise.id, "what": exercise.title}
    say(words("learn-next-step" if judged else "learn-first-step", params))


def _short(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


@contextmanager
def _signals() -> Iterator[threading.Event]:
    """Give an event that every way of ending a terminal program sets, instead of ending it midway."""
    stopping = threading.Event()
    names = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")  # the last two are POSIX's and Windows's own
    before = {
        number: signal.signal(number, lambda *_: stopping.set())
        for number in (getattr(signal, name) for name in names if hasattr(signal, name))
    }
    try:
        yield stopping
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
