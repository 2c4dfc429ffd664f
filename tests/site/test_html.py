"""What stands in the built pages: described pictures, finished formulas, and nothing from another host."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CHAPTERS = ROOT / "chapters"
SOURCES = sorted(path.relative_to(CHAPTERS) for path in CHAPTERS.rglob("*.md"))
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
FETCHING = {
    ("script", "src"),
    ("img", "src"),
    ("iframe", "src"),
    ("source", "src"),
    ("video", "src"),
    ("audio", "src"),
    ("embed", "src"),
    ("object", "data"),
    ("use", "href"),
    ("image", "href"),
}


class Page(HTMLParser):
    """Reads a built page: what it would fetch, and, within its article, pictures, names and plain text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.images: list[dict[str, str]] = []
        self.drawings: list[dict[str, str]] = []  # inline <svg>: its attributes, and "title" and "desc"
        self.ids: list[str] = []
        self.text: list[str] = []  # outside of code and of the TeX beside formulas
        self.formulas = 0
        self._open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        values = {name: value or "" for name, value in attrs}
        if tag == "link" and not {"canonical", "prev", "next"} & set(values.get("rel", "").split()):
            self.fetched.append(values["href"])
        self.fetched += [value for name, value in values.items() if (tag, name) in FETCHING]
        if tag not in VOID:
            self._open.append(tag)
        if "article" not in self._open:
            return
        self.formulas += tag == "math"
        if "id" in values:
            self.ids.append(values["id"])
        if tag == "img":
            self.images.append(values)
        elif tag == "svg":
            self.drawings.append(values | {"title": "", "desc": ""})

    def handle_endtag(self, tag):
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data):
        if "article" not in self._open:
            return
        if "svg" in self._open and self._open[-1] in ("title", "desc"):
            self.drawings[-1][self._open[-1]] += data.strip()
        if not {"code", "annotation", "script", "style"} & set(self._open):
            self.text.append(data)


def built(source: Path) -> Path:
    return source.with_suffix(".html") if source.stem == "index" else source.with_suffix("") / "index.html"


@pytest.fixture(scope="module")
def pages(site):
    """Every page that was built, by its source."""
    assert site.code == 0, site.output
    return {source: Page((site.folder / built(source)).read_text(encoding="utf-8")) for source in SOURCES}


def problems_of(page: Page) -> list[str]:
    """Say what a reader would miss on a page."""
    found = []
    for image in page.images:
        if not image.get("alt", "").strip():
            found.append(f"an image without alt text: {image['src']}")
        for one, other in (("light", "dark"), ("dark", "light")):
            if image["src"].endswith(f"#only-{one}"):
                pair = rf"\.{one}\.(svg|png)#only-{one}$", rf".{other}.\1#only-{other}"
                twin = image | {"src": re.sub(*pair, image["src"])}
                if twin["src"] == image["src"] or twin not in page.images:
                    found.append(f"no {other} twin of the same alt text: {image['src']}")
    for drawing in page.drawings:
        if drawing.get("role") != "img" or not drawing["title"] or not drawing["desc"]:
            found.append(f"a drawing without role, title and desc: {drawing}")
        elif not {*drawing.get("aria-labelledby", "-").split()} <= {*page.ids}:
            found.append(f"a drawing whose title and desc are not its label: {drawing}")
    found += [f"two elements with the id {name}" for name in sorted({*page.ids}) if page.ids.count(name) > 1]
    found += [f"TeX that is no formula: {tex}" for tex in re.findall(r"\\[a-zA-Z(\[]+|\$\$", "".join(page.text))]
    found += [f"fetched from elsewhere: {url}" for url in page.fetched if re.match(r"(?:[a-z]+:)?//", url)]
    return found


def test_a_reader_misses_nothing(pages):
    assert pages
    assert [source.as_posix() for source, page in pages.items() if not page.text] == []
    assert [f"{source.as_posix()}: {problem}" for source, page in pages.items() for problem in problems_of(page)] == []


def test_each_figure_of_a_pair_has_its_twin():
    drawn = {path.relative_to(CHAPTERS) for pattern in ("*.svg", "*.png") for path in CHAPTERS.rglob(pattern)}
    twins = {
        figure.with_name(figure.stem.removesuffix(one) + other + figure.suffix)
        for figure in drawn
        for one, other in ((".light", ".dark"), (".dark", ".light"))
        if figure.stem.endswith(one)
    }
    assert twins
    assert sorted(twins - drawn) == []


SVG = '<svg role="img" aria-labelledby="a b"{}>{}</svg>'
GOOD_TITLES = '<title id="a">T</title><desc id="b">D</desc>'
PROBLEMS = {
    '<img src="x.svg">': "without alt text",
    '<img src="x.svg" alt=" ">': "without alt text",
    '<img src="x.light.svg#only-light" alt="x">': "no dark twin",
    '<img src="x.light.png#only-light" alt="x"><img src="x.dark.svg#only-dark" alt="x">': "no dark twin",
    '<img src="x.light.svg#only-light" alt="x"><img src="x.dark.svg#only-dark" alt="y">': "no dark twin",
    SVG.format("", '<desc id="b">D</desc>'): "without role, title and desc",
    SVG.format("", '<title id="a">T</title>'): "without role, title and desc",
    SVG.format("", '<title id="a">T</title><desc id="c">D</desc>'): "are not its label",
    f"<svg>{GOOD_TITLES}</svg>": "without role, title and desc",
    '<p id="a"></p><p id="a"></p>': "two elements with the id a",
    r"<p>so \(x is</p>": "TeX that is no formula",
    "<p>$$ x</p>": "TeX that is no formula",
    '<script src="https://cdn.example/x.js"></script>': "fetched from elsewhere",
    '<img alt="x" src="//cdn.example/x.png">': "fetched from elsewhere",
    '<link rel="stylesheet" href="https://fonts.example/x.css">': "fetched from elsewhere",
}


@pytest.mark.parametrize(("html", "problem"), PROBLEMS.items())
def test_what_a_reader_would_miss_is_noticed(html, problem):
    found = problems_of(Page(f"<article>{html}</article>"))
    assert any(problem in line for line in found), found


@pytest.mark.parametrize(
    "html",
    [
        '<img src="x.png" alt="x">',
        '<img src="x.light.svg#only-light" alt="x"><img src="x.dark.svg#only-dark" alt="x">',
        '<img src="x.light.png#only-light" alt="x"><img src="x.dark.png#only-dark" alt="x">',
        SVG.format(' viewBox="0 0 1 1"', GOOD_TITLES),
        r"<p><code>\(x\)</code> <math><mi>x</mi><annotation>\frac</annotation></math></p>",
        '<a href="https://example.org">x</a>',
    ],
)
def test_a_page_without_fault_is_left_alone(html):
    assert problems_of(Page(f"<article>{html}</article>")) == []
