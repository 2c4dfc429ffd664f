r"""Formulas: what is one, what it becomes, and what it leaves alone."""

import logging
import sys
from types import ModuleType

import markdown
import pytest

from tbxlab.site import mathml
from tbxlab.site.latex import BadLatexError, Formula, to_tree


def convert(text: str) -> str:
    return markdown.markdown(text, extensions=["tbxlab.site.math", "pymdownx.superfences", "tables", "toc"])


def mathml_of(tex: str) -> str:
    """Give the MathML of a formula in the line, without its annotation."""
    html = convert(f"${tex}$")
    start, end = html.index("<mrow>"), html.index("<annotation")
    return html[start:end]


@pytest.mark.parametrize(
    ("text", "display"),
    [
        ("so $x$ is", False),
        (r"so \(x\) is", False),
        ("$$x$$", True),
        ("$$\nx\n$$", True),
        ("\\[x\\]", True),
        ("\\[\nx\n\\]", True),
        ("- item\n\n    $$\n    x\n    $$\n", True),
        ("| a |\n|---|\n| $x$ |\n", False),
    ],
)
def test_every_way_to_write_a_formula_becomes_mathml(text, display):
    html = convert(text)
    assert html.count("<math") == 1
    assert "<mi>x</mi>" in html
    assert ('<math display="block">' in html) == display
    assert ('<div class="math">' in html) == display


@pytest.mark.parametrize(
    "text",
    ["`$x$`", r"`\(x\)`", "```text\n$x$\n$$x$$\n```", "    $$x$$", "It costs $5 and then $6.", r"\$x\$"],
    ids=["code", "code in brackets", "fence", "indented code", "prices", "escaped"],
)
def test_what_is_no_formula_is_left_alone(text):
    assert "<math" not in convert(text)


@pytest.mark.parametrize(
    ("tex", "expected"),
    [
        ("x_i^2", "<mrow><msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup></mrow>"),
        (
            r"\sigma(z) - y",
            '<mrow><mi>σ</mi><mo stretchy="false">(</mo><mi>z</mi><mo stretchy="false">)</mo>'
            "<mo>−</mo><mi>y</mi></mrow>",
        ),
        (
            r"\frac{\partial L}{\partial W} < 1",
            "<mrow><mfrac><mrow><mi>∂</mi><mi>L</mi></mrow>"
            "<mrow><mi>∂</mi><mi>W</mi></mrow></mfrac><mo>&lt;</mo><mn>1</mn></mrow>",
        ),
        # What MathML Core has no attribute for.
        (r"\mathbf{x}\in\mathbb{R}", "<mrow><mi>𝐱</mi><mo>∈</mo><mi>ℝ</mi></mrow>"),
        ("a = -b", '<mrow><mi>a</mi><mo>=</mo><mo form="prefix">−</mo><mi>b</mi></mrow>'),
        (
            r"\lvert x \rvert",
            '<mrow><mo stretchy="false" lspace="0" rspace="0">∣</mo><mi>x</mi>'
            '<mo stretchy="false" lspace="0" rspace="0">∣</mo></mrow>',
        ),
        (r"\log z", '<mrow><mi>log</mi><mo rspace="0.1667em">\u2061</mo><mi>z</mi></mrow>'),
        (
            r"\log(z)",
            '<mrow><mi>log</mi><mo>\u2061</mo><mo stretchy="false">(</mo><mi>z</mi><mo stretchy="false">)</mo></mrow>',
        ),
        (
            r"y\log z",
            '<mrow><mi>y</mi><mi style="margin-inline-start:0.1667em">log</mi>'
            '<mo rspace="0.1667em">\u2061</mo><mi>z</mi></mrow>',
        ),
    ],
)
def test_a_formula_becomes_this_mathml(tex, expected):
    # ∂ and ∞ are upright letters by an attribute that MathML Core kept.
    assert mathml_of(tex).replace(' mathvariant="normal"', "") == expected


@pytest.mark.parametrize(
    ("letter", "variant", "styled"),
    [
        ("R", "double-struck", "ℝ"),
        ("A", "double-struck", "𝔸"),
        ("L", "script", "ℒ"),
        ("W", "bold", "𝐖"),
        ("θ", "bold-italic", "𝜽"),
        ("1", "bold", "𝟏"),
        ("H", "fraktur", "ℌ"),
        ("+", "bold", "+"),
    ],
)
def test_letters_of_other_alphabets(letter, variant, styled):
    assert mathml.styled(letter, variant) == styled


def test_aligned_equations_meet_at_their_relation():
    html = convert("$$\n\\begin{aligned} a &= b \\\\ &= c \\end{aligned}\n$$")
    assert html.count("text-align:right;padding-inline:0 0em") == 2
    assert html.count("text-align:left;padding-inline:0em 0") == 2
    assert "columnalign" not in html


def test_a_numbered_equation_keeps_its_number():
    html = convert("$$ \\frac{1}{2} \\tag{3} $$")
    assert '<mspace width="2em"></mspace><mtext>(3)</mtext>' in html
    assert "<mtable" not in html


@pytest.mark.parametrize("tex", [r"\begin{align} a &= b \\ c &= d \end{align}", r"\begin{equation} a \end{equation}"])
def test_an_environment_is_set_without_numbers_or_classes(tex):
    html = convert(f"$$\n{tex}\n$$")
    assert ("<mtable" in html) == ("align" in tex)
    assert "(1)" not in html
    assert "class" not in html.replace('class="math"', "")


