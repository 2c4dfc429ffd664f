"""A Markdown extension: a picture of the course gets its width and height, so that nothing moves when it arrives.

The browser keeps the room before the file is there. A picture that says its size already keeps what it says.
"""

from __future__ import annotations

import re
import struct
from pathlib import Path
from xml.etree import ElementTree

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

AFTER_INLINE = 8  # Markdown's own: inline patterns 20, toc 5; MkDocs' links 0
PIXELS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4}
LENGTH = re.compile(r"([\d.]+)(px|pt|in|cm|mm)?")
PNG = b"\x89PNG\r\n\x1a\n"


class SizesExtension(Extension):
    """Registers the one step."""

    def __init__(self, **kwargs: object) -> None:
        self.config = {"folder": ["chapters", "The pages' folder, from where the site is built; in it is figures/"]}
        super().__init__(**kwargs)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802, Markdown's name
        """Add the step to `md`."""
        step = SizesTreeprocessor(md, Path(self.getConfig("folder")))
        md.treeprocessors.register(step, "tbxlab-sizes", AFTER_INLINE)


class SizesTreeprocessor(Treeprocessor):
    """Give every `<img>` of a file in figures/ its size."""

    def __init__(self, md: Markdown, folder: Path) -> None:
        super().__init__(md)
        self._folder = folder

    def run(self, root: ElementTree.Element) -> None:
        """Set the attributes in place. A file that is not there is the link check's business."""
        for picture in root.iter("img"):
            _, figures, name = picture.get("src", "").partition("#")[0].rpartition("figures/")
            path = self._folder / "figures" / name
            if figures and "width" not in picture.attrib and path.is_file():
                width, height = size_of(path)
                picture.set("width", str(width))
                picture.set("height", str(height))


def size_of(path: Path) -> tuple[int, int]:
    """Return a picture's width and height in CSS pixels, as a browser that knows no other shows it.

    Reads PNG and SVG; raises ValueError for another file, and for an SVG that says no size.
    """
    content = path.read_bytes()
    if content.startswith(PNG):
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    svg = re.search(rb"<svg\b[^>]*>", content)
    if svg is None:
        raise ValueError(f"neither PNG nor SVG: {path}")
    attributes = dict(re.findall(r'\s(width|height)="([^"]*)"', svg[0].decode("utf-8")))
    lengths = [LENGTH.fullmatch(attributes.get(side, "")) for side in ("width", "height")]
    if None in lengths:
        raise ValueError(f"an SVG without width and height: {path}")
    width, height = (round(float(length[1]) * PIXELS[length[2] or ""]) for length in lengths if length)
    return width, height


def makeExtension(**kwargs: object) -> SizesExtension:  # noqa: N802, Markdown's name
    """Let mkdocs.yml name the extension by its module."""
    return SizesExtension(**kwargs)
