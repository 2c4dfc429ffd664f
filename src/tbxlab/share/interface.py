"""TensorBoard's interface as files: 8 MB of third-party scripts that many copies can use together.

    python -m tbxlab.share.interface FOLDER      # places what the copies below FOLDER need, once each

The files lie in a folder that is named after their content, so a newer TensorBoard never changes what an older
copy uses.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from tbxlab.compat import tensorboard_private as private

PLACEHOLDER = "__INTERFACE__"
"""Stands in the pages for the address of this folder, which each copy knows; the worker puts it in."""
MARKER = "share.json"
"""What a copy says about itself; see `folder.py`."""

_SCRIPT = re.compile(r'<script src="index\.js[^"]*"></script>')
_FONT = re.compile(r"\(/font-roboto/([\w-]+\.woff2)\)")
_LEFT_OUT = ("tf-imports/", "font-roboto/")


class InterfaceMissing(RuntimeError):
    """A copy needs the interface of another TensorBoard than the one that is installed."""


@cache
def files() -> dict[str, bytes]:
    """The interface's files, by their path in its folder. The two pages have PLACEHOLDER where addresses go."""
    wheel = private.interface_files()
    try:
        page = wheel["index.html"].decode("utf-8")
        projector = wheel["projector/projector_binary.html"].decode("utf-8")
        used = sorted(set(_FONT.findall(page + projector)))
        kept = {name: content for name, content in wheel.items() if not name.startswith(_LEFT_OUT)}
        kept |= {f"font-roboto/{name}": wheel[f"font-roboto/{name}"] for name in used}
    except KeyError as error:
        raise private.TensorBoardChanged(f"the interface's file {error}") from error
    if not _SCRIPT.search(page):
        raise private.TensorBoardChanged("the page's script index.js")
    del kept["index.html"], kept["projector/projector_binary.html"]
    page = _SCRIPT.sub(f'<script src="{PLACEHOLDER}index.js"></script>', page)
    page = page.replace("<head>", '<head><meta name="tb-relative-root" content="./">', 1)
    fonts = rf"({PLACEHOLDER}font-roboto/\1)"
    kept["page.html"] = _FONT.sub(fonts, page).encode("utf-8")
    kept["projector/page.html"] = _FONT.sub(fonts, projector).encode("utf-8")
    return dict(sorted(kept.items()))


@cache
def identity() -> str:
    """The name of the interface's folder, such as `tensorboard-2.21.0-0f3a9c21`."""
    digest = hashlib.sha256()
    for name, content in files().items():
        digest.update(f"{name}\n{len(content)}\n".encode())
        digest.update(content)
    return f"tensorboard-{private.version()}-{digest.hexdigest()[:8]}"


def place(folder: str | Path) -> Path:
    """Write the interface below `folder`, unless it is there; return its own folder."""
    target = Path(folder) / identity()
    for name, content in files().items():
        path = target / name
        if not path.is_file() or path.stat().st_size != len(content):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    return target


def complete(site: str | Path) -> list[Path]:
    """Place the interface wherever the copies below `site` look for it; return the folders it now lies in.

    This is for a site that keeps its copies without the interface (`tbxlab share … --data-only`).
    Raises InterfaceMissing where a copy was made with another TensorBoard, and its interface is not there.
    """
    placed: dict[Path, None] = {}
    for marker in sorted(Path(site).rglob(MARKER)):
        about = json.loads(marker.read_text(encoding="utf-8"))
        if "interface" not in about:
            continue
        folder = (marker.parent / about["interface"]["url"]).resolve()
        wanted = about["interface"]["id"]
        if wanted == identity():
            placed[place(folder)] = None
        elif not (folder / wanted / "page.html").is_file():
            raise InterfaceMissing(
                f"{marker.parent} needs the interface {wanted}; the installed TensorBoard has {identity()}. "
                "Share the run again, or install that version."
            )
    return list(placed)


def main(arguments: Sequence[str] | None = None) -> None:
    """Be the command `python -m tbxlab.share.interface FOLDER`."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    if len(given) != 1 or not Path(given[0]).is_dir():
        sys.exit("usage: python -m tbxlab.share.interface FOLDER (an existing folder with shared runs in it)")
    try:
        for folder in complete(given[0]):
            print(folder)
    except (InterfaceMissing, private.TensorBoardChanged) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
