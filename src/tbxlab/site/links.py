"""A Markdown extension: the buttons to shared runs lead there, whichever builder makes the page.

A page says `<a href="../shared/NAME/">`, as seen from its own address. MkDocs leaves HTML as it is. Zensical reads such
an address as seen from the page's source, and goes one folder up: for it, the address is written as it reads it.
"""

from __future__ import annotations

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

from tbxlab.site import zensical_builds

BEFORE_HTML = 25  # Markdown's own: normalize_whitespace 30, html_block 20


class LinksExtension(Extension):
    """Registers the one step."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802, Markdown's name
        """Add the step to `md`."""
        md.preprocessors.register(ButtonPreprocessor(md), "tbxlab-links", BEFORE_HTML)


class ButtonPreprocessor(Preprocessor):
    """Rewrite the addresses of buttons where the builder would change them."""

    def run(self, lines: list[str]) -> list[str]:
        """Give the page's lines."""
        if not zensical_builds():
            return lines
        return [line.replace('href="../shared/', 'href="shared/') for line in lines]


def makeExtension(**kwargs: object) -> LinksExtension:  # noqa: N802, Markdown's name
    """Let mkdocs.yml name the extension by its module."""
    return LinksExtension(**kwargs)
