"""Does the copy work in a browser, from a server that has nothing but files?"""

import functools
import json
import shutil
import threading
from datetime import UTC, datetime
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

playwright = pytest.importorskip("playwright.sync_api")

from tbxlab.authoring import chromium  # noqa: E402
from tbxlab.share import share  # noqa: E402

pytestmark = pytest.mark.browser

WAIT = 120_000  # ms; a machine may be busy, and nothing here is about speed
DRAWN = {
    "timeseries": "scalar-card line-chart canvas",
    "scalars": "tf-line-chart-data-loader vz-line-chart2",
    "custom_scalars": "text=Matches (7)",
    "images": "tf-image-loader img",
    "audio": "tf-audio-loader audio",
    "graphs": "svg g.nodeshape",
    "distributions": "vz-distribution-chart path",
    "histograms": "vz-histogram-timeseries path",
    "text": "tf-text-loader >> text=step 50",
    "pr_curves": "tf-pr-curve-card >> text=step 50",
    "hparams": "tf-hparams-table-view >> text=lr-0.01/trial",
    "mesh": "tf-mesh-loader canvas",
}
"""For each tab: what is there only when its data is drawn. The projector is a page of its own; see below."""

SPINNING = """() => {
  const found = [];
  const look = (root) => {
    for (const element of root.querySelectorAll("*")) {
      const name = element.localName;
      const spins = /spinner|progress-bar/.test(name) && element.getClientRects().length &&
        (name.startsWith("mat-") || element.hasAttribute("active"));
      if (spins) found.push(name);
      if (element.shadowRoot) look(element.shadowRoot);
    }
  };
  look(document);
  return found;
}"""


class Server:
    """A static server that remembers what it could not answer."""

    def __init__(self, root):
        server, self.failed = self, []

        class Handler(SimpleHTTPRequestHandler):
            extensions_map = SimpleHTTPRequestHandler.extensions_map | {".js": "text/javascript"}

            def log_request(self, code="-", size="-"):
                if int(code) >= 400:
                    server.failed.append((int(code), self.path))

            def log_message(self, *args):
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(root)))
        self.url = f"http://127.0.0.1:{self._http.server_port}/"
        threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def close(self):
        self._http.shutdown()
        self._http.server_close()


@pytest.fixture(scope="module")
def browser():
    try:
        with chromium.browser() as started:
            yield started
    except chromium.NoChromiumError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def site(tmp_path_factory, log_by):
    """A site with two copies under a path: one of everything by two writers, one small, with one interface."""
    logdir = tmp_path_factory.mktemp("combined") / "runs"
    shutil.copytree(log_by("tensorboardX"), logdir)
    shutil.copytree(log_by("torch"), logdir / "torch")
    root = tmp_path_factory.mktemp("site")
    share(logdir, root / "course" / "shared" / "all", interface_url="../interface", with_events=True)
    share(log_by("torch"), root / "course" / "shared" / "small", interface_url="../interface")
    server = Server(root)
    server.root = root
    yield server
    server.close()


@pytest.fixture(scope="module")
def visits(browser, site):
    """As `visit`, with all that the pages of this module asked for and complained of."""
    contexts, asked, complaints = [], [], []

    def make(path, script=""):
        context = browser.new_context(viewport={"width": 1280, "height": 800}, accept_downloads=True)
        contexts.append(context)
        if script:
            context.add_init_script(script)
        context.on("request", lambda request: asked.append(request.url))
        context.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        page = context.new_page()
        page.set_default_timeout(WAIT)
        page.goto(path if "://" in path else site.url + path)
        return page

    make.asked, make.complaints, make.contexts = asked, complaints, contexts
    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def visit(visits, site):
    """visit(path, script=""): a page in a browser that was never here.

    After each test: no request left the machine, none failed, and no page has complained.
    """
    already = len(visits.contexts)
    yield visits
    while len(visits.contexts) > already:
        visits.contexts.pop().close()
    asked, complaints, failed = list(visits.asked), list(visits.complaints), list(site.failed)
    for each in (visits.asked, visits.complaints, site.failed):
        each.clear()
    assert [url for url in asked if not url.startswith((site.url, "data:", "blob:", "file:", "about:"))] == []
    assert complaints == []
    assert failed == []


