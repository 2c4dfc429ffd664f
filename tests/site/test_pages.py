"""Every page in a real browser: it loads, alone, below a path of its host."""

import gzip
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tbxlab.environment.static import serve

CHAPTERS = Path(__file__).resolve().parents[2] / "chapters"
URLS = sorted(
    re.sub(r"(?:^|(?<=/))index$", "", path.relative_to(CHAPTERS).with_suffix("").as_posix())
    for path in CHAPTERS.rglob("*.md")
)
FRONT_PAGE_LIMIT = 300_000  # bytes, compressed
PATIENCE_MS = 180_000  # for a page on a machine that does much else; on a quiet one it takes a second

pytestmark = pytest.mark.browser


class Visit:
    """Opens a page and keeps what went wrong, and every response."""

    def __init__(self, chromium, url: str, **context) -> None:
        self.problems: list[str] = []
        self.responses = []
        self.context = chromium.new_context(**context)
        self.context.set_default_timeout(PATIENCE_MS)
        self.page = self.context.new_page()
        host = urlsplit(url).netloc
        self.page.on("console", lambda message: message.type == "error" and self._note("console", message.text))
        self.page.on("pageerror", lambda error: self._note("exception", str(error)))
        self.page.on("requestfailed", lambda request: self._note("failed", request.url))
        self.page.on("request", lambda request: self._note_host(request.url, host))
        self.page.on("response", self._note_response)
        self.answer = self.page.goto(url)
        self.page.wait_for_load_state("networkidle")

    def __enter__(self):
        return self

    def __exit__(self, *exception) -> None:
        self.context.close()

    def _note(self, kind: str, what: str) -> None:
        self.problems.append(f"{kind}: {what}")

    def _note_host(self, url: str, host: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob") and parts.netloc != host:
            self._note("request to another host", url)

    def _note_response(self, response) -> None:
        self.responses.append(response)
        if response.status >= 400:
            self._note(str(response.status), response.url)


@pytest.mark.parametrize("colors", ["light", "dark"])
@pytest.mark.parametrize("url", URLS, ids=lambda url: url or "index")
def test_the_page_loads_without_another_host_or_an_error(chromium, address, url, colors):
    with Visit(chromium, address + url, color_scheme=colors) as visit:
        assert visit.answer.ok
        assert visit.page.locator("article h1").count() == 1
        assert visit.problems == []


def test_the_page_for_lost_readers_loads_too(chromium, address):
    with Visit(chromium, f"{address}404.html") as visit:
        assert visit.problems == []


FAULTS = {
    "another host": ('<img src="http://127.0.0.1:9/x.png" alt="x">', "request to another host"),
    "a missing file": ('<img src="missing.png" alt="x">', "404"),
    "a path outside the site": ('<img src="/x.png" alt="x">', "404"),
    "an exception": ("<script>throw new Error('x')</script>", "exception"),
    "a console error": ("<script>console.error('x')</script>", "console"),
}


@pytest.mark.parametrize(("html", "problem"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_noticed(chromium, tmp_path, html, problem):
    (tmp_path / "index.html").write_text(f"<!doctype html><title>x</title>{html}", encoding="utf-8")
    (tmp_path / "favicon.ico").write_bytes(b"")
    with serve(tmp_path, "/course/") as url, Visit(chromium, url) as visit:
        assert any(line.startswith(problem) for line in visit.problems), visit.problems


def test_the_front_page_is_light(chromium, address):
    with Visit(chromium, address) as visit:
        sizes = {urlsplit(r.url).path: len(gzip.compress(r.body())) for r in visit.responses}
    assert any(path.endswith(".css") for path in sizes)
    assert any(path.endswith(".js") for path in sizes)
    assert sum(sizes.values()) < FRONT_PAGE_LIMIT, sizes


@pytest.mark.parametrize(("system", "scheme"), [("light", "default"), ("dark", "slate")])
def test_the_colors_follow_the_reader_s_system(chromium, address, system, scheme):
    with Visit(chromium, address, color_scheme=system) as visit:
        assert visit.page.locator("body").get_attribute("data-md-color-scheme") == scheme


def test_the_search_finds_a_word_of_a_page(chromium, address):
    with Visit(chromium, address) as visit:
        visit.page.locator("input.md-search__input").press_sequentially("overfitting")  # it listens to keys
        visit.page.locator(".md-search-result__link").first.wait_for()
        assert visit.problems == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("no dashboards are active", "troubleshooting/#no-dashboards-are-active-for-the-current-data-set"),
        ("every run is unticked", "troubleshooting/#every-run-is-unticked-and-every-chart-is-empty"),
        ("hint", "reference/commands/#tbxlab-hint"),
        ("reset", "reference/commands/#tbxlab-reset"),
        ("kernel died", "reference/when-a-lab-does-not-work/#a-cell-does-not-run"),
        ("does tensorboardX need tensorflow", "reference/myths/#does-tensorboardx-need-tensorflow"),
        ("heat map", "reference/myths/#is-there-a-heat-map-call-in-tensorboardx"),
        ("loss spike", "reference/questions/#a-loss-spike-wait-or-roll-back"),
        ("which rank logs", "reference/questions/#which-rank-logs-in-distributed-training"),
        ("gpu idle", "reference/questions/#the-gpu-is-idle-half-of-the-time-why"),
        ("mlflow", "reference/trackers/#leaving-mlflow"),
    ],
)
def test_the_search_leads_a_lost_learner_to_the_right_section(chromium, address, words, found):
    with Visit(chromium, address) as visit:
        visit.page.locator("input.md-search__input").press_sequentially(words)
        first = visit.page.locator(".md-search-result__item").first.locator(".md-search-result__link")
        visit.page.wait_for_function(
            "wanted => [...document.querySelectorAll('.md-search-result__item')].slice(0, 1).some(item =>"
            "  [...item.querySelectorAll('a')].some(a => a.href.replace(/[?]h=[^#]*/, '').endsWith(wanted)))",
            arg=found,
        )
        assert first.count() > 1, "the page, and in it the section"


@pytest.fixture(scope="module")
def formulas(small_site):
    built = small_site(
        {"index.md": "# Home\n\n$\\mathbf{W}$ and $\\frac{a}{b}$\n\n$$\n\\sum_{i=1}^{N} x_i = -y \\tag{1}\n$$\n"}
    )
    assert built.code == 0, built.output
    with serve(built.folder, "/course/") as url:
        yield url


def test_formulas_are_drawn_and_offered_to_screen_readers(chromium, formulas):
    with Visit(chromium, formulas) as visit:
        drawn = visit.page.get_by_role("math")
        assert drawn.count() == 3
        heights = [drawn.nth(number).bounding_box()["height"] for number in range(3)]
        assert heights[0] < heights[1] < heights[2]  # a letter, a fraction, a sum with its limits
        assert not visit.page.locator("annotation").first.is_visible()


def test_formulas_need_no_script(chromium, formulas):
    with Visit(chromium, formulas, java_script_enabled=False) as visit:
        assert visit.page.get_by_role("math").count() == 3
