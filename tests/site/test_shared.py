"""The buttons of the pages: each opens its run, on its tab, in the shared viewer, which loads on a click only."""

import subprocess
import sys
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

from tbxlab.authoring import shared_runs
from tbxlab.environment import pages

PATIENCE_MS = 180_000
DRAWN = {  # what is there once the tab's data is drawn
    "timeseries": "scalar-card line-chart canvas",
    "custom_scalars": "tf-custom-scalar-multi-line-chart-card vz-line-chart2",
    "histograms": "vz-histogram-timeseries path.outline",
    "distributions": "vz-distribution-chart path",
    "graphs": "tf-graph-scene g.node",
    "images": "tf-image-loader img",
    "pr_curves": "tf-pr-curve-card vz-line-chart2",
    "text": "tf-text-loader table",
    "projector": "plugins-component iframe",
    "mesh": "tf-mesh-loader canvas",
    "hparams": "vaadin-grid-cell-content:has-text('trial-00')",
}
OPENED = {  # one button of each tab
    "timeseries": "01-installing/",
    "custom_scalars": "02-scalars/",
    "histograms": "03-histograms/",
    "distributions": "03-histograms/",
    "graphs": "04-graphs/",
    "images": "05-images/",
    "pr_curves": "05-results/",
    "text": "05-results/",
    "projector": "05-results/",
    "mesh": "reference/cheat-sheet/",
    "hparams": "06-comparing/",
}


def buttons(site):
    """Every button: (page's address below the site, button's address as it stands there, run, what follows)."""
    assert site.code == 0, site.output
    return [
        (path.relative_to(site.folder).as_posix().removesuffix("index.html"), *link)
        for path in sorted(site.folder.rglob("*.html"))
        if "shared" not in path.relative_to(site.folder).parts
        for link in shared_runs.links(path.read_text(encoding="utf-8"))
    ]


def tab(fragment):
    """The tab that a TensorBoard address opens: "#histograms&tagFilter=w" opens the histograms."""
    return fragment.split("&")[0]


def test_every_button_leads_to_a_shared_run_on_a_tab(site):
    found = buttons(site)
    assert {page for page, *_ in found} >= set(OPENED.values())
    assert {tab(urlsplit(address).fragment) for _, address, *_ in found} == set(OPENED), "each tab is opened below"
    for page, address, name, follows in found:
        target = urlsplit(urljoin(f"http://host/course/{page}", address))
        assert target.path == f"/course/shared/{name}/", f"{page}: {address}"
        assert (site.folder / "shared" / name / "index.html").is_file()
        assert tab(target.fragment) in DRAWN, f"{page}: {address} names no tab that is known here"
        assert follows.startswith(("#", "?"))


def test_runs_are_shared_once_and_use_one_interface(site):
    there = {path.name for path in (site.folder / "shared").iterdir()}
    assert there == {name for _, _, name, _ in buttons(site)} | {"interface"}
    assert len(list((site.folder / "shared" / "interface").iterdir())) == 1
    assert not list((site.folder / "shared").glob("[!i]*/**/index.js"))
    sizes = {
        name: sum(path.stat().st_size for path in (site.folder / "shared" / name).rglob("*") if path.is_file())
        for name in there - {"interface"}
    }
    assert {name: size for name, size in sizes.items() if size > 250_000} == {}, "a shared run is small"


def test_nothing_of_the_viewer_is_committed():
    tracked = subprocess.run(
        ["git", "ls-files", "chapters"],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).resolve().parents[2],
    )
    if tracked.returncode:
        pytest.skip("no git here")
    assert not [name for name in tracked.stdout.splitlines() if "/shared/" in name or name.endswith("index.js")]


def test_learn_builds_the_site_in_the_same_way(tmp_path):
    command = pages.build_command(tmp_path)
    assert command[:3] == [sys.executable, "-m", "tbxlab.site.building"]
    assert {"src/tbxlab/lab*", "src/tbxlab/share", "src/tbxlab/authoring"} <= set(pages.SOURCES)


