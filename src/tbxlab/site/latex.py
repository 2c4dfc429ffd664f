r"""TeX in, the tree of a `<math>` element out: latex2mathml's work, after our own grammar has read the formula."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from xml.etree import ElementTree

from latex2mathml import exceptions
from latex2mathml.converter import Converter

from tbxlab.site.tex import BadLatexError, Reader

__all__ = ["BadLatexError", "Formula", "to_tree"]

# Environments that the library does not know, or numbers: set like the one named, "" for no environment at all.
SYNONYMS = {"align": "align*", "aligned": "align*", "split": "align*", "equation": "", "equation*": ""}
ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{([^{}]*)\}")
TAG = re.compile(r"\\tag(\*?)\s*\{([^{}\\$]*)\}")
ROMAN = re.compile(r"\\mathrm\s*(?:\{([A-Za-z]+)\}|([A-Za-z]))")  # the library would leave it italic
THOUSANDS = re.compile(r"(?<=\d)\{,\}(?=\d)")
COMMA_IN_NUMBER = "\ue000"  # private: the library would end a number at a comma
PARTS = {"mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2, "msubsup": 3, "munderover": 3}
REFUSALS = tuple(
    thing for thing in vars(exceptions).values() if isinstance(thing, type) and issubclass(thing, Exception)
)


@dataclass(frozen=True)
class Formula:
    """A formula as the page writes it: TeX without its delimiters, set in the line or on lines of its own."""

    tex: str
    display: bool = False


def to_tree(formula: Formula) -> ElementTree.Element:
    """Set a formula: a `<math>` element that holds one `<mrow>`. Raises BadLatexError."""
    tex, number = _without_number(formula.tex)
    Reader(tex).read()
    tex = ROMAN.sub(lambda found: f"\\text{{{found[1] or found[2]}}}", tex)
    tex = ENVIRONMENT.sub(_environment, THOUSANDS.sub(COMMA_IN_NUMBER, tex))
    try:
        math = Converter("", "block" if formula.display else "inline").convert_to_element(tex)
    except REFUSALS as error:
        raise BadLatexError(_in_words(error)) from error
    del math.attrib["xmlns"]
    if not formula.display:
        del math.attrib["display"]
    for element in math.iter():
        element.text = html.unescape(element.text or "") or None
    _join_numbers(math)
    _refuse_what_was_given_up(math)
    if number:
        ElementTree.SubElement(math[0], "mspace", width="2em")
        ElementTree.SubElement(math[0], "mtext").text = number
    return math


def _without_number(tex: str) -> tuple[str, str]:
    r"""Take a `\tag{3}` out of a formula: the formula, and "(3)" or "", since the library sets it where it stands."""
    found = TAG.findall(tex)
    if len(found) > 1:
        raise BadLatexError("Multiple \\tag")
    if not found:
        return tex, ""
    star, number = found[0]
    return TAG.sub("", tex), number if star else f"({number})"


def _environment(found: re.Match[str]) -> str:
    kind, name = found.groups()
    name = SYNONYMS.get(name, name)
    return f"\\{kind}{{{name}}}" if name else ""


def _join_numbers(math: ElementTree.Element) -> None:
    """Make one number of 73{,}728, which the library read as two and a letter."""
    for parent in math.iter():
        for at in reversed(range(len(parent))):
            if parent[at].text == COMMA_IN_NUMBER:
                before, after = parent[at - 1], parent[at + 1]
                before.text = f"{before.text},{after.text}"
                parent.remove(parent[at])
                parent.remove(after)


def _refuse_what_was_given_up(math: ElementTree.Element) -> None:
    """Refuse commands that the library put there as letters, and elements without all their parts."""
    for element in math.iter():
        if unknown := re.search(r"\\([a-zA-Z]+|.)", element.text or ""):
            raise BadLatexError(f"Undefined control sequence: {unknown[0]}")
        if len(element) != PARTS.get(element.tag, len(element)):
            raise BadLatexError(f"An argument is missing in a {element.tag}")


def _in_words(error: Exception) -> str:
    """Say the library's error, whose name is all it says: "DoubleSubscriptsError" is "Double subscripts"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(error).__name__.removesuffix("Error")).capitalize()
