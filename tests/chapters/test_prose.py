"""The words that readers meet: one spelling throughout, and nothing fetched from elsewhere."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "chapters").rglob("*.md"))
FIGURES = sorted((ROOT / "chapters").rglob("*.svg"))
WORDS = sorted(
    path
    for pattern in (
        "*.md",
        "course.toml",
        "chapters/**/*.md",
        "chapters/**/*.svg",
        "labs/*.ipynb",
        "solutions/*.py",
        "src/tbxlab/**/*.py",
        "src/tbxlab/**/words/**/*.toml",
    )
    for path in ROOT.glob(pattern)
)

# Stems that British spelling has and American spelling has not. "Analysis" and its plural are the same in both.
BRITISH = re.compile(
    r"\b(?:"
    r"(?:colour|behaviour|favour|neighbour|honour|flavour|rumour|labour)\w*"
    r"|(?:analys|paralys)(?:e|ed|er|ers|ing)"
    r"|(?:optim|initial|normal|visual|regular|general|summar|recogn|organ|minim|maxim|serial|synchron|real|"
    r"emphas|special|util|token|quant|vector|categor|character|discret|memor|penal|random|standard|stabil)is"
    r"(?:e|ed|er|ers|es|ing|ation|ations)"
    r"|(?:label|model|travel|cancel|channel|signal|level)l(?:ed|ing|er|ers)"
    r"|(?:centre|centred|fibre|metre|millimetre|kilometre|litre)s?"
    r"|grey\w*|learnt|spelt|whilst|amongst|artefacts?|programmes?|defence|licence|sceptic\w*|practis(?:e|ed|ing)"
    r")\b",
    re.IGNORECASE,
)
FETCHED = re.compile(
    r"""<(?:script|img|iframe|video|audio|source|embed|object|use|image)\b[^>]*\s(?:src|srcset|data|href|xlink:href)
        \s*=\s*["']?\s*(?:https?:)?//"""
    r"""|<link\b[^>]*\shref\s*=\s*["']?\s*(?:https?:)?//"""  # a style sheet, a font
    r"""|!\[[^\]]*\]\(\s*<?(?:https?:)?//"""  # Markdown's image
    r"""|^\s*\[[^\]]+\]:\s*<?(?:https?:)?//\S+\.(?:png|jpe?g|gif|svg|webp|js|css)\b"""  # an image by reference
    r"""|url\(\s*["']?(?:https?:)?//|@import\b""",  # inside a style
    re.IGNORECASE | re.VERBOSE | re.MULTILINE,
)


def words(path: Path) -> str:
    """Give a file's text; of a notebook its cells' text, without what they printed."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        return "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])
    return text


def test_there_are_words_to_look_at():
    assert ROOT / "chapters" / "index.md" in WORDS


def test_spelling_is_american():
    found = [
        f"{path.relative_to(ROOT).as_posix()}:{number}: {match[0]}"
        for path in WORDS
        for number, line in enumerate(words(path).splitlines(), 1)
        for match in BRITISH.finditer(line)
    ]
    assert found == []


def test_british_spelling_is_noticed():
    text = """colour Behaviours neighbouring analyse analysed optimiser initialised initialisation normalising
    visualise labelled modelling centred grey learnt artefact regularisation generalises"""
    assert [word for word in text.split() if not BRITISH.search(f"the {word}, then")] == []


def test_american_spelling_is_left_alone():
    text = """color behavior analysis analyses analyze optimizer initialized normal labeled modeled center gray
    learned visible random optimistic generalist specialist precise exercise noise raise levels"""
    assert [word for word in text.split() if BRITISH.search(f"the {word}, then")] == []


def test_nothing_is_fetched_from_elsewhere():
    found = [
        f"{path.relative_to(ROOT).as_posix()}: {match[0]}"
        for path in PAGES + FIGURES
        for match in FETCHED.finditer(path.read_text(encoding="utf-8"))
    ]
    assert PAGES
    assert FIGURES
    assert found == []


@pytest.mark.parametrize(
    "markdown",
    [
        '<script src="https://cdn.example/x.js"></script>',
        '<img alt="x" src="//cdn.example/x.png">',
        '<link rel="stylesheet" href="https://fonts.example/css">',
        "![x](https://example.org/x.png)",
        "[pic]: https://example.org/x.png",
        "<style>@import 'x.css'</style>",
        '<rect style="fill: url(https://example.org/x.svg)"/>',
    ],
)
def test_a_request_to_elsewhere_is_noticed(markdown):
    assert FETCHED.search(markdown)


@pytest.mark.parametrize(
    "markdown",
    [
        "[a link](https://example.org/x.html)",
        "<https://example.org>",
        "![x](figures/x.light.svg#only-light)",
        '<svg xmlns="http://www.w3.org/2000/svg" fill="url(#a)">',
    ],
)
def test_links_and_local_pictures_are_left_alone(markdown):
    assert not FETCHED.search(markdown)
