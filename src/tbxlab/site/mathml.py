"""From what latex2mathml writes to what today's browsers draw well: MathML Core.

Some things latex2mathml says by attributes that MathML Core left out, and that Chromium therefore ignores: bold and
calligraphic letters, the alignment of columns. Here they are said again by characters and by CSS, which every engine
follows. Others it does not say: which letters are the name of a function, and what spaces TeX leaves around it; which
signs are letters and which operators. The TeX stays beside each formula as its annotation.
"""

from __future__ import annotations

import re
import unicodedata
from xml.etree import ElementTree

from tbxlab.site.latex import Formula, to_tree

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
LIMITS = {"msub": "munder", "msup": "mover", "msubsup": "munderover"}
WITH_LIMITS = frozenset(("argmax", "argmin", "det", "gcd", "inf", "lim", "liminf", "limsup", "max", "min", "Pr", "sup"))
NAME = re.compile(r"[A-Za-z\u2006\u2009]{2,}")
THIN_SPACE = "0.1667em"
SIGNS = ("−", "+", "±", "∓")
BARS = ("|", "∣", "‖", "∥")
OPENING = ("(", "[", "{", "⟨", "⌊", "⌈", *BARS)
CLOSING = (")", "]", "}", "⟩", "⌋", "⌉", "!", *BARS)
BETTER = {
    "·": "⋅",
    "|": "∣",
    "‖": "∥",
    "¯": "ˉ",
    "―": "‾",
}  # the characters that TeX's own fonts show for these commands
LETTERS = "∀∂∃∄∅∇∞⊤⊥∠ℓ./%"  # upright, and spaced as letters are
PRIMES = "′″‴⁗"
SIZES = {"1.623em": "1.8em", "2.047em": "2.4em", "2.470em": "3em"}  # of big delimiters: those that fonts hold
ACCENTS = "^ˇ˘`ˋ´˙¨~ˉ‾→"
LINES = {"ˉ": "false", "→": "false", "‾": "true"}


def render(formula: Formula) -> str:
    """Set a formula: a `<math>` element for MathML Core, its TeX as an annotation. Raises BadLatexError."""
    math = to_tree(formula)
    _flatten(math[0])
    for element in list(math.iter()):
        _choose_kind(element)
        _choose_letters(element)
    for element in list(math.iter()):
        _set_accent(element)
        _name_functions(element, formula.display)
    for element in list(math.iter()):
        _space_operators(element)
        if element.tag == "mtable":
            _align_table(element)
    (row,) = math
    math[:] = [ElementTree.Element("semantics")]
    annotation = {"encoding": "application/x-tex", "data-search-exclude": ""}  # the page's search shows σ, not \sigma
    math[0].append(row)
    ElementTree.SubElement(math[0], "annotation", annotation).text = formula.tex
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


def _flatten(row: ElementTree.Element) -> None:
    """Put an element in place of a row that holds nothing else: `x^{2}` is `x^2`."""
    for at, element in enumerate(row):
        _flatten(element)
        if element.tag == "mrow" and len(element) == 1:
            row[at] = element[0]


def _choose_kind(element: ElementTree.Element) -> None:
    """Say whether a character is a letter or an operator, and which: MathML spaces them differently."""
    text = element.text or ""
    if element.tag not in ("mi", "mo") or len(text) != 1:
        if element.tag == "mi" and not text:
            element.tag = "mrow"  # what an aligned relation stands behind
        return
    if text in "|‖" and not element.attrib:
        element.set("stretchy", "false")
    text = element.text = "∼" if (element.tag, text) == ("mi", "~") else BETTER.get(text, text)
    if text in LETTERS or (element.tag == "mi" and unicodedata.name(text, "").startswith("GREEK CAPITAL")):
        element.tag = "mi"
        element.set("mathvariant", "normal")
    elif text in PRIMES:
        element.tag = "mo"
        element.attrib |= {"lspace": "0", "rspace": "0"}
    elif unicodedata.category(text)[0] in "SP":
        if element.tag == "mi" and text in OPENING + CLOSING:
            element.set("stretchy", "false")
        element.tag = "mo"


def _choose_letters(element: ElementTree.Element) -> None:
    """Choose a letter of another alphabet, which an attribute would say."""
    variant = element.get("mathvariant")
    if variant in ALPHABETS:
        element.text = "".join(styled(character, variant) for character in element.text or "")
        del element.attrib["mathvariant"]
    if (size := element.get("minsize")) in SIZES:
        element.attrib |= {"minsize": SIZES[size], "maxsize": SIZES[size]}


def _set_accent(element: ElementTree.Element) -> None:
    """Set an accent close to its letter, and as wide as it only where it is a line over all of it."""
    if element.tag == "mover" and (accent := element[-1].text or "") in ACCENTS:
        element.set("accent", "true")
        if accent in LINES:
            element[-1].attrib = {"stretchy": LINES[accent]}


def _name_functions(parent: ElementTree.Element, display: bool) -> None:
    """Give the name of a function its invisible operator, and in a display its limits above and below."""
    at = 0
    while at < len(parent):
        element = parent[at]
        if element.tag in ("mi", "mo") and element.text != "mod" and NAME.fullmatch(element.text or ""):
            limits = element.text in WITH_LIMITS or "movablelimits" in element.attrib
            name, apply = ElementTree.Element("mi"), ElementTree.Element("mo")
            name.text, apply.text = element.text, *APPLY_FUNCTION
            if parent.tag in SCRIPTS and at == 0:
                parent[0] = ElementTree.Element("mrow")
                parent[0].extend([name, apply])
                if limits and display:
                    parent.tag = LIMITS.get(parent.tag, parent.tag)
            else:
                parent[at : at + 1] = [name, apply] if parent.tag not in SCRIPTS else [name]
                at += 1
        at += 1


def _space_operators(row: ElementTree.Element) -> None:
    """Space a row as TeX does: `y log z`, but `log(z)`; in `a = −b` the minus stands close to its b."""
    for before, element, after in zip([None, *row], row, [*row[1:], None], strict=False):
        if _is(element, SIGNS) and before is not None and before.tag == "mo" and not _ends_term(before):
            element.set("form", "prefix")
        if _is(element, BARS) and "mtable" in {each.tag for each in (before, after) if each is not None}:
            element.set("stretchy", "true")
        elif _is(element, BARS) and {"stretchy", "fence", "minsize"} & set(element.attrib):
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
    gaps = table.attrib.pop("columnspacing", "1em").split()
    table.attrib.pop("rowspacing", None)  # the style sheet's spacing of rows serves all tables
    for row in table.iterfind("mtr"):
        for column, cell in enumerate(row):
            before = "0" if column == 0 else _half(_nth(gaps, column - 1))
            after = "0" if column == len(row) - 1 else _half(_nth(gaps, column))
            alignment = cell.attrib.pop("columnalign", "center")
            cell.set("style", f"text-align:{alignment};padding-inline:{before} {after}")


def _nth(values: list[str], index: int) -> str:
    """Give a column's value. As MathML says, the last one holds for all columns that follow."""
    return values[min(index, len(values) - 1)]


def _half(length: str) -> str:
    """Halve a CSS length: "1em" is "0.5em"."""
    parts = re.fullmatch(r"([-\d.]+)([a-z%]*)", length)
    if parts is None:
        raise ValueError(f"no CSS length: {length!r}")
    number, unit = parts.groups()
    return f"{float(number) / 2:g}{unit}"
