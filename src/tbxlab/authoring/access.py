"""What axe-core finds on a built page: for readers who don't see it, see few colors, or use no mouse.

A page is looked at four times: light and dark, wide and narrow. Colors depend on the scheme and reach depends on the
width, so each look asks only what the looks before it could not know. axe's time grows with the elements. So what
repeats is taken out of the page (of thousands of colored words in its code one of each color, of a hundred formulas in
the line the first), and colors are looked at in one block of text for each set of colors, sizes and grounds there is.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WIDE, NARROW = 1440, 390  # pixels: a desk, a phone
STILL = "*, ::before, ::after { transition: none !important; }"  # between two schemes, colors are those of neither
COLORS = ["color-contrast", "link-in-text-block"]
ONCE = """() => {
  const seen = new Set();
  for (const word of document.querySelectorAll("article pre span")) {
    const kind = `${word.className}|${word.parentElement.className}`;
    if (!word.className || seen.has(kind)) word.replaceWith(...word.childNodes);
    else seen.add(kind);
  }
  [...document.querySelectorAll("article span.math")].slice(1).forEach((formula) => formula.replaceWith("x"));
}"""
SAMPLE = """() => {
  const TEXT = "p, li, td, th, dt, dd, h1, h2, h3, h4, pre, summary, figcaption";
  const ground = (box) => {
    for (; box; box = box.parentElement) {
      const color = getComputedStyle(box).backgroundColor;
      if (!/, 0\\)$|^transparent$/.test(color)) return color;
    }
    return "";
  };
  const look = (box) => {
    const { color, fontSize, fontWeight, opacity } = getComputedStyle(box);
    return [box.tagName === "A", color, fontSize, fontWeight, opacity, ground(box)].join("|");
  };
  const seen = new Set();
  for (const block of document.querySelectorAll("article [data-again]")) delete block.dataset.again;
  for (const block of document.querySelectorAll("article")[0]?.querySelectorAll(TEXT) ?? []) {
    if (block.querySelector(TEXT)) continue;
    const looks = [block, ...block.querySelectorAll("*")].map(look);
    if (looks.every((each) => seen.has(each))) block.dataset.again = "";
    looks.forEach((each) => seen.add(each));
  }
}"""
LOOK = """([where, options]) => axe.run(where, options).then(({ violations }) => violations.flatMap(({ id, nodes }) =>
  nodes.map(({ target, any, all, none }) =>
    [id, target.flat().join(" "), [...any, ...all, ...none].map(({ message }) => message)[0] ?? ""])))"""


@dataclass(frozen=True)
class Violation:
    """One element that breaks one of axe's rules, and how it was looked at: "light 1440"."""

    rule: str
    element: str
    why: str
    look: str

    def __str__(self) -> str:
        """Say it in one line."""
        return f"{self.rule} ({self.look}): {self.element}: {self.why}"


@contextmanager
def window(chromium: Browser, patience_ms: int = 180_000) -> Iterator[Page]:
    """Give one window for all pages, so that they share what is cached. It fetches no images, which axe cannot see."""
    context = chromium.new_context(viewport={"width": WIDE, "height": 900}, color_scheme="light")
    context.set_default_timeout(patience_ms)
    context.route(re.compile(r"\.(png|jpe?g|webp|gif)$"), lambda route: route.abort())
    try:
        yield context.new_page()
    finally:
        context.close()


def violations(page: Page, address: str) -> list[Violation]:
    """Look at a page four times; the same element with the same fault counts once. Needs axe-playwright-python."""
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": WIDE, "height": 900})
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.evaluate(_axe())
    page.evaluate(ONCE)
    page.add_style_tag(content=STILL)
    found: dict[tuple[str, str], Violation] = {}
    for scheme, width, where, options in _looks():
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # "light" or "dark"
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function("() => new Promise(requestAnimationFrame).then(() => true)")
        page.evaluate(SAMPLE)
        for rule, element, why in page.evaluate(LOOK, [where, options]):
            found.setdefault((rule, element), Violation(rule, element, why, f"{scheme} {width}"))
    return list(found.values())


def _looks() -> Iterator[tuple[str, int, dict[str, object], dict[str, object]]]:
    """Yield color scheme, width, where to look, axe's options: colors for each scheme, all the rest for each width."""
    again: dict[str, object] = {"exclude": [["[data-again]"]]}
    only_colors: dict[str, object] = {"resultTypes": ["violations"], "runOnly": {"type": "rule", "values": COLORS}}
    but_colors: dict[str, object] = {
        "resultTypes": ["violations"],
        "rules": {rule: {"enabled": False} for rule in COLORS},
    }
    yield "light", WIDE, {"exclude": []}, but_colors
    yield "light", WIDE, again, only_colors
    yield "dark", WIDE, again, only_colors
    yield "light", NARROW, {"exclude": []}, but_colors
    yield "dark", NARROW, {"exclude": [["article"]]}, only_colors  # the text's colors are known from the wide look


@functools.cache
def _axe() -> str:
    """Give axe-core's script, which the package carries."""
    import axe_playwright_python

    return Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
