"""Is all code on the pages seen whole? The site's content column shows about 84 characters of a line, then scrolls."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "chapters").rglob("*.md"))
WIDTH = 84
"""Characters that the content column shows of a line of code, in a window 1250 pixels wide."""

# A comment, which no reader sees and which may hold a fence, or a fence with its code.
BLOCK = re.compile(
    r"^ *<!--.*?-->|^ *(?P<fence>`{3,}|~{3,})[^\n]*\n(?P<code>.*?)^ *(?P=fence) *$", re.MULTILINE | re.DOTALL
)


def visible_code(markdown: str) -> list[tuple[int, str]]:
    """Return (line number from 1, line) of all code that a reader sees.

    A line keeps the indentation of a block in a box, a tab or a list: there is less room for it.
    """
    return [
        (number, line)
        for block in BLOCK.finditer(markdown)
        if block["fence"]
        for number, line in enumerate(block["code"].splitlines(), markdown.count("\n", 0, block.start("code")) + 1)
    ]


def too_wide(name: str, markdown: str) -> list[str]:
    """Return a message for each visible line of code that is wider than `WIDTH`."""
    return [
        f"{name}:{number}: {len(line)} characters, {WIDTH} are seen without scrolling: {line.strip()}"
        for number, line in visible_code(markdown)
        if len(line) > WIDTH
    ]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_code_is_seen_without_scrolling_sideways(path):
    problems = too_wide(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
    assert not problems, "break or shorten these lines:\n" + "\n".join(problems)


WIDE = "x" * (WIDTH + 1)
SEEN = {
    "a fence": f"```python\na = 1\n{WIDE}\n```\n",
    "what was printed": f"```text\na = 1\n{WIDE}\n```\n",
    "a command": f"```bash\na = 1\n{WIDE}\n```\n",
    "tildes": f"~~~python\na = 1\n{WIDE}\n~~~\n",
    "four backticks": f"````text\n```\n{WIDE}\n````\n",
    "inside a tab": f'=== "Tab"\n    ```bash\n    {WIDE}\n    ```\n',
    "only with its indentation": f"- item\n    ```bash\n    {WIDE[:-4]}\n    ```\n",
    "a comment's mark inside of a fence": f"```text\n<!-- invisible\n{WIDE}\n```\n-->\n",
}


@pytest.mark.parametrize("markdown", SEEN.values(), ids=SEEN)
def test_a_line_that_is_too_wide_is_named_by_page_and_line(markdown):
    (problem,) = too_wide("page.md", f"# A page\n\n{markdown}")
    assert problem.startswith("page.md:5: ")
    assert problem.endswith("x" * (WIDTH - 4))


LEFT_ALONE = {
    "a line that just fits": f"```python\n{WIDE[1:]}\n```\n",
    "prose": f"{WIDE}\n\n```python\na = 1\n```\n\n{WIDE}\n",
    "a hidden block": f"<!-- invisible-code-block: python\n{WIDE}\n-->\n",
    "a fence inside of a hidden block": f"<!-- invisible-code-block: python\n'''\n```text\n{WIDE}\n```\n'''\n-->\n",
}


@pytest.mark.parametrize("markdown", LEFT_ALONE.values(), ids=LEFT_ALONE)
def test_what_is_not_seen_as_code_may_be_long(markdown):
    assert too_wide("page.md", f"# A page\n\n{markdown}") == []
