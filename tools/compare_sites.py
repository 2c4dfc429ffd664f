"""Build the pages with MkDocs and with Zensical, its successor, from the same mkdocs.yml; say where they differ.

    python tools/compare_sites.py [--zensical PYTHON]

PYTHON is one that has zensical beside the course's packages (`pip install zensical`); else the one that runs this.
Compared is what an author wrote: of each page's article its words, headings, links, pictures, tables, code and
formulas. The themes' own frames differ and may.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COUNTED = (
    "h1",
    "h2",
    "h3",
    "h4",
    "img",
    "svg",
    "math",
    "table",
    "tr",
    "th",
    "td",
    "pre",
    "details",
    "li",
    "figure",
    "a",
)
FRAME = ("button", "style", "script")  # what a theme adds inside of an article
MARKS = ("headerlink", "md-content__button", "md-code__button", "md-clipboard", "md-source-file")
SKIP = "__skip"  # where a theme's "skip to content" leads
VOID = ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")


class Article(HTMLParser):
    """Reads a built page: the words of its article, how often each element stands in it, ids, links and pictures."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.elements: Counter[str] = Counter()
        self.names: list[str] = []
        self._open: list[str] = []
        self._hidden = 0  # depth of elements whose contents are the theme's
        found = re.search(r"<article\b.*</article>", html, re.DOTALL)
        self.feed(found[0] if found else "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Count an element, unless the theme put it there."""
        values = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self._open.append(tag)
        if (
            self._hidden
            or tag in FRAME
            or any(mark in values.get("class", "") for mark in MARKS)
            or values.get("id") == SKIP
        ):
            self._hidden += tag not in VOID
            return
        if tag in COUNTED:
            self.elements[tag] += 1
        self.names += [f"{name}={values[name]}" for name in ("id", "href", "src", "alt") if name in values]

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        if tag in self._open:
            while self._open and self._open.pop() != tag:
                pass
            self._hidden = max(0, self._hidden - 1)

    def handle_data(self, data: str) -> None:
        """Keep words."""
        if not self._hidden:
            self.words += data.split()


def differences(one: Article, other: Article) -> Iterator[str]:
    """Say in which ways two articles differ, each in a line."""
    for tag in COUNTED:
        if one.elements[tag] != other.elements[tag]:
            yield f"<{tag}>: {one.elements[tag]} and {other.elements[tag]}"
    for mine, yours, whose in ((one, other, "MkDocs"), (other, one, "Zensical")):
        if only := sorted((Counter(mine.names) - Counter(yours.names)).elements()):
            yield f"only with {whose}: {', '.join(only[:5])}" + (f" and {len(only) - 5} more" if len(only) > 5 else "")
    if one.words != other.words:
        at = next((i for i, (a, b) in enumerate(zip(one.words, other.words, strict=False)) if a != b), 0)
        here = slice(max(0, at - 3), at + 5)
        yield f"words: {' '.join(one.words[here])!r} and {' '.join(other.words[here])!r}"


def build(folder: Path, command: list[str]) -> Path:
    """Build the pages in a folder of their own with a builder's command; exit with its words where it fails."""
    folder.mkdir()
    shutil.copytree(ROOT / "chapters", folder / "chapters")
    shutil.copy(ROOT / "mkdocs.yml", folder)
    path = os.pathsep.join(filter(None, [str(ROOT / "src"), os.environ.get("PYTHONPATH")]))
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1", "SITE_URL": "http://127.0.0.1/course/", "PYTHONPATH": path}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8")
    if done.returncode or not (folder / "site" / "index.html").is_file():
        sys.exit(f"{' '.join(command[1:])} failed:\n{done.stdout}{done.stderr}")
    return folder / "site"


def main() -> int:
    """Build twice, compare page by page; exit code 1 where something differs."""
    parser = argparse.ArgumentParser(description="Compare the pages that two builders make of mkdocs.yml.")
    parser.add_argument("--zensical", metavar="PYTHON", default=sys.executable, help="a Python that has zensical")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tbxlab sites ", ignore_cleanup_errors=True) as folder:
        one = build(Path(folder, "mkdocs"), [sys.executable, "-m", "mkdocs", "build", "--strict"])
        other = build(Path(folder, "zensical"), [options.zensical, "-m", "zensical", "build", "--strict", "--clean"])
        pages = sorted({path.relative_to(site) for site in (one, other) for path in site.rglob("index.html")})
        differing = 0
        for page in pages:
            texts = [site / page for site in (one, other)]
            missing = [str(path.relative_to(folder)) for path in texts if not path.is_file()]
            read = [Article(path.read_text(encoding="utf-8")) for path in texts if path.is_file()]
            found = [f"not there: {name}" for name in missing] or list(differences(*read))
            differing += bool(found)
            print(f"{page.parent.as_posix()}: {'the same' if not found else ''}", *found, sep="\n    " if found else "")
    print(f"{len(pages)} pages, {differing} differ")
    return int(differing > 0 or not pages)


if __name__ == "__main__":
    sys.exit(main())
