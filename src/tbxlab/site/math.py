r"""A Markdown extension: `$x$`, `\(x\)`, `$$x$$` and `\[x\]` become MathML when the page is built.

The browser needs no script, style or font for it, and a screen reader reads it. Finding the formulas is
pymdownx.arithmatex's work; rendering them is KaTeX's. A formula that KaTeX refuses is logged as a warning,
which fails `mkdocs build --strict`, and stands on the page as its TeX; so does every formula where KaTeX is
missing, with one warning that says what to do.
"""

from __future__ import annotations

import functools
import html
import logging
from collections.abc import Sequence
from xml.etree import ElementTree

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString
from pymdownx.arithmatex import ArithmatexExtension

from tbxlab.site import mathml
from tbxlab.site.katex import BadFormula, Formula, Katex, KatexMissingError, find_katex, find_node

log = logging.getLogger("mkdocs.tbxlab.math")  # below "mkdocs", whose warnings --strict counts
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
AFTER_INLINE_BEFORE_TOC = 6  # Markdown's own: inline patterns 20, toc 5


class MathExtension(Extension):
    """Two steps: arithmatex marks the formulas in the tree, then all of a page are rendered at once."""

    def __init__(self, **kwargs: object) -> None:
        self.config = {"katex": ["", "The KaTeX package's folder; empty: the nearest node_modules/katex"]}
        super().__init__(**kwargs)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802, Markdown's name
        """Add the formulas' syntax and their rendering to `md`."""
        md.registerExtensions([ArithmatexExtension(generic=True)], {})
        renderer = MathTreeprocessor(md, self.getConfig("katex"))
        md.treeprocessors.register(renderer, "tbxlab-math", AFTER_INLINE_BEFORE_TOC)


class MathTreeprocessor(Treeprocessor):
    """Replace every formula of one page by MathML."""

    def __init__(self, md: Markdown, katex: str) -> None:
        super().__init__(md)
        self._katex = katex

    def run(self, root: ElementTree.Element) -> None:
        """Render the formulas that arithmatex left in the tree, in one request."""
        elements = [element for element in root.iter() if element.get("class") == "arithmatex"]
        if not elements:
            return
        formulas = [read_formula(element) for element in elements]
        self._refuse_in_headings(root)
        for element, formula, rendered in zip(elements, formulas, self._render(formulas), strict=True):
            element.set("class", "math")
            if isinstance(rendered, str):
                element.text = self.md.htmlStash.store(mathml.tidy(rendered))
            else:
                element.text = ""
                ElementTree.SubElement(element, "code").text = AtomicString(formula.tex)

    def _render(self, formulas: Sequence[Formula]) -> Sequence[str | BadFormula]:
        try:
            answers = shared_katex(self._katex).render(formulas)
        except KatexMissingError as missing:
            _warn_once(str(missing))
            return [BadFormula(str(missing))] * len(formulas)
        for formula, answer in zip(formulas, answers, strict=True):
            if isinstance(answer, BadFormula):
                log.warning("%sbad LaTeX in `%s`: %s", self._page(), formula.tex, answer.reason)
        return answers

    def _refuse_in_headings(self, root: ElementTree.Element) -> None:
        """Warn: the contents list, the navigation and the browser's tab can show letters only."""
        for heading in root.iter():
            if heading.tag in HEADINGS:
                for element in heading.iterfind(".//*[@class='arithmatex']"):
                    tex = read_formula(element).tex
                    log.warning("%sa formula in a heading, `%s`: write it in letters", self._page(), tex)

    def _page(self) -> str:
        """Name the page, where MkDocs does the building: its step that resolves links knows the file."""
        if "relpath" in self.md.treeprocessors:
            file = getattr(self.md.treeprocessors["relpath"], "file", None)
            if file is not None:
                return f"Doc file '{file.src_uri}': "
        return ""


def read_formula(element: ElementTree.Element) -> Formula:
    r"""Read what arithmatex marked: `\(...\)` in a span, `\[...\]` with HTML's escapes in a div."""
    display = element.tag == "div"
    tex = element.text[2:-2].strip()
    return Formula(html.unescape(tex) if display else tex, display)


@functools.cache
def shared_katex(package: str = "") -> Katex:
    """Give the one renderer of this process, so that a build starts node once."""
    return Katex(find_node(), find_katex(package))


@functools.cache
def _warn_once(message: str) -> None:
    log.warning("%s", message)


def makeExtension(**kwargs: object) -> MathExtension:  # noqa: N802, Markdown's name
    """Let mkdocs.yml name the extension by its module."""
    return MathExtension(**kwargs)
