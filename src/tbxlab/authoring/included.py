"""Code that a page includes from a file, as the site's snippets do: ``--8<-- "files/monitor.py"`` in a block."""

from __future__ import annotations

import re
from pathlib import Path

SNIPPET = re.compile(r'^(?P<indent>[ \t]*)--8<-- "(?P<path>[^"]+)"[ \t]*$', re.MULTILINE)


def expanded(code: str, page: Path) -> str:
    """Put the files that a block of `page` includes in their places. Their paths are relative to a folder above it."""
    return SNIPPET.sub(lambda found: _text(found["path"], page), code)


def _text(path: str, page: Path) -> str:
    for folder in page.resolve().parents:
        if (folder / path).is_file():
            return (folder / path).read_text(encoding="utf-8").rstrip("\n")
    raise FileNotFoundError(f"{page.name} includes {path}, which is in no folder above it")
