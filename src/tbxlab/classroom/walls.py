"""The walls around one submission: bubblewrap, and what this system allows of it.

Behind them is an empty root with the system's programs, the interpreter and the course's view, all read-only; no
network but a loopback of its own; memory, files, processes and time are limited. Nothing outlives the submission.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from tbxlab.classroom import calls
from tbxlab.classroom.started import Started

COURSE, JOB, ASKED = Path("/course"), Path("/job"), Path("/asked")
MIB = 2**20
SIZES = {"/tmp": 256 * MIB, "/tmp/evidence": 128 * MIB, "/tmp/log": 4 * MIB, "/dev/shm": 64 * MIB}
"""Each place that can be written to, and how much it holds; evidence and log have their own: /tmp may be full."""
SYSTEM = (
    "/usr",
    "/bin",
    "/lib",
    "/lib64",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/etc/mime.types",
    "/etc/alternatives",
)
NOBODY = 65534
"""Who root becomes: limits on processes do not bind root."""
LIMITS = {
    "RLIMIT_DATA": 5 << 29,  # 2.5 GiB for a process; torch alone reserves more addresses, so RLIMIT_AS is of no use
    "RLIMIT_NPROC": 128,
    "RLIMIT_FSIZE": 64 * MIB,
    "RLIMIT_NOFILE": 256,
    "RLIMIT_CPU": 300,
    "RLIMIT_CORE": 0,
}
MEMORY, PROCESSES = 4 << 30, 160
"""Of all processes together, counted every few milliseconds."""
PROBE_SECONDS = 30


class NoWalls(Exception):
    """This system gives no walls; the message says why."""


@dataclass(frozen=True)
class Places:
    """The folders of one submission on this side: what it reads, and where alarms are asked."""

    job: Path
    asked: Path


class Bubblewrap:
    """Starts first processes behind walls. ``view`` is the course as it is seen there."""

    def __init__(self, view: Path) -> None:
        self.view, self.course = view, COURSE

    @cached_property
    def how(self) -> str:
        """What contains learners' code here, in words for the report."""
        asked = subprocess.run(["bwrap", "--version"], capture_output=True, encoding="utf-8", check=True)
        version = asked.stdout.strip()
        return version + (", as an unprivileged user" if os.getuid() == 0 else "")

    def command(self, places: Places, seccomp: int | None, info: int) -> list[str]:
        """Return the command that starts ``inside`` for one submission."""
        seen = {str(COURSE): self.view, str(JOB): places.job, str(ASKED): places.asked}
        inner = ["bwrap", "--unshare-all", "--unshare-user", "--uid", "1000", "--gid", "1000", "--as-pid-1"]
        inner += ["--die-with-parent", "--new-session", "--clearenv", "--cap-drop", "ALL", "--info-fd", str(info)]
        if seccomp is not None:
            inner += ["--seccomp", str(seccomp)]
        inner += ["--tmpfs", "/etc", "--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev"]
        bound = {each: Path(each) for each in [*SYSTEM, *_interpreter()] if Path(each).exists()} | seen
        for at, source in bound.items():
            inner += ["--ro-bind", str(source), at]
        inner += ["--ro-bind", str(places.job / "hosts"), "/etc/hosts"]  # TensorBoard looks up "localhost"
        for at, size in SIZES.items():
            inner += ["--size", str(size), "--tmpfs", at]
        inner += ["--remount-ro", "/etc", "--remount-ro", "/", "--chdir", "/tmp"]
        for name, value in environment().items():
            inner += ["--setenv", name, value]
        inner += [sys.executable, "-m", "tbxlab.classroom.inside"]
        return _lowered(inner, [*bound.values()]) if os.getuid() == 0 else inner

    @contextmanager
    def start(self, places: Places) -> Iterator[Started]:
        """Start the first process; what is left of it afterwards is ended."""
        reader, info = os.pipe()
        try:
            with _program() as seccomp:
                passed = [info, *([seccomp] if seccomp is not None else [])]
                process = subprocess.Popen(
                    self.command(places, seccomp, info),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    pass_fds=passed,
                    start_new_session=True,  # Ctrl-C is for the grader, which ends its submissions in order
                )
            os.close(info)
            started = Started(process, reader)
            try:
                yield started
            finally:
                started.end()
        finally:
            os.close(reader)

    def job_paths(self, places: Places) -> "Paths":
        """Return where things are seen behind the walls."""
        return Paths(Path("/tmp"), COURSE, JOB, ASKED)

    def limits(self) -> dict[str, int]:
        """Return the limits of each process."""
        return LIMITS

    def check_installed(self) -> None:
        """Raise NoWalls where a program is missing."""
        if sys.platform != "linux" or not shutil.which("bwrap"):
            raise NoWalls("bubblewrap is not installed" if sys.platform == "linux" else "bubblewrap needs Linux")
        if os.getuid() == 0 and not shutil.which("setpriv"):
            raise NoWalls("root needs setpriv, which is in util-linux")

    def probe(self) -> None:
        """Start a process behind the walls, once. Raises NoWalls with what the system said."""
        with tempfile.TemporaryDirectory(prefix="tbxlab-probe-") as name:
            places = Places(Path(name, "job"), Path(name, "asked"))
            for folder in (places.job, places.asked):
                folder.mkdir()
            Path(name).chmod(0o755)
            write_hosts(places.job)
            job = {"command": [sys.executable, "-c", _PROBE], "folders": [], "wall": PROBE_SECONDS}
            with self.start(places) as started:
                found = started.do(self.job_paths(places).complete(job, LIMITS))
        if found.get("ended") != "exit 0":
            raise NoWalls(found.get("why") or found.get("printed") or "bubblewrap started nothing")


