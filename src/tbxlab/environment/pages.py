"""The site on this machine: built when something it is made of has changed, and served as plain files."""

import hashlib
import hmac
import http.cookies
import http.server
import re
import socketserver
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

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
TOKEN = "token"
COOKIE = "tbxlab-token"
OPEN = "/open/"
"""Below it, a lab's number: the pages' link to a lab on this machine, /open/02."""
COMMAND = re.compile(rb'<p class="open-lab" data-lab="(\d\d)">.*?</p>', re.DOTALL)
"""What a published page says in place of the link: the command that opens the lab."""
LINK = (
    rb'<p class="open-lab"><a class="md-button md-button--primary" href="/open/\1" target="_blank">'
    rb"Open lab \1 in JupyterLab</a></p>"
)


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


def _bytes(*texts: str) -> list[bytes]:
    return [text.encode() for text in texts]  # compare_digest takes no str beyond ASCII


@dataclass(frozen=True)
class WayToLabs:
    """How the pages lead to the labs."""

    notebook: Callable[[str], str | None]
    """Number of a lab -> the address that opens it, with JupyterLab's token; None where there is no such lab."""
    token: str
    """Who has come to the pages with it once is given that address. Others on this machine get it without the token."""


class _Handler(http.server.SimpleHTTPRequestHandler):
    def __init__(self, *args: Any, way: WayToLabs | None, **kwargs: Any) -> None:
        self._way = way
        super().__init__(*args, **kwargs)

    def do_GET(self) -> None:
        """Answer with a page, on which the commands for labs are links, or with the way to a lab."""
        asked = urlsplit(self.path)
        if self._way and asked.path.startswith(OPEN):
            self._open(self._way, asked.path.removeprefix(OPEN))
        elif self._way and hmac.compare_digest(*_bytes(parse_qs(asked.query).get(TOKEN, [""])[0], self._way.token)):
            self._redirect(asked.path, f"{COOKIE}={self._way.token}; Path=/; HttpOnly; SameSite=Strict")
        elif self._way and (page := self._page(asked.path)):
            self._send(COMMAND.sub(LINK, page.read_bytes()))
        else:
            super().do_GET()

    def _page(self, path: str) -> Path | None:
        """Return the file of a page, None for what is no page."""
        file = Path(self.translate_path(path))
        file = file / "index.html" if path.endswith("/") else file
        return file if file.suffix == ".html" and file.is_file() else None

    def _open(self, way: WayToLabs, number: str) -> None:
        address = way.notebook(number) if re.fullmatch(r"\d\d", number) else None
        if address is None:
            self.send_error(HTTPStatus.NOT_FOUND, f"There is no notebook of lab {number}")
            return
        shown = http.cookies.SimpleCookie(self.headers.get("Cookie", "")).get(COOKIE)
        known = shown is not None and hmac.compare_digest(*_bytes(shown.value, way.token))
        self._redirect(address if known else address.partition("?")[0])

    def _redirect(self, address: str, cookie: str = "") -> None:
        self.send_response(HTTPStatus.FOUND)
        self.send_header("Location", address)
        self.send_header("Content-Length", "0")
        if cookie:
            self.send_header("Set-Cookie", cookie)
        self.end_headers()

    def _send(self, content: bytes) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

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
        host, self.server_port = self.server_address[:2]
        self.server_name = str(host)

    def handle_error(self, *_: object) -> None:
        pass  # a browser that goes away in the middle of a page is no news


class StaticSite:
    """A folder of pages, served by threads of this process until it is stopped."""

    def __init__(self, folder: Path, port: int, way: WayToLabs | None = None) -> None:
        self._server = _Server((ports.HOST, port), partial(_Handler, directory=str(folder), way=way))
        self._thread = threading.Thread(target=self._server.serve_forever, name="site", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop listening; return when the port is free again."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