@pytest.fixture(scope="module")
def opened(visits):
    """A page on the Scalars tab of the copy, for the tests that leave it as it is."""
    page = visits("course/shared/all/#scalars")
    page.wait_for_selector("#tbxlab-bar")
    return page


def settled(page):
    page.wait_for_load_state("networkidle")
    page.wait_for_function(f"() => ({SPINNING})().length === 0")


def test_every_tab_draws_its_data(visit, site):
    page = visit("course/shared/all/")
    page.wait_for_selector("#tbxlab-bar")
    for group in ("gradients", "grid", "train"):  # cards are drawn when they come into view; two groups begin open
        page.locator("metrics-card-group-toolbar", has_text=group).scroll_into_view_if_needed()
        if group == "train":
            page.locator("metrics-card-group-toolbar", has_text=group).click()
    page.wait_for_selector("histogram-card tb-histogram path", state="attached")
    page.wait_for_selector("image-card img", state="attached")
    for tab, drawn in DRAWN.items():
        page.goto(f"{site.url}course/shared/all/#{tab}")
        page.wait_for_selector(drawn, state="attached")
        settled(page)
        page.wait_for_function("() => document.querySelector('#tbxlab-bar [role=status]').textContent === ''")
    assert all(
        picture["width"]
        for picture in page.evaluate("""async () => {
      const answer = await fetch("data/plugin/images/images?run=lr-0.1&tag=inputs%2Fbatch&sample=0");
      return Promise.all((await answer.json()).map(async ({ query }) => {
        const picture = Object.assign(new Image(), { src: `data/plugin/images/individualImage?${query}` });
        await picture.decode();
        return { width: picture.naturalWidth };
      }));
    }""")
    )


def test_the_projector_draws_its_points_in_its_own_page(visit):
    page = visit("course/shared/all/#projector")
    page.wait_for_selector("#tbxlab-bar")
    inner = page.frame_locator("plugins-component iframe").frame_locator("iframe")
    inner.locator("text=Points: 20").wait_for()
    inner.locator("vz-projector canvas").first.wait_for(state="attached")
    settled(page)


def test_the_line_says_what_this_is(opened, visit, site):
    page, bar = opened, opened.locator("#tbxlab-bar")
    told = json.loads((site.root / "course/shared/all/share.json").read_text(encoding="utf-8"))
    text = bar.inner_text()
    assert "Read-only copy" in text
    assert "TensorBoard 2.21" in text
    assert "tbxlab" in text
    last = datetime.fromtimestamp(told["lastEvent"], UTC)
    assert f"last event {last:%Y-%m-%d %H:%M} UTC" in text
    page.click("#tbxlab-bar summary")
    assert "HParams table cannot be downloaded" in page.inner_text("#tbxlab-bar")
    with page.expect_download() as download:
        page.click("#tbxlab-bar >> text=event files")
    assert download.value.suggested_filename == "events.zip"


@pytest.mark.parametrize(
    ("path", "box"),
    [
        ("index.html#scalars&tagFilter=accuracy", "tf-tag-filterer input"),
        ("?tagFilter=accuracy#timeseries", "metrics-tag-filter input"),
    ],
)
def test_a_link_to_a_tab_and_a_tag_works_at_the_first_visit_in_a_frame(visit, site, path, box):
    """A chapter opens the copy in a frame of its own page, or in a new tab."""
    (site.root / "course" / "chapter.html").write_text(
        f"<!doctype html><title>x</title><link rel=icon href=data:,><iframe src='shared/all/{path}' "
        "width=1200 height=700></iframe>",
        encoding="utf-8",
    )
    page = visit("course/chapter.html")
    frame = page.frame_locator("iframe")
    frame.locator("#tbxlab-bar").wait_for()
    playwright.expect(frame.locator(box).first).to_have_value("accuracy", timeout=WAIT)


