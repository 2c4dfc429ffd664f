import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tbxlab.authoring.chromium import NoChromiumError, browser
from tbxlab.environment.static import serve

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Build:
    """What building the site gave, pages and shared runs: its exit code, all it printed, and the folder it wrote to."""

    code: int
    output: str
    folder: Path


def build_site(config: Path, folder: Path) -> Build:
    # As if it were published below a path of its host, which is where absolute links would break.
    environment = os.environ | {"SITE_URL": "http://127.0.0.1/course/", "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "tbxlab.site.building", str(config), str(folder)],
        cwd=config.parent,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    return Build(done.returncode, done.stdout, folder)


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """Build the course's site, once."""
    return build_site(ROOT / "mkdocs.yml", tmp_path_factory.mktemp("site") / "built")


@pytest.fixture(scope="session")
def small_site(tmp_path_factory):
    """Build a site of a few pages with the course's settings, in a folder whose name has spaces."""

    def build(pages: dict[str, str], listed: list[str] | None = None, settings: str = "") -> Build:
        folder = tmp_path_factory.mktemp("small") / "a folder with spaces"
        for name, text in pages.items():
            path = folder / "chapters" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        nav = "".join(f"  - {name}\n" for name in listed or pages)
        config = folder / "mkdocs.yml"
        config.write_text(f"INHERIT: {ROOT / 'mkdocs.yml'}\nnav:\n{nav}{settings}", encoding="utf-8")
        return build_site(config, folder / "built site")

    return build


@pytest.fixture(scope="module")
def chromium():
    """Start the machine's Chromium, or skip with the reason.

    For one module, not the session: playwright keeps an event loop running, which the tests of notebooks,
    run in the same process, would find in their way.
    """
    try:
        with browser() as started:
            yield started
    except NoChromiumError as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def address(site):
    """Serve the course's site below /course/, give its address."""
    assert site.code == 0, site.output
    with serve(site.folder, "/course/") as url:
        yield url
