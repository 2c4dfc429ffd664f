"""A page taken apart: the sentences that readers take with them, each with its place, and the code beside them.

The places: headings, captions (the text of an image and <figcaption>), cells of tables, answers of *Check yourself*,
take-aways, the first screen, which is everything above the first section, and what is in bold elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

HEADING = re.compile(r"(#{1,6})\s+(.*?)(?:\s*\{[^}]*\})?\s*$")
IMAGE = re.compile(r"!\[((?:\\.|[^\]\\])*)\]\([^)]*\)(?:\{[^}]*\})?")
CAPTION = re.compile(r"<figcaption>(.*?)</figcaption>", re.DOTALL)
QUESTION = re.compile(r"\?\?\?\+?\s+question\b")
FENCE = re.compile(r"\s*(`{3,}|~{3,})")
MARK = re.compile(r"(?:[-*+]|\d+\.|:)\s+")
SEPARATOR = re.compile(r"[\s|:-]+")
BOLD = re.compile(r"\*\*(?=\S)(.+?)\*\*")
END = re.compile(r"(?<=[.!?])([*_”\"’)\]]*)\s+(?=[A-Z0-9`*_\[“\"(①-⑳$−])")
TAKE_AWAY = "What to take away"


@dataclass(frozen=True)
class Sentence:
    """A sentence as it stands in the source, on one line, with the number of the line on which it begins."""

    line: int
    place: str
    text: str


@dataclass(frozen=True)
class Page:
    """The sentences of a page in the places that count, and its code."""

    sentences: list[Sentence] = field(default_factory=list)
    code: str = ""

    @classmethod
    def read(cls, path: Path) -> Page:
        """Take a file apart."""
        return cls.parse(path.read_text(encoding="utf-8"))

    @classmethod
    def parse(cls, source: str) -> Page:
        """Take Markdown apart."""
        prose, code = without_code(source)
        return cls(list(_Reader(prose).sentences()), code)

    def has_code(self, words: str) -> bool:
        """Tell whether some block of code, seen or not by readers, has these words, however they are spaced."""
        return " ".join(words.split()) in " ".join(self.code.split())


def without_code(source: str) -> tuple[list[str], str]:
    """Return the lines without code and comments, each in its place (empty where there was some), and the code."""
    lines, code = source.splitlines(), []
    fence: str | None = None
    comment = False
    for number, line in enumerate(lines):
        opened = FENCE.match(line)
        if fence is not None:
            lines[number] = ""
            if opened and opened[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = None
            else:
                code.append(line)
        elif comment:
            lines[number] = ""
            comment = "-->" not in line
            code.append(line.partition("-->")[0])
        elif opened:
            fence, lines[number] = opened[1], ""
        elif line.lstrip().startswith("<!--"):
            lines[number] = ""
            comment = "-->" not in line
    return lines, "\n".join(code)


class _Reader:
    """Goes through the lines of a page without its code."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.section = ""
        """The heading of the second level that the line is under; nothing on the first screen."""
        self.answer = -1
        """The indentation of the question whose answer this is; -1 outside of answers."""
        self.first_screen = True

    def sentences(self) -> Iterator[Sentence]:
        """Yield the sentences of the page in order."""
        block: list[tuple[int, str]] = []
        for number, line in enumerate([*self.lines, ""], 1):
            stripped = line.strip()
            if line and not line[0].isspace() and not QUESTION.match(line):
                self.answer = -1
            heading = HEADING.fullmatch(line)
            apart = heading or stripped.startswith("|") or QUESTION.match(stripped) or MARK.match(stripped)
            if block and (apart or not stripped):
                yield from self._block(block)
                block = []
            if heading:
                yield from self._heading(number, heading)
            elif stripped.startswith("|"):
                yield from _cells(number, stripped)
            elif QUESTION.match(stripped):
                self.answer = len(line) - len(line.lstrip())
            elif stripped and not stripped.startswith(("!!!", "===", "--8<--")):
                block.append((number, stripped))

    def _heading(self, number: int, heading: re.Match[str]) -> Iterator[Sentence]:
        level, text = len(heading[1]), heading[2]
        if level == 2:
            self.section, self.first_screen = text, False
        yield Sentence(number, "heading", text)

    def _block(self, block: list[tuple[int, str]]) -> Iterator[Sentence]:
        text = " ".join(line for _, line in block)
        starts, at = [], 0
        for number, line in block:
            starts.append((at, number))
            at += len(line) + 1
        for pattern in (IMAGE, CAPTION):
            for found in pattern.finditer(text):
                yield from _split(found[1], "caption", _line(starts, found.start()))
        rest = CAPTION.sub("", IMAGE.sub("", text)).strip()
        place = self._place()
        for each in _split(MARK.sub("", rest, count=1) if MARK.match(rest) else rest, place or "in bold", block[0][0]):
            if place or BOLD.search(each.text):
                yield Sentence(_line(starts, max(text.find(each.text), 0)), each.place, each.text)

    def _place(self) -> str:
        if self.answer >= 0:
            return "quiz answer"
        if self.section == TAKE_AWAY:
            return "take-away"
        return "first screen" if self.first_screen else ""


def _cells(number: int, row: str) -> Iterator[Sentence]:
    if SEPARATOR.fullmatch(row):
        return
    kept = re.sub(r"`[^`]*`", lambda code: code[0].replace("|", "\0"), row)
    for cell in re.split(r"(?<!\\)\|", kept.strip("|")):
        yield from _split(cell.replace("\0", "|").strip(), "table cell", number)


def _split(text: str, place: str, line: int) -> Iterator[Sentence]:
    ended = END.sub(lambda found: f"{found[1]}\n", " ".join(text.split()))
    for sentence in filter(None, ended.split("\n")):
        yield Sentence(line, place, sentence)


def _line(starts: list[tuple[int, int]], at: int) -> int:
    return max((number for begin, number in starts if begin <= at), default=starts[0][1])
