"""Every page for readers who don't see it, see few colors, or use no mouse: axe-core finds nothing."""

from pathlib import Path

import pytest

from tbxlab.authoring.access import violations, window
from tbxlab.environment.static import serve

CHAPTERS = Path(__file__).resolve().parents[2] / "chapters"
PAGES = sorted(path.relative_to(CHAPTERS).with_suffix("").as_posix() for path in CHAPTERS.rglob("*.md"))

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def look(chromium):
    with window(chromium) as page:
        yield lambda address: [str(each) for each in violations(page, address)]


@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_nothing_on_the_page(look, address, page):
    assert look(address + (f"{page}/" if page != "index" else "")) == []


WIDE_CODE = "x = " + "1 + " * 60 + "1"
FAULTS = {  # each is seen by one of the four looks
    "a scheme": ('<p style="color: light-dark(#000, #333); color-scheme: light dark">Dark on dark</p>', "dark 1440"),
    "a width": (
        '<div style="width: 50vw; overflow: auto"><p style="width: 600px">' + "Wide " * 60 + "</p></div>",
        "light 390",
    ),
    "a name": ("<button></button>", "button-name (light 1440)"),
}


@pytest.mark.parametrize(("html", "expected"), FAULTS.values(), ids=FAULTS)
def test_what_one_look_alone_shows_is_found(look, tmp_path, html, expected):
    style = "<style>:root { color-scheme: light dark; background: light-dark(#fff, #222); }</style>"
    (tmp_path / "index.html").write_text(
        f'<!doctype html><html lang="en"><title>x</title>{style}<main><h1>x</h1>{html}</main></html>', encoding="utf-8"
    )
    with serve(tmp_path, "/") as url:
        found = look(url)
    assert len(found) == 1, found
    assert expected in found[0]


@pytest.fixture(scope="module")
def wide_things(small_site):
    code = f"```python\n{WIDE_CODE}\n```\n\n```python\nx = 1\n```\n"
    table = "| | " + " | ".join("a wide column" for _ in range(12)) + " |\n" + "|---" * 13 + "|\n" + "| x " * 13 + "|\n"
    formula = "$$\n" + " + ".join(f"x_{{{number}}}" for number in range(80)) + "\n$$\n"
    pages = {f"assets/{name}": (CHAPTERS / "assets" / name).read_text("utf-8") for name in ("extra.js", "extra.css")}
    pages["index.md"] = f"# Home\n\n{code}\n{table}\n{formula}\n[A link](index.md) in a text.\n"
    built = small_site(pages, listed=["index.md"])
    assert built.code == 0, built.output
    with serve(built.folder, "/course/") as url:
        yield url


def test_what_scrolls_is_reached_with_the_tab_key_and_nothing_else(look, chromium, wide_things):
    assert look(wide_things) == []
    context = chromium.new_context(viewport={"width": 900, "height": 900})
    page = context.new_page()
    page.goto(wide_things)
    page.wait_for_function("document.querySelectorAll('article [tabindex=\"0\"]').length >= 3")
    reached = page.eval_on_selector_all("article [tabindex='0']", "all => all.map(each => each.textContent.trim()[0])")
    assert sorted(reached) == ["a", "x", "x"], "the wide code, the table, the formula, and not the short code"
    context.close()


def test_an_empty_head_of_a_table_is_a_plain_cell(small_site):
    built = small_site({"index.md": "# Home\n\n| | a |\n|---|---|\n| b | c |\n"})
    html = (built.folder / "index.html").read_text(encoding="utf-8")
    assert "<th></th>" not in html
    assert html.count("<th>") == 1
