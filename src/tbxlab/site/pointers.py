"""Where a hint points to: `the chapter *Scalars*, "The right step"` is a section of a page, and so can be a link.

A chapter is named by its lab's title, or by the heading of one of its pages. Where it has several pages, the section
decides which one is meant.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tbxlab.course import folders, manifest
from tbxlab.environment import addresses
from tbxlab.environment.chapter_links import PREFIX, page_of

POINTER = re.compile(r'(?<=chapter )\*(?P<title>[^*]+)\*(?:, "(?P<section>[^"]+)")?')
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Pointer:
    """A part of a text that names a page of the course."""

    start: int
    end: int
    title: str
    section: str
    """The heading that it names, "" where it names the page alone."""
    markdown: str
    """The page's file below chapters/."""

    @property
    def shown(self) -> str:
        """What a reader sees of it, without Markdown's signs."""
        return f'{self.title}, "{self.section}"' if self.section else self.title

    @property
    def href(self) -> str:
        """What a notebook links to: /chapters/02-scalars.md#the-right-step."""
        return f"{PREFIX}{self.markdown}{self._anchor}"

    @property
    def address(self) -> str:
        """Where it is now: on the site, where the course is running, else the file in the course's folder."""
        site = addresses.running().get("site", "").partition("?")[0]
        return f"{site}{page_of(self.markdown)}{self._anchor}" if site else f"chapters/{self.markdown}"

    @property
    def _anchor(self) -> str:
        return f"#{anchor(self.section)}" if self.section else ""


def pointers(text: str) -> Iterator[Pointer]:
    """Give the parts of a text that name a chapter by its title, in order; what names none is passed over."""
    chapters = titles()
    for found in POINTER.finditer(text):
        if found["title"] in chapters:
            section = found["section"] or ""
            yield Pointer(
                *found.span(),
                title=found["title"],
                section=section,
                markdown=page_with(section, chapters[found["title"]]),
            )


def titles() -> dict[str, str]:
    """Return the page of each title: a lab's title is its chapter's first page, a further page has its own heading."""
    labs = manifest.load().labs
    further = {heading: page.name for lab in labs for page in pages(lab.chapter) for heading in headings(page)[:1]}
    return further | {lab.title: lab.chapter for lab in labs}


def page_with(section: str, named: str) -> str:
    """Return the page of a chapter that has this heading: the one that was named, where no other has it."""
    has = [page.name for page in pages(named) if section in headings(page)[1:]]
    return has[0] if has and named not in has else named


def pages(chapter: str) -> list[Path]:
    """Return the pages of the chapter of a page: those whose names begin with the same number."""
    return sorted((folders.root() / "chapters").glob(f"{chapter[:3]}*.md"))


def headings(page: Path) -> list[str]:
    """Return the headings of a page, its title first."""
    return HEADING.findall(page.read_text(encoding="utf-8"))


def anchor(heading: str) -> str:
    """Return the anchor that the site gives to a heading, as Markdown's table of contents makes it."""
    plain = unicodedata.normalize("NFKD", heading).encode("ascii", "ignore").decode("ascii")
    plain = re.sub(r"[^\w\s-]", "", plain).strip().lower()
    return re.sub(r"[-\s]+", "-", plain)
