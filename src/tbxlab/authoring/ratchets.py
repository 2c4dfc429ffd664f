"""Counts that may only fall: what the text still has of habits that the course drops. tests/ratchets.toml holds them.

`python tools/ratchets.py` writes the file anew, and refuses where a count has risen.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from tbxlab.authoring import style

FILE = Path("tests", "ratchets.toml")
WORDS = 2500  # of prose on a page; longer material becomes a second page, or goes to the reference
HEAD = """\
# Counts that may only fall, written by `python tools/ratchets.py`. Only [[allowed]] is edited by hand: a phrase that is
# right where it is, with words of its paragraph and the reason.
"""
PAGE = re.compile(r"<article\b.*?</article>", re.DOTALL)


def kept(root: Path) -> dict[str, object]:
    """Read the counts, and what is allowed."""
    return tomllib.loads((root / FILE).read_text(encoding="utf-8"))


def allowed(root: Path) -> frozenset[tuple[str, str]]:
    """Give the phrases that are right: (term, words of their paragraph)."""
    listed = kept(root).get("allowed", [])
    assert isinstance(listed, list)
    return frozenset((each["term"], each["words"]) for each in listed)


def measured(root: Path) -> dict[str, dict[str, int]]:
    """Count everything now: a table for each kind of text, and one of pages that are too long."""
    counts = style.counts(style.findings(root, allowed(root)))
    return {**counts, "long": long_pages(root)}


def long_pages(root: Path) -> dict[str, int]:
    """Give the words of each page that has more than `WORDS`, by its path below chapters/."""
    chapters = root / "chapters"
    words = {path.relative_to(chapters).as_posix(): style.prose_words(path) for path in sorted(chapters.rglob("*.md"))}
    return {page: count for page, count in words.items() if count > WORDS}


def risen(now: Mapping[str, Mapping[str, int]], before: Mapping[str, object]) -> Iterator[str]:
    """Say every count that is higher than what was kept; what was not kept was none, or a page of `WORDS`."""
    for table, counts in now.items():
        old = before.get(table, {})
        assert isinstance(old, dict)
        for name, count in counts.items():
            limit = old.get(name, WORDS if table == "long" else 0)
            if count > limit:
                yield f"{table}: {name}: {count}, and was {limit}"


def text_of(now: Mapping[str, Mapping[str, int]], before: Mapping[str, object]) -> str:
    """Give the file's text: the counts, and what was allowed."""
    lines = [HEAD]
    for table, counts in now.items():
        lines += [f"[{table}]", *(f'"{name}" = {count}' for name, count in counts.items()), ""]
    listed = before.get("allowed", [])
    assert isinstance(listed, list)
    for each in listed:
        lines += ["[[allowed]]", *(f"{key} = {_quoted(each[key])}" for key in ("term", "words", "why")), ""]
    return "\n".join(lines)


def _quoted(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def pictures(page_html: str) -> list[str]:
    """Give the `<img>` tags of a built page's article."""
    article = PAGE.search(page_html)
    return re.findall(r"<img\b[^>]*>", article[0]) if article else []


def without_size(page_html: str) -> list[str]:
    """Give the pictures of a built page that keep no room before they arrive."""
    return [tag for tag in pictures(page_html) if not {"width", "height"} <= set(re.findall(r"\s(\w+)=", tag))]


def lazy_first(page_html: str) -> bool:
    """Say whether the first picture, where it stands before the first section, is fetched late."""
    first = pictures(page_html.split("<h2", 1)[0] + "</article>")
    return bool(first) and 'loading="lazy"' in first[0]
