"""From what KaTeX writes to what today's browsers draw: MathML Core.

KaTeX says some things by attributes that MathML Core left out, and that Chromium therefore ignores: bold and
calligraphic letters, the alignment of columns, the place of an equation's number. Here they are said again by
characters and by CSS, which every engine follows. The TeX stays beside each formula as its annotation.
"""

from __future__ import annotations

import re
import unicodedata
from xml.etree import ElementTree

# Unicode's names for the alphabets that `mathvariant` selects. "normal" stays: MathML Core kept that one.
ALPHABETS = {
    "bold": "BOLD",
    "italic": "ITALIC",
    "bold-italic": "BOLD ITALIC",
    "double-struck": "DOUBLE-STRUCK",
    "script": "SCRIPT",
    "bold-script": "BOLD SCRIPT",
    "fraktur": "FRAKTUR",
    "bold-fraktur": "BOLD FRAKTUR",
    "sans-serif": "SANS-SERIF",
    "bold-sans-serif": "SANS-SERIF BOLD",
    "sans-serif-italic": "SANS-SERIF ITALIC",
    "sans-serif-bold-italic": "SANS-SERIF BOLD ITALIC",
    "monospace": "MONOSPACE",
}
APPLY_FUNCTION = ("\u2061",)  # the invisible operator between `log` and what it is taken of
SCRIPTS = ("msub", "msup", "msubsup", "munder", "mover", "munderover")
THIN_SPACE = "0.1667em"
SIGNS = ("−", "+", "±", "∓")
BARS = ("|", "∣", "‖", "∥")
OPENING = ("(", "[", "{", "⟨", "⌊", "⌈", *BARS)
CLOSING = (")", "]", "}", "⟩", "⌋", "⌉", "!", *BARS)


def tidy(katex_html: str) -> str:
    """Turn what KaTeX returns (a span around a `<math>` element) into a `<math>` element for MathML Core."""
    found = re.search(r"<math\b.*</math>", katex_html, re.DOTALL)
    if found is None:
        raise ValueError(f"KaTeX returned no <math> element: {katex_html[:80]!r}")
    math = ElementTree.fromstring(found[0].replace(' xmlns="http://www.w3.org/1998/Math/MathML"', "", 1))
    for element in math.iter():
        _choose_letters(element)
        _space_operators(element)
        if element.tag == "mtable":
            _align_table(element)
        elif element.tag == "annotation":
            element.set("data-search-exclude", "")  # the page's search shows σ, not \sigma
    return ElementTree.tostring(math, encoding="unicode", short_empty_elements=False)


def styled(character: str, variant: str) -> str:
    """Give a letter of another alphabet: `styled("R", "double-struck")` is ℝ. Unchanged where it has none."""
    name = unicodedata.name(character, "")
    # LATIN CAPITAL LETTER R, GREEK SMALL LETTER THETA, DIGIT ONE
    plain = re.sub(r"^(LATIN|GREEK) ", "", name).replace(" LETTER", "")
    # Letters that Unicode had before it had alphabets of them kept their older names: ℝ, ℒ, ℌ.
    older = {"SCRIPT": "SCRIPT", "DOUBLE-STRUCK": "DOUBLE-STRUCK", "FRAKTUR": "BLACK-LETTER"}
    alphabet = ALPHABETS[variant]
    for candidate in (f"MATHEMATICAL {alphabet} {plain}", f"{older.get(alphabet, '-')} {plain}"):
        try:
            return unicodedata.lookup(candidate)
        except KeyError:
            continue
    return character


def _choose_letters(element: ElementTree.Element) -> None:
    variant = element.get("mathvariant")
    if variant in ALPHABETS:
        element.text = "".join(styled(character, variant) for character in element.text or "")
        del element.attrib["mathvariant"]


def _space_operators(row: ElementTree.Element) -> None:
    """Space a row as TeX does: `y log z`, but `log(z)`; in `a = −b` the minus stands close to its b."""
    for before, element, after in zip([None, *row], row, [*row[1:], None], strict=False):
        if _is(element, SIGNS) and before is not None and before.tag == "mo" and not _ends_term(before):
            element.set("form", "prefix")
        if _is(element, BARS) and ("stretchy" in element.attrib or "fence" in element.attrib):
            element.attrib |= {"lspace": "0", "rspace": "0"}  # bars around a term, not between two
        margins = {}
        if _ends_term(before) and (_is(after, APPLY_FUNCTION) or _is_limit(element)):
            margins["start"] = THIN_SPACE
        if after is not None and not _first_text(after).startswith(OPENING):
            if _is(element, APPLY_FUNCTION):
                element.set("rspace", THIN_SPACE)
            elif _is_limit(element):
                margins["end"] = THIN_SPACE
        if margins:
            element.set("style", ";".join(f"margin-inline-{side}:{width}" for side, width in margins.items()))


def _is(element: ElementTree.Element | None, operators: tuple[str, ...]) -> bool:
    return element is not None and element.tag == "mo" and element.text in operators


def _is_limit(element: ElementTree.Element) -> bool:
    """Is this a function's name with something set below or above it: max over x, sin squared?"""
    return element.tag in SCRIPTS and "".join(element[0].itertext()).endswith(APPLY_FUNCTION)


def _first_text(element: ElementTree.Element) -> str:
    return next((text for text in element.itertext() if text), "")


def _ends_term(element: ElementTree.Element | None) -> bool:
    """Is this something that another factor can follow: a letter, a fraction, a closing bracket?"""
    if element is None or not _first_text(element):  # KaTeX begins a column with an empty row
        return False
    return element.tag != "mo" or element.text in CLOSING


def _align_table(table: ElementTree.Element) -> None:
    """Say a table's alignment and gaps as CSS on its cells. A gap is shared by the two cells beside it."""
    if table.attrib.pop("width", None):
        _unwrap_number(table)
        return
    alignments = table.attrib.pop("columnalign", "center").split()
    gaps = table.attrib.pop("columnspacing", "1em").split()
    table.attrib.pop("rowspacing", None)  # the style sheet's spacing of rows serves all tables
    for row in table.iterfind("mtr"):
        for cell in row.findall("mtd[@class]"):  # KaTeX's places for numbers that its style sheet would draw
            del cell.attrib["class"]
            if not _first_text(cell):
                row.remove(cell)
        for column, cell in enumerate(row):
            before = "0" if column == 0 else _half(_nth(gaps, column - 1))
            after = "0" if column == len(row) - 1 else _half(_nth(gaps, column))
            cell.set("style", f"text-align:{_nth(alignments, column)};padding-inline:{before} {after}")


def _unwrap_number(table: ElementTree.Element) -> None:
    r"""Set a formula with a \tag as a row, the number after a gap. KaTeX makes it a table as wide as the page."""
    _, formula, _, number = table.iterfind("mtr/mtd")
    table.clear()
    table.tag = "mrow"
    table.extend([*formula, ElementTree.Element("mspace", width="2em"), *number])


def _nth(values: list[str], index: int) -> str:
    """Give a column's value. As MathML says, the last one holds for all columns that follow."""
    return values[min(index, len(values) - 1)]


def _half(length: str) -> str:
    """Halve a CSS length: "1em" is "0.5em"."""
    number, unit = re.fullmatch(r"([-\d.]+)([a-z%]*)", length).groups()
    return f"{float(number) / 2:g}{unit}"
