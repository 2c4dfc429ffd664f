"""Does the code on a page run, all of it? For authors: python -m tbxlab.authoring.pages chapters/*.md

Sybil finds and runs the blocks, but passes silently over a fence with a title or other attributes, and over one
that says `py`. So the page is also rendered as the site renders it, and every block that a reader sees as Python
must be among those that Sybil runs. There is no way to mark a Python block as not run: what cannot run is not
Python to us, but ```text, ```console or ```bash.
"""

from __future__ import annotations

import contextlib
import html.parser
import os
import re
import subprocess
import sys
import tempfile
import textwrap
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tbxlab.authoring.included import expanded

BUDGET_S = 20  # what a page may take on two cores; said in the report, held by nobody's clock
UNNAMED = "output"  # what a block without a language is rendered as, to tell it from ```text
COMMENT_OF_CODE = re.compile(r"\s*;?\s*(?:[\w-]*code[\w-]*|skip|clear-namespace)\b[^\n]*(?:\n|$)(.*)", re.DOTALL)


@dataclass(frozen=True)
class PageRun:
    """How a page's code ran: seconds of wall time with imports, and what it printed (the failure last)."""

    passed: bool
    seconds: float
    output: str


def run_page(page: Path) -> PageRun:
    """Run a page's blocks in order, in a process of their own and an empty folder, on one thread."""
    with tempfile.TemporaryDirectory(prefix="tbxlab page ", ignore_cleanup_errors=True) as folder:
        environment = os.environ | {
            "HF_HUB_OFFLINE": "1",
            "MPLBACKEND": "agg",
            "OMP_NUM_THREADS": "1",
            "PYTHONUTF8": "1",
            "TBXLAB_WORK": str(folder),
            "TBXLAB_RUNS": str(Path(folder) / "runs"),
        }
        began = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "tbxlab.authoring.page_runner", str(page.resolve())],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
        return PageRun(done.returncode == 0, time.perf_counter() - began, done.stdout)


def not_run(page: Path, config: Path) -> list[str]:
    """Say, one line each, where what Sybil runs and what the rendered page shows are not the same Python.

    `config` is mkdocs.yml, whose Markdown extensions render the page.
    """
    source = page.read_text(encoding="utf-8")
    shown = shown_blocks(source, config)
    unnamed = [code for language, code in shown if language == UNNAMED]
    visible = Counter(_plain(code) for language, code in shown if _is_python(language))
    run = Counter(_plain(code) for code in run_blocks(page))
    return [
        *(f"{_place(page, source, code)}: a block names no language" for code in unnamed),
        *(f"{_place(page, source, code)}: this Python is not run" for code in (visible - run).elements()),
        *(f"{_place(page, source, code)}: this runs unseen by readers" for code in (run - visible).elements()),
    ]


def run_blocks(page: Path) -> list[str]:
    """Give the source of every block that `run_page` runs, in order."""
    from sybil import Document
    from sybil.parsers.markdown import CodeBlockParser

    document = Document.parse(str(page), CodeBlockParser("python", evaluator=print), encoding="utf-8")
    return [expanded(str(example.parsed), page) for example in document.examples()]


def shown_blocks(source: str, config: Path) -> list[tuple[str, str]]:
    """Render a page as the site does; give (language, code) of every block, with comments of code as "python"."""
    import markdown
    from mkdocs.utils.yaml import yaml_load

    with config.open(encoding="utf-8") as file:
        listed = yaml_load(file)["markdown_extensions"]
    configs: dict[str, dict] = {}
    for extension in listed:
        configs |= extension if isinstance(extension, dict) else {extension: {}}
    configs["pymdownx.highlight"] |= {"default_lang": UNNAMED, "pygments_lang_class": True}
    with contextlib.chdir(config.parent):  # the paths in mkdocs.yml are relative to it
        rendered = markdown.markdown(source, extensions=list(configs), extension_configs=configs)
    reader = _BlockReader()
    reader.feed(rendered)
    return reader.blocks


class _BlockReader(html.parser.HTMLParser):
    """Collects the highlighted blocks of a rendered page, and the comments that look like code."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[tuple[str, str]] = []
        self._language: str | None = None
        self._code: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        classes = (dict(attrs).get("class") or "").split()
        if tag == "div" and "highlight" in classes:
            named = [name.removeprefix("language-") for name in classes if name.startswith("language-")]
            self._language = named[0] if named else UNNAMED
        elif tag == "code" and self._language is not None:
            self._code = []

    def handle_endtag(self, tag: str) -> None:
        if tag == "code" and self._code is not None and self._language is not None:
            self.blocks.append((self._language, "".join(self._code)))
            self._language = self._code = None

    def handle_data(self, data: str) -> None:
        if self._code is not None:
            self._code.append(data)

    def handle_comment(self, data: str) -> None:
        if found := COMMENT_OF_CODE.match(data):
            self.blocks.append(("python", found[1] or data.strip()))


def _is_python(language: str) -> bool:
    from pygments.lexers import get_lexer_by_name
    from pygments.lexers.python import Python2Lexer, PythonConsoleLexer, PythonLexer
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(language)
    except ClassNotFound:
        return False
    return isinstance(lexer, (PythonLexer, Python2Lexer, PythonConsoleLexer)) or "ipython" in lexer.name.lower()


def _plain(code: str) -> str:
    """Drop what a rendering may change: indentation of the whole block, spaces at ends of lines, empty ends."""
    return textwrap.dedent("\n".join(line.rstrip() for line in code.splitlines())).strip("\n")


def _place(page: Path, source: str, code: str) -> str:
    """Say which page and line, as far as the block's first line tells, and show that line."""
    first = next((line.strip() for line in code.splitlines() if line.strip()), "(empty)")
    written = (first, f"<!-- {first} -->")
    lines = (number for number, line in enumerate(source.splitlines(), 1) if line.strip() in written)
    return f"{page.name}:{next(lines, '?')}: `{first}`"


def main(pages: Iterable[Path]) -> int:
    """Check and run pages, print a line for each. Gives the exit code: 0 where all is well."""
    from tbxlab.course.folders import root

    failures = 0
    for page in pages:
        problems = not_run(page, root() / "mkdocs.yml")
        run = run_page(page)
        if not run.passed:
            problems.append(run.output.rstrip())
        mark = "✗" if problems else "✓"
        print(f"{mark} {page.name}: {len(run_blocks(page))} blocks, {run.seconds:.1f} s of {BUDGET_S} s")
        for problem in problems:
            print(textwrap.indent(problem, "  "))
        failures += bool(problems)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(Path(argument) for argument in sys.argv[1:]))
