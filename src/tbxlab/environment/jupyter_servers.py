"""Finds the Jupyter servers that run on this machine for this user, by the notes that each leaves while it runs."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psutil


def address_of(notebook: Path) -> str | None:
    """Return the address that opens a notebook or a folder in a running JupyterLab, None where none serves it."""
    for server in _running():
        root = Path(server["root_dir"]).resolve()
        if notebook.resolve().is_relative_to(root):
            path = quote(notebook.resolve().relative_to(root).as_posix().removeprefix("."))
            token = f"?token={server['token']}" if server.get("token") else ""
            return f"{server['url']}lab/tree/{path}{token}"
    return None


def _running() -> Iterator[dict[str, str]]:
    """Yield the notes of servers that still live, the youngest first."""
    from jupyter_core.paths import jupyter_runtime_dir

    notes = sorted(Path(jupyter_runtime_dir()).glob("jpserver-*.json"), key=_age)
    for path in notes:
        try:
            server = json.loads(path.read_text(encoding="utf-8"))
            if psutil.pid_exists(server["pid"]) and server["url"] and server["root_dir"]:
                yield server
        except (OSError, ValueError, KeyError, TypeError):
            continue  # a server that is just starting or ending


def _age(path: Path) -> float:
    try:
        return -path.stat().st_mtime
    except OSError:
        return 0.0
