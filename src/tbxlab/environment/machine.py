"""The machine itself: memory, disk, ports, and the encoding of text."""

import locale
import os
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import psutil

from tbxlab.environment import ports
from tbxlab.environment.finding import Finding, ill, well

GIB = 2**30
LAB_MEMORY = 2.5 * GIB  # what the largest lab may take
LAB_DISK = 1.0 * GIB  # runs, the built site and logs, with room to spare
_CGROUPS = (  # the limit of a container, and what is used of it: version 2, version 1
    ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current"),
    ("/sys/fs/cgroup/memory/memory.limit_in_bytes", "/sys/fs/cgroup/memory/memory.usage_in_bytes"),
)


def available_memory(cgroups: tuple[tuple[str, str], ...] = _CGROUPS) -> int:
    """Return the bytes a new program can have, within the limit of a container if there is one."""
    available = psutil.virtual_memory().available
    for limit_file, used_file in cgroups:
        try:
            limit, used = (int(Path(name).read_text(encoding="ascii")) for name in (limit_file, used_file))
        except (OSError, ValueError):  # no such version, or the limit is the word "max"
            continue
        available = min(available, max(limit - used, 0))
    return available


def memory(available: int) -> Finding:
    """Is there memory for the largest lab?"""
    params = {"available": available / GIB, "needed": LAB_MEMORY / GIB}
    return well("memory", **params) if available >= LAB_MEMORY else ill("memory-short", **params)


def free_disk(folder: Path) -> int:
    """Return the free bytes where ``folder`` lies."""
    return shutil.disk_usage(folder).free


def disk(free: int) -> Finding:
    """Is there room for runs and the site?"""
    params = {"free": free / GIB, "needed": LAB_DISK / GIB}
    return well("disk", **params) if free >= LAB_DISK else ill("disk-short", **params)


def free_ports(wanted: Mapping[str, int], is_free: Callable[[int], bool] = ports.is_free) -> Finding:
    """Can the services listen? A port in use is replaced by the next free one, which is well."""
    busy = sorted(port for port in wanted.values() if not is_free(port))
    listed = ", ".join(str(port) for port in sorted(wanted.values()))
    if not busy:
        return well("ports", ports=listed)
    hopeless = [port for port in busy if not any(map(is_free, range(port, port + ports.TRIED)))]
    if hopeless:
        return ill("ports-none", ports=", ".join(map(str, hopeless)))
    return well("ports-busy", ports=listed, busy=", ".join(map(str, busy)))


def text_encoding() -> str:
    """Return the encoding in which `open()` writes text here, unless it is told another."""
    return "utf-8" if sys.flags.utf8_mode else locale.getpreferredencoding(False)


def encoding(name: str, windows: bool = os.name == "nt") -> Finding:
    """Is text UTF-8? Windows has a code page instead; `tbxlab learn` puts its labs into UTF-8 mode."""
    if name.lower().replace("-", "").replace("_", "") == "utf8":
        return well("encoding", encoding=name)
    return well("encoding-windows", encoding=name) if windows else ill("encoding-other", encoding=name)
