"""Is each term of the glossary on the page that its row links to? For authors: python -m tbxlab.authoring.glossary

The page chapters/reference/glossary.md is a table: term, Chinese term, one sentence, first page. People write them, and
texts move, so it is checked that each term is on the page that its row links to. `--write` links the others to the
first page that has them, and names the terms that no page has. Where a word has other senses (*window*, *head*), the
page is chosen by hand, and stays as long as the word is on it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

PAGE = "reference/glossary.md"
LEFT_OUT = (PAGE, "reference/errata.md", "reference/what-the-checks-catch.md", "reference/myths.md")
"""Pages on which a term is quoted or listed, not used."""
ROW = re.compile(r"^\| (?P<term>[^|]+?) \| (?P<chinese>[^|]+?) \| (?P<sentence>[^|]+?) \| (?P<link>[^|]*?) ?\|$")
LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)#]+)\)")
NAV = re.compile(r": ([\w/.-]+\.md)\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Entry:
    """One row of the table."""

    term: str
    chinese: str
    sentence: str
    link: str
    """The last cell as it is written: a link to the first page, or nothing yet."""

    @property
    def page(self) -> str:
        """The page that the last cell links to, below chapters/; empty where there is none."""
        found = LINK.search(self.link)
        if not found:
            return ""
        target = found["target"]
        return target.removeprefix("../") if target.startswith("../") else f"reference/{target}"

    def row(self) -> str:
        """Return the row as it is written on the page."""
        return f"| {self.term} | {self.chinese} | {self.sentence} | {self.link} |"


def entries(text: str) -> list[Entry]:
    """Return the rows of a glossary's text, in order, without the table's head."""
    found = [match for line in text.splitlines() if (match := ROW.match(line))]
    return [Entry(**match.groupdict()) for match in found if match["term"] != "Term" and set(match["term"]) != {"-"}]


def order(chapters: Path, config: Path) -> list[str]:
    """Return the pages in which terms are looked for: numbered chapters first, then the others, as in the contents."""
    listed = [page for page in NAV.findall(config.read_text(encoding="utf-8")) if page not in LEFT_OUT]
    there = [page for page in listed if (chapters / page).exists()]
    return sorted(there, key=lambda page: not page[0].isdigit())


def has(text: str, term: str) -> bool:
    """Tell whether a text has the term, in the singular or the plural.

    A term with capitals inside, such as NaN, is looked for as it is written, a tab's name in capitals (PR CURVES) also
    as `PR Curves`, and others in any case.
    """
    bare = re.sub(r" \(.*?\)$", "", term)
    exact = any(letter.isupper() for letter in bare[1:])
    spellings = {bare, " ".join(word if len(word) < 3 else word.capitalize() for word in bare.split())}
    plain = "|".join(
        re.escape(each).replace(r"\ ", r"[\s-]+") for each in sorted(spellings if bare.isupper() else {bare})
    )
    return re.search(rf"(?<![\w-])(?:{plain})(?:s|es)?(?!\w)", text, 0 if exact else re.IGNORECASE) is not None


def visible(page: Path) -> str:
    """Return a page's text without its hidden comments."""
    return re.sub(r"<!--.*?-->", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)


def first_pages(chapters: Path, config: Path, terms: Sequence[str]) -> dict[str, str]:
    """Return the first page of each term; a term that no page has is left out."""
    first: dict[str, str] = {}
    for page in order(chapters, config):
        text = visible(chapters / page)
        first |= {term: page for term in terms if term not in first and has(text, term)}
    return first


def linked(entry: Entry, page: str, chapters: Path) -> Entry:
    """Return the entry with a link to a page, under that page's title."""
    (title,) = re.findall(r"^# (.+)$", (chapters / page).read_text(encoding="utf-8"), re.MULTILINE)[:1]
    number = f"{page[:2]} " if page[0].isdigit() else ""
    target = page.removeprefix("reference/") if page.startswith("reference/") else f"../{page}"
    return replace(entry, link=f"[{number}{title}]({target})")


def faulty(listed: Sequence[Entry], chapters: Path) -> list[Entry]:
    """Return the entries whose term isn't on the page that they link to."""
    texts = {each.page: visible(chapters / each.page) for each in listed if (chapters / each.page).is_file()}
    return [each for each in listed if not has(texts.get(each.page, ""), each.term)]


def faults(text: str, chapters: Path, config: Path) -> Iterator[str]:
    """Say, a line for each, which terms aren't on the page that the glossary links to, and where they are."""
    wrong = faulty(entries(text), chapters)
    first = first_pages(chapters, config, [entry.term for entry in wrong])
    for entry in wrong:
        yield f"{entry.term}: not on {entry.page or 'a page'}; the first that has it: {first.get(entry.term, 'none')}"


def written(text: str, chapters: Path, config: Path) -> str:
    """Return the glossary's text with each faulty link led to the first page that has the term."""
    wrong = faulty(entries(text), chapters)
    first = first_pages(chapters, config, [entry.term for entry in wrong])
    mended = {each.row(): linked(each, first[each.term], chapters).row() for each in wrong if each.term in first}
    return "\n".join(mended.get(line, line) for line in text.splitlines()) + "\n"


def main(arguments: Sequence[str]) -> int:
    """Check the glossary, or write its links; print what is wrong. Gives the exit code."""
    from tbxlab.course.folders import root

    chapters, config = root() / "chapters", root() / "mkdocs.yml"
    page = chapters / PAGE
    if "--write" in arguments:
        page.write_text(written(page.read_text(encoding="utf-8"), chapters, config), encoding="utf-8", newline="\n")
    found = list(faults(page.read_text(encoding="utf-8"), chapters, config))
    print("\n".join(found) or f"{PAGE}: {len(entries(page.read_text(encoding='utf-8')))} terms, each on its page")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
