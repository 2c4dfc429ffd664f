"""What a page costs before it can be read: pictures keep their room, and the first is not fetched late."""

import json
from pathlib import Path

import pytest

from tbxlab.authoring import ratchets
from tbxlab.site.sizes import size_of

CHAPTERS = Path(__file__).resolve().parents[2] / "chapters"
# Pages whose first picture is a dashboard, of which the other scheme's must not be fetched: only `loading=lazy` says so
# to every browser. May only shrink; a page that begins with a plot (SVG, small) needs none.
LAZY_FIRST = {"00-first-run", "index", "08-cnn", "09-transformer"}


def built(site) -> dict[str, str]:
    assert site.code == 0, site.output
    pages = {}
    for path in sorted(CHAPTERS.rglob("*.md")):
        name = path.relative_to(CHAPTERS).with_suffix("").as_posix()
        html = site.folder / ("index.html" if name == "index" else f"{name}/index.html")
        pages[name] = html.read_text(encoding="utf-8")
    return pages


def test_every_picture_has_its_size(site):
    pages = built(site)
    assert sum(len(ratchets.pictures(html)) for html in pages.values()) > 100
    assert {name: tags for name, html in pages.items() if (tags := ratchets.without_size(html))} == {}


def test_no_further_page_begins_with_a_picture_that_is_fetched_late(site):
    assert {name for name, html in built(site).items() if ratchets.lazy_first(html)} <= LAZY_FIRST


def test_a_picture_without_a_size_or_a_lazy_first_one_is_noticed():
    page = (
        '<article><img src="a" width="1" height="2"><img src="b" width="1">{}<h2>x</h2><img loading="lazy"></article>'
    )
    assert ratchets.without_size(page) == ['<img src="b" width="1">', '<img loading="lazy">']
    assert not ratchets.lazy_first(page)
    assert ratchets.lazy_first('<article><img src="a" loading="lazy"><h2>x</h2></article>')


def test_the_size_that_is_written_is_the_one_that_a_browser_finds(chromium, tmp_path):
    drawn = [*sorted(CHAPTERS.glob("figures/*.light.svg"))[:3], *sorted(CHAPTERS.rglob("*.light.png"))[:2]]
    page = chromium.new_page()
    for path in drawn:
        page.goto(path.as_uri())
        if path.suffix == ".svg":
            found = page.evaluate("(box => [box.width, box.height])(document.documentElement.getBoundingClientRect())")
        else:
            found = page.evaluate("[document.images[0].naturalWidth, document.images[0].naturalHeight]")
        assert size_of(path) == pytest.approx(tuple(found), abs=0.51)
    page.close()


def test_a_file_that_is_no_picture_is_refused(tmp_path):
    for content, why in ((b"GIF89a", "neither PNG nor SVG"), (b'<svg width="100%">', "without width and height")):
        (tmp_path / "x").write_bytes(content)
        with pytest.raises(ValueError, match=why):
            size_of(tmp_path / "x")


def test_blocks_of_code_are_not_in_the_index_that_every_page_fetches(site):
    index = json.loads((site.folder / "search" / "search_index.json").read_text(encoding="utf-8"))
    texts = [section["text"] for section in index["docs"]]
    assert any("SummaryWriter" in text for text in texts), "names in sentences are found"
    assert [text[:80] for text in texts if "from tensorboardX import SummaryWriter" in text] == []
