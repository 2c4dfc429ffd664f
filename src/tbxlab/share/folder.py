"""The folder of a copy: whether it may be written, and how, so that it works while it is replaced."""

from __future__ import annotations

import json
from importlib.resources import files as resources
from pathlib import Path
from typing import Any

from tbxlab.share.columns import as_json
from tbxlab.share.interface import MARKER
from tbxlab.share.store import Store

DATA = "data-frozen"
"""Where the answers lie, below the copy. TensorBoard's own requests begin with data/, so not there."""
VIEWER = ("boot.js", "bar.js")
WORKER = ("columns.js", "tables.js", "hparams.js", "store.js", "routes.js", "page.js", "main.js")
"""The worker is one script, made of these in this order."""
FORMAT = 1


class NotAShare(FileExistsError):
    """A folder holds something that `tbxlab share` did not make, so it is not written to."""


def check(out: Path) -> None:
    """Raise NotAShare unless `out` is new, empty, or a copy that was made before."""
    if not out.exists():
        return
    if not out.is_dir():
        raise NotAShare(f"{out} is a file; name a folder that is not there yet")
    if any(out.iterdir()) and read_marker(out) is None:
        raise NotAShare(f"{out} holds files that `tbxlab share` did not make; name a new or an empty folder")


def read_marker(out: Path) -> dict[str, Any] | None:
    """What a copy says about itself, None where `out` is no copy."""
    try:
        about = json.loads((out / MARKER).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return about if isinstance(about, dict) and about.get("made by") == "tbxlab share" else None


def begin(out: Path) -> None:
    """Claim a new or empty folder, so that a copy that is interrupted can be made again."""
    out.mkdir(parents=True, exist_ok=True)
    if read_marker(out) is None:
        _write_marker(out, {"unfinished": True})


def data_store(out: Path) -> Store:
    """Where the answers of a copy are put."""
    return Store(out / DATA)


def finish(out: Path, store: Store, index: dict[str, Any], about: dict[str, Any], others: list[str]) -> list[str]:
    """Write what makes a folder of answers a copy, then remove what an earlier copy has left behind.

    `index` says where each answer lies; `about` is what the page tells of the copy; `others` are further files
    that belong to it, as paths below `out`. The entry page and the worker come last and names of answers never
    change their content, so whoever reads the copy meanwhile sees either the old one or the new.
    Returns every file of the copy, as paths below `out`, sorted.
    """
    before = read_marker(out) or {}
    named = store.put(as_json(index, ordered=True), "application/json")
    constants = as_json({"index": f"{DATA}/{named}", "data": f"{DATA}/", "about": about}, ordered=True)
    worker = b"const SHARE = " + constants + b";\n" + b"\n".join(_viewer(f"worker/{part}") for part in WORKER)
    written = {name: _viewer(name) for name in VIEWER} | {"sw.js": worker, "index.html": _viewer("index.html")}
    files = sorted([*(f"{DATA}/{name}" for name in store.files), *others, *written, MARKER])
    for name, content in written.items():
        (out / name).write_bytes(content)
    _write_marker(out, about | {"files": files})
    unfinished = [f"{DATA}/{path.name}" for path in (out / DATA).iterdir()]
    for name in {*before.get("files", []), *unfinished} - set(files):
        _remove(out, name)
    return files


def _write_marker(out: Path, about: dict[str, Any]) -> None:
    marker = {"made by": "tbxlab share", "format": FORMAT, **about}
    text = json.dumps(marker, indent=1, ensure_ascii=False) + "\n"
    (out / MARKER).write_text(text, encoding="utf-8", newline="\n")


def _viewer(name: str) -> bytes:
    """One of our own files, with \\n at each end of a line, as it may have been checked out otherwise."""
    text = resources("tbxlab.share").joinpath("viewer", *name.split("/")).read_text(encoding="utf-8")
    return text.replace("\r\n", "\n").encode("utf-8")


def _remove(out: Path, name: str) -> None:
    path = out / name
    if not path.resolve().is_relative_to(out.resolve()):  # a marker that someone has changed by hand
        return
    path.unlink(missing_ok=True)
    for folder in path.parents:
        if folder == out or any(folder.iterdir()):
            return
        folder.rmdir()
