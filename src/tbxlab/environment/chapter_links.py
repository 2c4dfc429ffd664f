"""Links from a notebook to a page, on whatever port the pages are: an extension of the Jupyter server.

A lab links to ``/chapters/02-scalars.md#reading-it``: a path that an editor finds in the course's folder. JupyterLab
asks its own server for it, which answers here with the way to the page of the site that `tbxlab learn` serves, as
TBXLAB_SITE names it. Where no site answers, as in a light installation, it shows the page itself, in plain HTML
(plain_page.py), and serves the page's figures.
"""

import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from tbxlab.course import folders
from tbxlab.environment import plain_page

if TYPE_CHECKING:
    from jupyter_server.serverapp import ServerApp

SITE = "TBXLAB_SITE"
PREFIX = "/chapters/"
TYPES = {".md": "text/html; charset=utf-8", ".png": "image/png", ".svg": "image/svg+xml"}
"""What is shown where there is no site, and as what."""


def page_of(markdown: str) -> str:
    """Return where the site has the page of a file below chapters/: "01-installing.md" is at "01-installing/"."""
    folder, _, name = markdown.removesuffix(".md").rpartition("/")
    return "/".join(filter(None, [folder, "" if name == "index" else name])) + ("" if markdown == "index.md" else "/")


def answers(site: str, timeout: float = 1.0) -> bool:
    """Say whether something listens at the site's address."""
    parts = urlsplit(site)
    try:
        with socket.create_connection((parts.hostname or "", parts.port or 80), timeout):
            return True
    except OSError:
        return False


def source_of(name: str) -> Path | None:
    """Return the page or the figure below chapters/, None where there is none, or where the path leads out of it."""
    chapters = (folders.root() / "chapters").resolve()
    path = (chapters / name).resolve()
    return path if path.suffix in TYPES and path.is_relative_to(chapters) and path.is_file() else None


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "tbxlab.environment.chapter_links"}]


def _load_jupyter_server_extension(server: "ServerApp") -> None:
    """Add the handler to a starting server."""
    from tornado.web import HTTPError, RequestHandler

    class ChapterHandler(RequestHandler):
        """Shows a page to anyone who can reach the server: the pages hold nothing of the learner's."""

        def get(self, name: str) -> Any:
            path = source_of(name)
            if path is None:
                raise HTTPError(404)
            site = os.environ.get(SITE, "")
            page = path.suffix == ".md"
            if page and site and answers(site):
                return self.redirect(urljoin(site, page_of(name)))  # the browser keeps what follows the #
            self.set_header("Content-Type", TYPES[path.suffix])
            return self.finish(plain_page.rendered(path, folders.root() / "chapters") if page else path.read_bytes())

    kinds = "|".join(suffix.removeprefix(".") for suffix in TYPES)
    server.web_app.add_handlers(".*$", [(rf"{server.base_url.rstrip('/')}{PREFIX}(.+\.(?:{kinds}))", ChapterHandler)])
