"""The site on this machine: built when something it is made of has changed, and served as plain files."""

import hashlib
import http.server
import re
import socketserver
import sys
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from tbxlab.environment import ports

SOURCES = (
    "chapters",
    "src/tbxlab/site",
    "src/tbxlab/lab*",
    "src/tbxlab/share",
    "src/tbxlab/authoring",
    "mkdocs.yml",
    "course.toml",
    "requirements.txt",
    "package-lock.json",
)
STAMP = "site.sha256"


def digest(root: Path) -> str:
    """Return a hash over names and contents of everything the site is built from."""
    total = hashlib.sha256()
    for path in _files(root):
        name = path.relative_to(root).as_posix()
        total.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


def _files(root: Path) -> Iterator[Path]:
    for source in SOURCES:
        for place in sorted(root.glob(source)):
            found = sorted(place.rglob("*")) if place.is_dir() else [place]
            yield from (p for p in found if p.is_file() and "__pycache__" not in p.parts)


def is_current(root: Path, state: Path) -> bool:
    """Say whether site/ was built from what is there now."""
    stamp = state / STAMP
    if not (stamp.is_file() and (root / "site" / "index.html").is_file()):
        return False
    return stamp.read_text(encoding="ascii").strip() == digest(root)


def mark_current(root: Path, state: Path, built_from: str) -> None:
    """Note what site/ was built from: the digest as it was before the build."""
    (state / STAMP).write_text(built_from + "\n", encoding="ascii", newline="\n")


def build_command(root: Path) -> list[str]:
    """Return the command that builds site/, shared runs included, the same that the tests run."""
    return [sys.executable, "-m", "tbxlab.site.building", str(root / "mkdocs.yml")]


def title(root: Path) -> str:
    """Return the site's name, as it stands in mkdocs.yml and in the title of every page."""
    found = re.search(r"^site_name: *(.+?) *$", (root / "mkdocs.yml").read_text(encoding="utf-8"), re.MULTILINE)
    return found[1].strip("\"'") if found else ""


class _Handler(http.server.SimpleHTTPRequestHandler):
    # Windows takes the types of files from its registry, where .js may be plain text.
    extensions_map = http.server.SimpleHTTPRequestHandler.extensions_map | {
        ".css": "text/css",
        ".html": "text/html",
        ".js": "text/javascript",
        ".json": "application/json",
        ".svg": "image/svg+xml",
    }

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-cache")  # a page that was built anew is shown anew
        super().end_headers()

    def log_message(self, *_: object) -> None:
        pass


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = sys.platform != "win32"  # there it would share a port that is in use

    def server_bind(self) -> None:
        socketserver.TCPServer.server_bind(self)  # the class between asks a name server who 127.0.0.1 is
        self.server_name, self.server_port = self.server_address[:2]

    def handle_error(self, *_: object) -> None:
        pass  # a browser that goes away in the middle of a page is no news


class StaticSite:
    """A folder of pages, served by threads of this process until it is stopped."""

    def __init__(self, folder: Path, port: int) -> None:
        self._server = _Server((ports.HOST, port), partial(_Handler, directory=str(folder)))
        self._thread = threading.Thread(target=self._server.serve_forever, name="site", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop listening; return when the port is free again."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
