"""A Markdown extension: the empty head over a table's first column becomes a plain cell.

Where rows have names and the corner above them has none, Markdown writes `<th></th>`, which a screen reader announces
as the head of every cell below it, and which says nothing.
"""

from __future__ import annotations

from xml.etree import ElementTree

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

AFTER_INLINE = 7  # Markdown's own: inline patterns 20, toc 5


class TablesExtension(Extension):
    """Registers the one step."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802, Markdown's name
        """Add the step to `md`."""
        md.treeprocessors.register(CornerTreeprocessor(md), "tbxlab-tables", AFTER_INLINE)


class CornerTreeprocessor(Treeprocessor):
    """Turn every `<th>` in which nothing stands into a `<td>`."""

    def run(self, root: ElementTree.Element) -> None:
        """Change the tags in place."""
        for head in root.iter("th"):
            if not len(head) and not (head.text or "").strip():
                head.tag = "td"


def makeExtension(**kwargs: object) -> TablesExtension:  # noqa: N802, Markdown's name
    """Let mkdocs.yml name the extension by its module."""
    return TablesExtension(**kwargs)