def button(name: str) -> str:
    return f'# Home\n\n<a class="md-button" href="shared/{name}/#timeseries" target="_blank">Open</a>\n'


def test_only_runs_that_pages_open_are_shared(small_site):
    built = small_site({"index.md": button("01-first")})
    assert built.code == 0, built.output
    assert {path.name for path in (built.folder / "shared").iterdir()} == {"01-first", "interface"}
    assert "shared: 01-first" in built.output
    assert not (small_site({"index.md": "# Home\n"}).folder / "shared").exists()


def test_a_button_to_a_run_that_nobody_declared_fails_the_build(small_site):
    built = small_site({"index.md": button("99-nobody")})
    assert built.code == 1
    assert "index.html opens the shared run '99-nobody'; there are: 00-" in built.output
    assert "Traceback" not in built.output


def test_a_name_is_declared_once(monkeypatch):
    monkeypatch.setattr(shared_runs, "_shared", {})
    shared_runs.shared_run("90-test", "One", runs=["01_installing/first"])
    shared_runs.shared_run("90-test", "One", runs=["01_installing/first"])  # a module that is imported again
    with pytest.raises(ValueError, match="twice"):
        shared_runs.shared_run("90-test", "Another", runs=["01_installing/first"])
    with pytest.raises(ValueError, match="taken"):
        shared_runs.shared_run("interface", "One", runs=[])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('<a href="../shared/a/#timeseries">', [("../shared/a/#timeseries", "a", "#timeseries")]),
        (
            '<a href="../../shared/a/?tagFilter=x&amp;smoothing=0#scalars">',
            [("../../shared/a/?tagFilter=x&amp;smoothing=0#scalars", "a", "?tagFilter=x&smoothing=0#scalars")],
        ),
        ('<a href="https://example.org/shared/a/">', []),
    ],
)
def test_links_to_shared_runs_are_found(text, found):
    assert list(shared_runs.links(text)) == found


# ---- in a browser


class Visit:
    """A window that remembers what was asked for, and what went wrong."""

    def __init__(self, chromium) -> None:
        self.asked: list[str] = []
        self.problems: list[str] = []
        self.context = chromium.new_context(viewport={"width": 1280, "height": 900})
        self.context.set_default_timeout(PATIENCE_MS)
        self.context.on("request", lambda request: self.asked.append(request.url))
        self.context.on("response", lambda response: response.status >= 400 and self.problems.append(response.url))
        self.context.on("console", lambda said: said.type == "error" and self.problems.append(said.text))
        self.context.on("weberror", lambda error: self.problems.append(str(error.error)))

    def __enter__(self):
        return self

    def __exit__(self, *exception) -> None:
        self.context.close()


@pytest.mark.browser
@pytest.mark.parametrize(("wanted", "page"), OPENED.items())
def test_a_page_asks_for_nothing_of_the_viewer_until_its_button_is_clicked(chromium, address, wanted, page):
    with Visit(chromium) as visit:
        chapter = visit.context.new_page()
        chapter.goto(address + page)
        for picture in chapter.locator("article img:visible").all():
            picture.scroll_into_view_if_needed()  # those of dashboards are fetched only then
        chapter.wait_for_load_state("networkidle")
        asked = [url for url in visit.asked if "/shared/" in urlsplit(url).path]
        assert asked == []
        assert [url for url in visit.asked if "dashboards" in url and ".light.png" in url]
        assert not [url for url in visit.asked if "dashboards" in url and ".dark.png" in url], "not the other scheme's"

        with visit.context.expect_page() as opened:
            chapter.locator(f'a.md-button[href*="#{wanted}"]').first.click()
        viewer = opened.value
        viewer.locator(DRAWN[wanted]).first.wait_for()
        viewer.wait_for_load_state("networkidle")
        assert tab(urlsplit(viewer.url).fragment) == wanted
        assert viewer.get_by_text("read-only copy").count(), "it says what it is"
        assert visit.problems == []
        assert {urlsplit(url).netloc for url in visit.asked if url.startswith("http")} == {urlsplit(address).netloc}
