"""Which TCP ports of this machine are free. Everything the course starts listens on 127.0.0.1 only."""

import os
import socket
import sys
from collections.abc import Collection

HOST = "127.0.0.1"  # not "localhost": a browser may take that for ::1, where another program may answer
WANTED = {"site": 8000, "lab": 8888, "board": 6006}  # what each service takes where it is free
TRIED = 100  # ports after the wanted one


class NoFreePort(OSError):
    """Neither the wanted port nor any of those after it can be listened on."""


def is_free(port: int) -> bool:
    """Say whether a server can listen on this port of 127.0.0.1 now."""
    with socket.socket() as probe:
        if sys.platform == "win32":  # there SO_REUSEADDR would take the port from the program that has it
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:  # the connections of a server that has just stopped linger, and do no harm
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
            probe.listen()
        except OSError:
            return False
    if os.name == "nt":
        return True
    with socket.socket() as probe:  # macOS lets us bind beside a server that listens on every address
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) != 0


def free_port(wanted: int, taken: Collection[int] = ()) -> int:
    """Return ``wanted``, or the next free port that is not in ``taken``. Raises NoFreePort."""
    last = min(wanted + TRIED, 65536)
    for port in range(wanted, last):
        if port not in taken and is_free(port):
            return port
    raise NoFreePort(f"no port from {wanted} to {last - 1} is free")


def any_port() -> int:
    """Return a port that the system itself says is free."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]
