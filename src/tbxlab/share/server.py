"""Shows a copy at once: a static server on this machine, which has to answer nothing but files."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from tbxlab.environment.static import serve
from tbxlab.share.folder import read_marker


@contextmanager
def viewing(out: str | Path) -> Iterator[str]:
    """Serve a copy on a free port of 127.0.0.1 while the block lasts, and give the address to open.

    Where its interface lies outside of the copy, the folder that holds both is served. Raises ValueError where
    `out` is no copy.
    """
    out = Path(out).resolve()
    about = read_marker(out)
    if about is None or "interface" not in about:
        raise ValueError(f"{out} is not a copy that `tbxlab share` has finished")
    interface = (out / about["interface"]["url"]).resolve()
    root = Path(os.path.commonpath([out, interface]))
    below = out.relative_to(root).as_posix()
    with serve(root) as address:
        yield address if below == "." else f"{address}{quote(below)}/"
