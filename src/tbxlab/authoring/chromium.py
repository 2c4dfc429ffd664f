"""Headless Chromium for what only a browser can tell: pages that load, and pictures of dashboards.

The Chromium is the machine's own; playwright only drives it, and downloads nothing.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
USUAL_PLACES = {
    "darwin": [
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
    ],
    "win32": [
        r"%ProgramFiles%\Google\Chrome\Application\chrome.exe",
        r"%ProgramFiles(x86)%\Google\Chrome\Application\chrome.exe",
        r"%ProgramFiles(x86)%\Microsoft\Edge\Application\msedge.exe",
    ],
}
HOW_TO_INSTALL = "install one, on Debian and Ubuntu with `apt-get install chromium`"
ARGUMENTS = (
    # WebGL without a graphics card: TensorBoard draws its curves with it.
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    # The browser's own errands, which would look like requests of the page.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
)


class NoChromiumError(RuntimeError):
    """There is no Chromium on this machine, or nothing to drive it with."""


def find_chromium() -> Path:
    """Find a Chromium or Chrome on PATH, else in the system's usual place. Raises `NoChromiumError`."""
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    for place in USUAL_PLACES.get(sys.platform, []):
        candidate = Path(os.path.expandvars(place))
        if candidate.is_file():
            return candidate
    raise NoChromiumError(f"no Chromium on this machine ({', '.join(NAMES[:3])} not on PATH): {HOW_TO_INSTALL}")


def find_node() -> Path:
    """Give the JavaScript runtime that playwright brings for itself; it runs scripts of pages without a browser."""
    from playwright._impl._driver import compute_driver_executable

    return Path(compute_driver_executable()[0])


@contextmanager
def browser() -> Iterator[Browser]:
    """Start headless Chromium and give playwright's browser. Raises `NoChromiumError` where there is none."""
    executable = find_chromium()
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise NoChromiumError("playwright is not installed: run `make install`") from error
    arguments = list(ARGUMENTS)
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--no-sandbox")  # Chromium's sandbox refuses to run as root, as in most containers
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=arguments)
        try:
            yield chromium
        finally:
            chromium.close()