_PROBE = """
import os, socket
assert [name for _, name in socket.if_nameindex()] == ["lo"], "there is a network"
assert not os.path.exists("/etc/passwd") and not os.path.exists("/var/log"), "files of this machine are seen"
assert not os.access("/course/course.toml", os.W_OK), "the course can be written to"
open("/tmp/work/x", "w").close()
"""


@dataclass(frozen=True)
class Paths:
    """Where a job's things are, as its processes see them."""

    tmp: Path
    course: Path
    job: Path
    asked: Path

    def complete(self, job: dict[str, Any], limits: dict[str, int]) -> dict[str, Any]:
        """Return a job with all that ``inside`` needs."""
        folders = {name: str(self.tmp / name) for name in ("work", "evidence", "runs", "home", "log")}
        return {
            "env": environment(self.course, self.tmp) | job.get("env", {}),
            "make": list(folders.values()),
            "cwd": folders["work"],
            "evidence": folders["evidence"],
            "report": str(self.tmp / "log" / "cells.jsonl"),
            "log": str(self.tmp / "log" / "printed"),
            "limits": limits,
            "memory": MEMORY,
            "processes": PROCESSES,
        } | {name: value for name, value in job.items() if name != "env"}


def environment(course: Path = COURSE, tmp: Path = Path("/tmp")) -> dict[str, str]:
    """Return the environment of learners' code: nothing of this process's own."""
    return {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "HOME": f"{tmp}/home",
        "PYTHONPATH": f"{course}/src",
        "PYTHONUTF8": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "LANG": "C.UTF-8",
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MPLCONFIGDIR": f"{tmp}/home/matplotlib",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "HF_HUB_OFFLINE": "1",
        "TBXLAB_COURSE": str(course),
        "TBXLAB_WORK": f"{tmp}/work",
        "TBXLAB_RUNS": f"{tmp}/runs",
    }


def write_hosts(job: Path) -> None:
    """Write the one name that is looked up behind the walls."""
    (job / "hosts").write_text("127.0.0.1 localhost\n::1 localhost\n", encoding="utf-8")


def _interpreter() -> list[str]:
    return list(dict.fromkeys([sys.base_prefix, str(Path(sys.base_prefix).resolve()), sys.prefix]))


def _lowered(inner: list[str], sources: Sequence[Path]) -> list[str]:
    """Return a command in which root starts ``inner`` as nobody.

    Nobody may not read everything that root binds (an interpreter below /root), so that an outer bubblewrap shows it
    first, under the same names.
    """
    outer = ["bwrap", "--dev-bind", "/dev", "/dev", "--bind", "/proc", "/proc", "--die-with-parent"]
    shown = {str(each) for each in sources} | {shutil.which("bwrap") or "bwrap", shutil.which("setpriv") or "setpriv"}
    mounts = [Path(each) for each in sorted(shown)]
    mounts = [each for each in mounts if not any(each != other and each.is_relative_to(other) for other in mounts)]
    parents = {parent for each in mounts for parent in each.parents if parent != Path("/")}
    for parent in sorted(parents):
        outer += ["--perms", "0755", "--dir", str(parent)]  # bubblewrap 0.8 makes the parents of a file for root alone
    for each in mounts:
        outer += ["--ro-bind", str(each), str(each)]
    user = [f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    return [*outer, "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "setpriv", *user, *inner]


@contextmanager
def _program() -> Iterator[int | None]:
    """Give a descriptor that the program of refused calls can be read from, None where there is none."""
    program = calls.program()
    if program is None:
        yield None
        return
    with tempfile.TemporaryFile() as file:
        file.write(program)
        file.seek(0)
        yield file.fileno()
