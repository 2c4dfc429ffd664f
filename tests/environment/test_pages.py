"""Is the site built anew when, and only when, something it is made of has changed? Is it served as it is?"""

import urllib.error
import urllib.request

import pytest

from tbxlab.environment import pages, ports


@pytest.fixture
def course(tmp_path):
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters" / "index.md").write_text("# Hello", encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text('# comment\nsite_name: "Tiny course"  \nnav: []\n', encoding="utf-8")
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text("<title>Tiny course</title>", encoding="utf-8")
    return tmp_path


def test_a_site_is_current_until_a_page_changes(course):
    assert not pages.is_current(course, course)
    pages.mark_current(course, course, pages.digest(course))
    assert pages.is_current(course, course)
    (course / "chapters" / "index.md").write_text("# Hallo", encoding="utf-8")
    assert not pages.is_current(course, course)


@pytest.mark.parametrize(
    "change",
    [
        lambda root: (root / "chapters" / "02-new.md").write_text("# New", encoding="utf-8"),
        lambda root: (root / "chapters" / "index.md").rename(root / "chapters" / "renamed.md"),
        lambda root: (root / "mkdocs.yml").write_text("site_name: Other", encoding="utf-8"),
        lambda root: (root / "package-lock.json").write_text("{}", encoding="utf-8"),
        lambda root: (root / "site" / "index.html").unlink(),
    ],
)
def test_every_source_counts(course, change):
    pages.mark_current(course, course, pages.digest(course))
    change(course)
    assert not pages.is_current(course, course)


def test_a_source_that_changes_during_the_build_is_built_again(course):
    before = pages.digest(course)
    (course / "chapters" / "index.md").write_text("# Meanwhile", encoding="utf-8")
    pages.mark_current(course, course, before)
    assert not pages.is_current(course, course)


def test_the_title_is_the_sites_name(course):
    assert pages.title(course) == "Tiny course"


def test_pages_are_served_with_their_types_and_never_from_a_cache(course):
    (course / "site" / "a.js").write_text("1", encoding="utf-8")
    (course / "site" / "a.svg").write_text("<svg/>", encoding="utf-8")
    port = ports.any_port()
    site = pages.StaticSite(course / "site", port)
    address = f"http://{ports.HOST}:{port}/"
    try:
        for name, kind in [("", "text/html"), ("a.js", "text/javascript"), ("a.svg", "image/svg+xml")]:
            with urllib.request.urlopen(address + name) as answer:
                assert answer.headers["Content-Type"] == kind
                assert answer.headers["Cache-Control"] == "no-cache"
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(address + "../mkdocs.yml")
    finally:
        site.stop()
    assert ports.is_free(port)