def test_what_the_copy_does_not_have_is_said_and_does_not_fail(opened, visit):
    page = opened
    answer = page.evaluate("fetch('data/plugin/images/images?run=nobody&tag=nothing').then((r) => r.json())")
    assert answer == []
    page.wait_for_selector("#tbxlab-bar >> text=Not in this copy: images/images · nobody · nothing")
    page.evaluate("""() => {
      const href = "data/plugin/hparams/download_data?format=csv";
      const link = Object.assign(document.createElement("a"), { download: "t.csv", href });
      document.body.append(link);
      link.click();
    }""")
    page.wait_for_selector("#tbxlab-bar >> text=Not in this copy: the HParams table as a file")


def test_a_curve_can_be_downloaded(opened, visit):
    page = opened
    with page.expect_download() as download:
        page.evaluate("""() => {
          const href = "data/plugin/scalars/scalars?run=lr-0.1&tag=train%2Floss&format=csv";
          document.body.append(Object.assign(document.createElement("a"), { download: "loss.csv", href }));
          document.querySelector("a[download='loss.csv']").click();
        }""")
    text = download.value.path().read_text(encoding="utf-8")
    assert text.splitlines()[0] == "Wall time,Step,Value"
    assert len(text.splitlines()) == 41


def test_a_copy_that_was_made_again_replaces_the_one_in_the_browser(visit, site, log_by):
    out = site.root / "course" / "shared" / "again"
    share(log_by("torch"), out, interface_url="../interface", title="the first")
    page = visit("course/shared/again/#scalars")
    page.wait_for_selector("#tbxlab-bar >> text=the first")
    share(log_by("tensorboardX"), out, interface_url="../interface", title="the second")
    page.reload()
    page.wait_for_selector("#tbxlab-bar >> text=the second")
    page.wait_for_selector("text=lr-0.001/trial")
    # The worker of the first, on its way out, has looked for the first's files. The page was told nothing of it.
    assert {path.rpartition("/")[0] for _, path in site.failed} <= {"/course/shared/again/data-frozen"}
    site.failed.clear()


def test_a_hard_reload_comes_back_to_the_copy(opened, visit):
    """It goes past the worker, to the entry page, which has to bring it in again."""
    opened.evaluate("() => { window.before = true; }")
    opened.context.new_cdp_session(opened).send("Page.reload", {"ignoreCache": True})
    opened.wait_for_function("() => !window.before && document.querySelector('#tbxlab-bar')")


def test_without_service_workers_the_page_says_how_to_view_it(visit):
    page = visit("course/shared/small/", script="delete Navigator.prototype.serviceWorker")
    page.wait_for_selector("html[data-state=explained]")
    assert "open this address in an ordinary window" in page.inner_text("main")


def test_on_plain_http_the_page_says_why_and_what_to_do(visit):
    page = visit(
        "course/shared/small/",
        script="""
      delete Navigator.prototype.serviceWorker;
      Object.defineProperty(window, "isSecureContext", { value: false });
    """,
    )
    page.wait_for_selector("html[data-state=explained]")
    text = page.inner_text("main")
    assert "needs a secure address" in text
    assert "ssh -L 8000:localhost:8000 HOST" in text


def test_opened_as_a_file_the_page_says_how_to_view_it(visit, site):
    page = visit((site.root / "course/shared/small/index.html").as_uri())
    page.wait_for_selector("html[data-state=explained]")
    assert "tbxlab share FOLDER --open" in page.inner_text("main")


def test_where_the_interface_is_not_there_the_page_says_so(visit, site, log_by):
    share(log_by("torch"), site.root / "course" / "shared" / "bare", interface_url="../gone", place_interface=False)
    page = visit("course/shared/bare/")
    page.wait_for_selector("text=The interface is missing")
    assert "python -m tbxlab.share.interface" in page.inner_text("body")
    assert {path for _, path in site.failed} == {f"/course/shared/gone/{_interface(site)}/page.html"}
    site.failed.clear()  # that one file is what the test takes away


def _interface(site):
    return json.loads((site.root / "course/shared/bare/share.json").read_text(encoding="utf-8"))["interface"]["id"]