def test_the_tex_stays_beside_the_formula_and_out_of_the_search():
    html = convert(r"$$ \begin{aligned} a &< b \end{aligned} $$")
    assert '<annotation encoding="application/x-tex" data-search-exclude="">' in html
    assert r"\begin{aligned} a &amp;&lt; b \end{aligned}</annotation>" in html


def test_a_page_with_formulas_needs_no_script_style_or_font():
    html = convert("$x$\n\n$$\n\\mathbf{W} = \\sqrt{2}\n$$")
    assert "<script" not in html
    assert "<link" not in html


def test_a_bad_formula_is_named_and_the_others_are_rendered(caplog):
    with caplog.at_level(logging.WARNING, logger="mkdocs"):
        html = convert(r"$a$, $\nonsense{b}$ and $c$")
    (record,) = caplog.records
    assert record.getMessage() == r"bad LaTeX in `\nonsense{b}`: Undefined control sequence: \nonsense"
    assert html.count("<math>") == 2
    assert r'<span class="math"><code>\nonsense{b}</code></span>' in html


def test_words_of_any_script_can_stand_in_a_formula():
    assert "<mtext>损失</mtext>" in convert(r"$\text{损失}$")


BAD = {
    r"\nonsense{b}": r"Undefined control sequence: \nonsense",
    r"\mathacl{L}": r"Undefined control sequence: \mathacl",
    r"\operatornamef{x}": "Undefined control sequence",
    r"\color{red}{x}": "Undefined control sequence",
    r"\frac{1}{": "Expected '}' at its end",
    r"\frac{1}": "Expected a group after",
    r"\frac{1}\frac{2}": "Expected a group as argument",
    r"\sqrt\, x": "Expected a group after",
    "x^": "Expected a group after '^'",
    "{x_}": "Expected a group after '_'",
    "x^^2": "Expected a group after '^'",
    "a_b_c": "Double subscript",
    "a^b^c": "Double superscript",
    "a^b'": "Double superscript",
    "a}b": "Extra }",
    "{a": "Expected '}'",
    r"\left( a": r"Expected '\right'",
    r"a \right)": r"Extra \right",
    r"\left x \right)": "Invalid delimiter",
    r"\big{x}": "Invalid delimiter",
    "a & b": "Unexpected character: '&'",
    r"a \\ b": r"Unexpected character: '\\'",
    "a # b": "Unexpected character: '#'",
    "a % b": "Unexpected character: '%'",
    r"\begin{foo} x \end{foo}": "No such environment: foo",
    r"\begin{aligned} x": "Expected",
    r"\begin{aligned} x \end{cases}": "Mismatch",
    r"x \end{cases}": r"Extra \end",
    r"\text{a_b}": "Expected {words}",
    r"\text{a $x$ b}": "Expected {words}",
    r"\tag": "Undefined control sequence",
    r"x \tag{1} \tag{2}": "Multiple",
    "损失 = 1": "Unicode text character",
    r"\mathstrut": "Undefined control sequence",
}


@pytest.mark.parametrize(("tex", "reason"), BAD.items())
@pytest.mark.parametrize("display", [False, True])
def test_a_formula_that_tex_would_refuse_is_refused(tex, reason, display):
    with pytest.raises(BadLatexError) as refused:
        to_tree(Formula(tex, display))
    assert reason in str(refused.value)


@pytest.mark.parametrize(
    ("tex", "drawn"),
    [
        (r"\overline{x}", '<mover accent="true"><mi>x</mi><mo stretchy="true">‾</mo></mover>'),
        (r"\bar x", '<mover accent="true"><mi>x</mi><mo stretchy="false">ˉ</mo></mover>'),
        (r"\lVert g \rVert", '<mo stretchy="false" lspace="0" rspace="0">∥</mo><mi>g</mi>'),
        (r"a \mid b", "<mi>a</mi><mo>∣</mo><mi>b</mi>"),
        (r"x \sim p", "<mi>x</mi><mo>∼</mo><mi>p</mi>"),
        (r"\lfloor x \rfloor", '<mo stretchy="false">⌊</mo><mi>x</mi><mo stretchy="false">⌋</mo>'),
        ("73{,}728", "<mn>73,728</mn>"),
        ("f'(x)", '<msup><mi>f</mi><mo lspace="0" rspace="0">′</mo></msup>'),
        (r"\Delta x", '<mi mathvariant="normal">Δ</mi><mi>x</mi>'),
        (r"\max_x f", "<msub"),
        (r"a \bmod b", "<mi>a</mi><mo>mod</mo><mi>b</mi>"),
        (r"\mathrm{d}x", "<mtext>d</mtext><mi>x</mi>"),
        (r"x_\mathrm{val}", "<msub><mi>x</mi><mtext>val</mtext></msub>"),
    ],
)
def test_what_the_library_would_set_otherwise(tex, drawn):
    assert drawn in mathml_of(tex)


def test_a_display_has_its_limits_above_and_below():
    html = convert("$$\n\\max_x f + \\operatorname*{argmax}_y g\n$$")
    assert html.count("<munder ") == 2
    assert "<msub" not in html
    assert "<munderover><mo>∑</mo>" in convert("$$\n\\sum_{i=1}^n i\n$$")


def test_a_builder_that_counts_no_warnings_gets_an_error(monkeypatch):
    monkeypatch.setitem(sys.modules, "zensical", ModuleType("zensical"))
    assert "<math>" in convert("$a$")
    with pytest.raises(BadLatexError, match=r"bad LaTeX in `x\^`: .*; bad LaTeX in `\\foo`"):
        convert("$x^$ and $\\foo$")
