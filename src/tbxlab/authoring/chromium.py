"""Headless Chromium for what only a browser can tell: pages that load, and pictures of dashboards.

The Chromium is the machine's own; playwright only drives it, and downloads nothing.
"""

from __future__ import annotations

import functools
import os
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
USUAL_PLACES = {
    "darwin": [
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
    ],
    "win32": [
        r"%ProgramFiles%\Google\Chrome\Application\chrome.exe",
        r"%ProgramFiles(x86)%\Google\Chrome\Application\chrome.exe",
        r"%ProgramFiles(x86)%\Microsoft\Edge\Application\msedge.exe",
    ],
}
HOW_TO_INSTALL = "install one, on Debian and Ubuntu with `apt-get install chromium`"
ARGUMENTS = (
    # WebGL without a graphics card: TensorBoard draws its curves with it.
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    # The browser's own errands, which would look like requests of the page.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
)


class NoChromiumError(RuntimeError):
    """There is no Chromium on this machine, or nothing to drive it with."""


def find_chromium() -> Path:
    """Find a Chromium or Chrome on PATH, else in the system's usual place. Raises `NoChromiumError`."""
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    for place in USUAL_PLACES.get(sys.platform, []):
        candidate = Path(os.path.expandvars(place))
        if candidate.is_file():
            return candidate
    raise NoChromiumError(f"no Chromium on this machine ({', '.join(NAMES[:3])} not on PATH): {HOW_TO_INSTALL}")


def find_node() -> Path:
    """Give the JavaScript runtime that playwright brings for itself; it runs scripts of pages without a browser."""
    from playwright._impl._driver import compute_driver_executable

    return Path(compute_driver_executable()[0])


@contextmanager
def browser() -> Iterator[Browser]:
    """Start headless Chromium and give playwright's browser. Raises `NoChromiumError` where there is none."""
    executable = find_chromium()
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise NoChromiumError("playwright is not installed: run `make install`") from error
    arguments = list(ARGUMENTS)
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--no-sandbox")  # Chromium's sandbox refuses to run as root, as in most containers
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=arguments)
        try:
            yield chromium
        finally:
            chromium.close()


@contextmanager
def serve(folder: Path, prefix: str = "/") -> Iterator[str]:
    """Serve a folder's files below `prefix` on a free port of this machine; give the address it answers at.

    A prefix such as "/course/" is what a site has that shares its host with others: a page that asks for
    something outside of it gets 404.
    """
    prefix = f"/{prefix.strip('/')}/".replace("//", "/")
    handler = functools.partial(_Handler, directory=str(folder), prefix=prefix)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}{prefix}"
        finally:
            server.shutdown()
            thread.join()


class _Handler(SimpleHTTPRequestHandler):
    # Said here because Windows takes them from its registry, where other programs change them.
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".css": "text/css",
        ".html": "text/html; charset=utf-8",
        ".js": "text/javascript",
        ".json": "application/json",
        ".svg": "image/svg+xml",
        ".woff2": "font/woff2",
    }

    def __init__(self, *args, prefix: str, **kwargs) -> None:
        self._prefix = prefix
        super().__init__(*args, **kwargs)

    def send_head(self):
        path = urlsplit(self.path).path
        if not path.startswith(self._prefix):
            self.send_error(HTTPStatus.NOT_FOUND, f"only {self._prefix} is served here")
            return None
        return super().send_head()

    def translate_path(self, path: str) -> str:
        return super().translate_path("/" + path.removeprefix(self._prefix))

    def log_message(self, format: str, *args: object) -> None:
        pass
