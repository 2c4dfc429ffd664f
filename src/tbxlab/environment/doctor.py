"""Every look at the machine, gathered; and their lines, as a terminal can show them."""

import platform
import sys
from collections.abc import Iterator, Sequence

from tbxlab.course import folders
from tbxlab.environment import files, machine, ports, versions, viewing
from tbxlab.environment.finding import Finding, ill


def examine() -> Iterator[Finding]:
    """Yield one finding after the other; nothing is changed but files that are removed again."""
    have = versions.installed()
    yield from _packages(have)
    yield machine.memory(machine.available_memory())
    yield machine.free_ports(ports.WANTED)
    yield machine.encoding(machine.text_encoding())
    yield viewing.loader(viewing.data_server())
    yield files.event_file()
    try:
        root = folders.root()
    except folders.NoCourse as error:
        yield ill("no-course", why=error)
        return
    yield versions.against_lock(versions.read_lock(root / "requirements.txt"), have)
    yield machine.disk(machine.free_disk(root))
    yield files.writable({"work/": folders.work_dir, "work/runs/": folders.runs_dir})


def _packages(have: versions.Versions) -> Iterator[Finding]:
    asked = versions.requirements()
    yield versions.python_version(platform.python_version())
    yield versions.course_packages(asked, have)
    yield versions.light_install(asked, have)
    yield versions.protobuf(have)
    yield versions.setuptools(have)
    yield versions.torch_pair(have)


def line(finding: Finding, encoding: str | None = None) -> str:
    """Return a finding as one line, with marks that the terminal's ``encoding`` has."""
    good, bad = marks(encoding or sys.stdout.encoding)
    if finding.ok:
        return f"{good} {finding.what}"
    return f"{bad} {finding.what}  Try: {finding.fix}"


def marks(encoding: str | None) -> tuple[str, str]:
    """Return ✓ and ✗, or words for them where ``encoding`` cannot write them."""
    try:
        "✓✗".encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return "ok ", "NO "
    return "✓", "✗"


def ailments(findings: Sequence[Finding]) -> list[Finding]:
    """Return what needs something done."""
    return [finding for finding in findings if not finding.ok]
