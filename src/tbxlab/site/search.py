"""A Markdown extension: blocks of code are left out of the search's index, which every page fetches when it opens.

What a reader looks for is in headings and sentences. Code would be a third of the index.
"""

from __future__ import annotations

import re

from markdown import Markdown
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor

AFTER_RAW_HTML = 25  # Markdown's own: raw HTML, and with it the highlighted code, is put back at 30
CODE = re.compile(r'<div class="(language-\w+ )?highlight">')


class SearchExtension(Extension):
    """Registers the one step."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802, Markdown's name
        """Add the step to `md`."""
        md.postprocessors.register(CodePostprocessor(md), "tbxlab-search", AFTER_RAW_HTML)


class CodePostprocessor(Postprocessor):
    """Mark every block of code as the search plugin of Material wants it: what it is not to index."""

    def run(self, text: str) -> str:
        """Return the page's HTML with the attribute added."""
        return CODE.sub(lambda found: found[0].replace("<div ", "<div data-search-exclude ", 1), text)


def makeExtension(**kwargs: object) -> SearchExtension:  # noqa: N802, Markdown's name
    """Let mkdocs.yml name the extension by its module."""
    return SearchExtension(**kwargs)
