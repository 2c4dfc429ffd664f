"""The way from a lab to its page, and from a page to its lab, in a real browser and on ports that are not the usual."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys

import psutil
import pytest

from tbxlab.authoring.chromium import NoChromiumError, browser
from tbxlab.environment import addresses, chapter_links, pages, ports
from tbxlab.environment.services import fetch
from tbxlab.environment.waiting import wait_for

PATIENCE_MS = 180_000  # for a machine that does much else
COMMAND = [sys.executable, "-c", "from tbxlab.cli import main; main()", "learn"]
LINK = "Chapter 02, [The page](/chapters/02-first.md#the-section), goes into more detail."
PAGE = "# First\n\n## The section\n\n`tbxlab learn 02` opens it.\n{ .open-lab data-lab=02 }\n"
SETTINGS = "site_name: Tiny\ndocs_dir: chapters\ntheme: mkdocs\nmarkdown_extensions: [attr_list]\n"


@pytest.fixture(scope="module")
def chromium():
    try:
        with browser() as started:
            yield started
    except NoChromiumError as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="module")
def running(_built_course, tmp_path_factory):
    """A course of one page and one small lab while it runs: gives what `tbxlab learn` said, and its folder."""
    root = tmp_path_factory.mktemp("a course") / "my course 课"
    shutil.copytree(_built_course, root)
    (root / "chapters").mkdir()
    for name, text in {"requirements.txt": "", "mkdocs.yml": SETTINGS}.items():
        (root / name).write_text(text, encoding="utf-8")
    (root / "chapters" / "index.md").write_text("# Hello\n\n[First](02-first.md)\n", encoding="utf-8")
    (root / "chapters" / "02-first.md").write_text(PAGE, encoding="utf-8")
    for folder in ("labs", "solutions"):
        path = root / folder / "02_scalars.ipynb"
        notebook = json.loads(path.read_text(encoding="utf-8"))
        notebook["cells"][0]["source"] = f"# A tiny lab\n\n{LINK}"
        path.write_text(json.dumps(notebook), encoding="utf-8")
    chosen = [ports.any_port() for _ in range(3)]
    options = [f"--{name}-port={port}" for name, port in zip(("site", "lab", "board"), chosen, strict=True)]
    environment = os.environ | {"TBXLAB_COURSE": str(root), "PYTHONIOENCODING": "utf-8"}
    for name in ("TBXLAB_RUNS", "TBXLAB_WORK", "TBXLAB_PROGRESS"):
        environment.pop(name, None)
    said = root / "said.txt"
    with said.open("w", encoding="utf-8") as output:
        process = subprocess.Popen([*COMMAND, *options], stdout=output, stderr=subprocess.STDOUT, env=environment)
    try:
        wait_for(
            lambda: "Ctrl-C stops" in said.read_text(encoding="utf-8"), 240, unless=lambda: process.poll() is not None
        )
        yield said.read_text(encoding="utf-8"), root
    finally:
        process.send_signal(signal.SIGINT if os.name == "posix" else signal.SIGTERM)
        family = psutil.Process(process.pid).children(recursive=True)
        process.wait(120)
        for one in family:
            if one.is_running():
                one.kill()


def address(said, name):
    return re.search(rf"^  {name} +(http://\S+)$", said, re.MULTILINE)[1]


def opened_in(chromium):
    context = chromium.new_context()
    context.set_default_timeout(PATIENCE_MS)
    return context.new_page()


@pytest.mark.browser
def test_the_link_at_the_top_of_a_lab_opens_its_page_at_the_section(chromium, running):
    said, _ = running
    page = opened_in(chromium)
    page.goto(re.search(r"http://\S+02_scalars\.ipynb\S+", said)[0])
    link = page.get_by_role("link", name="The page")
    link.wait_for()
    with page.context.expect_page() as opened:
        link.click()
    opened.value.wait_for_load_state()
    site = address(said, "Pages").partition("?")[0]
    assert opened.value.url == f"{site}02-first/#the-section"
    assert opened.value.locator("h2#the-section").count() == 1


@pytest.mark.browser
def test_a_page_opens_its_lab_without_asking_for_a_token(chromium, running):
    said, _ = running
    page = opened_in(chromium)
    page.goto(address(said, "Pages"))  # as `learn` prints it
    assert "token" not in page.url, "it does not stay in the address bar"
    page.get_by_role("link", name="First").first.click()
    page.get_by_role("link", name="Open lab 02 in JupyterLab", exact=True).wait_for()
    assert page.get_by_text("tbxlab learn 02").count() == 0
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Open lab 02 in JupyterLab").click()
    opened.value.get_by_role("heading", name="A tiny lab").wait_for()
    assert "/lab/tree/02_scalars.ipynb" in opened.value.url


def test_who_has_not_come_with_the_token_is_not_given_it(running):
    said, _ = running
    site, labs = address(said, "Pages"), address(said, "Labs")
    token = labs.partition("token=")[2]
    bare = site.partition("?")[0]
    assert token in site
    assert fetch_location(f"{bare}open/02") == labs.partition("?")[0].removesuffix("lab") + "lab/tree/02_scalars.ipynb"
    assert fetch_location(f"{bare}?token=guessed") is None
    with pytest.raises(OSError, match="404"):
        fetch(f"{bare}open/77")
    with pytest.raises(OSError, match="404"):
        fetch(f"{bare}open/../02")


def fetch_location(url):
    """Where an address leads to, None where it shows a page itself."""
    import urllib.request

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_):
            return None

    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), Stay)
    try:
        opener.open(url, timeout=10).close()
    except urllib.error.HTTPError as answer:
        return answer.headers["Location"]
    return None


def test_other_commands_find_the_course_that_runs(running, monkeypatch):
    said, root = running
    monkeypatch.setenv("TBXLAB_COURSE", str(root))
    assert addresses.running() == {name: address(said, shown) for name, shown in SHOWN.items()}


SHOWN = {"site": "Pages", "lab": "Labs", "board": "TensorBoard"}


def test_a_chapter_link_leads_nowhere_else(running):
    said, _ = running
    labs = address(said, "Labs").partition("lab?")[0]
    for wrong in ("../course.toml", "%2e%2e/labs/02_scalars.ipynb", "no-such.md", "../labs/x.md"):
        with pytest.raises(OSError, match=r"40[34]"):
            fetch(f"{labs}chapters/{wrong}")


def test_a_note_of_a_course_that_has_ended_is_not_believed(tiny_course):
    with addresses.noted({"site": "http://127.0.0.1:8000/"}):
        assert addresses.running() == {"site": "http://127.0.0.1:8000/"}
        note = json.loads(addresses._path().read_text(encoding="utf-8"))
    assert addresses.running() == {}
    addresses._path().write_text(json.dumps(note | {"started": 1.0}), encoding="utf-8")
    assert addresses.running() == {}, "the number of a process is used again"
    addresses._path().write_text("[]", encoding="utf-8")
    assert addresses.running() == {}


@pytest.mark.parametrize(
    ("markdown", "page"),
    [("index.md", ""), ("01-installing.md", "01-installing/"), ("reference/commands.md", "reference/commands/")],
)
def test_a_file_of_the_chapters_has_its_place_on_the_site(markdown, page):
    assert chapter_links.page_of(markdown) == page


def test_a_site_where_nothing_listens_is_noticed():
    assert not chapter_links.answers(f"http://{ports.HOST}:{ports.any_port()}/")


def test_the_command_of_a_published_page_becomes_a_link():
    html = b'<p class="open-lab" data-lab="02">Type <code>tbxlab learn 02</code>.</p><p>tbxlab learn 02</p>'
    served = pages.COMMAND.sub(pages.LINK, html)
    assert b'href="/open/02"' in served
    assert served.endswith(b"<p>tbxlab learn 02</p>")
