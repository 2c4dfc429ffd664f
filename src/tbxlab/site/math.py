r"""A Markdown extension: `$x$`, `\(x\)`, `$$x$$` and `\[x\]` become MathML when the page is built.

The browser needs no script, style or font for it, and a screen reader reads it. Finding the formulas is
pymdownx.arithmatex's work; setting them is latex2mathml's. A formula that cannot be set stands on the page as its TeX
and fails the build: MkDocs counts the warning under `--strict`; for a builder that counts none, it is an error.
"""

from __future__ import annotations

import functools
import html
import logging
from xml.etree import ElementTree

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString
from pymdownx.arithmatex import ArithmatexExtension

from tbxlab.site import mathml, zensical_builds
from tbxlab.site.latex import BadLatexError, Formula

log = logging.getLogger("mkdocs.tbxlab.math")  # below "mkdocs", whose warnings --strict counts
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
AFTER_INLINE_BEFORE_TOC = 6  # Markdown's own: inline patterns 20, toc 5


class MathExtension(Extension):
    """Two steps: arithmatex marks the formulas in the tree, then those of a page are set."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802, Markdown's name
        """Add the formulas' syntax and their setting to `md`."""
        md.registerExtensions([ArithmatexExtension(generic=True)], {})
        md.treeprocessors.register(MathTreeprocessor(md), "tbxlab-math", AFTER_INLINE_BEFORE_TOC)


class MathTreeprocessor(Treeprocessor):
    """Replace every formula of one page by MathML."""

    def run(self, root: ElementTree.Element) -> None:
        """Set the formulas that arithmatex left in the tree."""
        elements = [element for element in root.iter() if element.get("class") == "arithmatex"]
        mistakes = list(self._in_headings(root))
        for element in elements:
            formula = read_formula(element)
            element.set("class", "math")
            try:
                element.text = self.md.htmlStash.store(render(formula))
            except BadLatexError as error:
                mistakes.append(f"bad LaTeX in `{formula.tex}`: {error}")
                element.text = ""
                ElementTree.SubElement(element, "code").text = AtomicString(formula.tex)
        for mistake in mistakes:
            log.warning("%s%s", self._page(), mistake)
        if mistakes and zensical_builds():  # its strict build passes over what Python logs
            raise BadLatexError("; ".join(mistakes))

    def _in_headings(self, root: ElementTree.Element) -> list[str]:
        """Name the formulas in headings: contents list, navigation and the browser's tab can show letters only."""
        return [
            f"a formula in a heading, `{read_formula(element).tex}`: write it in letters"
            for heading in root.iter()
            if heading.tag in HEADINGS
            for element in heading.iterfind(".//*[@class='arithmatex']")
        ]

    def _page(self) -> str:
        """Name the page, where MkDocs does the building: its step that resolves links knows the file."""
        if "relpath" in self.md.treeprocessors:
            file = getattr(self.md.treeprocessors["relpath"], "file", None)
            if file is not None:
                return f"Doc file '{file.src_uri}': "
        return ""


@functools.cache
def render(formula: Formula) -> str:
    """Set a formula, each once in a build: the letters of a page's symbols recur. Raises BadLatexError."""
    return mathml.render(formula)


def read_formula(element: ElementTree.Element) -> Formula:
    r"""Read what arithmatex marked: `\(...\)` in a span, `\[...\]` with HTML's escapes in a div."""
    display = element.tag == "div"
    tex = (element.text or "")[2:-2].strip()
    return Formula(html.unescape(tex) if display else tex, display)


def makeExtension(**kwargs: object) -> MathExtension:  # noqa: N802, Markdown's name
    """Let mkdocs.yml name the extension by its module."""
    return MathExtension(**kwargs)
