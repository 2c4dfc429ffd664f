"""Words that the course's style drops, counted in what readers meet: pages, labs, hints and messages.

The counts may only fall: tests/ratchets.toml holds them, `python tools/ratchets.py` writes it anew. A phrase that is
right where it stands (a `picture` tag, the direction of an arrow) is listed there as allowed, with the reason.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# Kinds of text, and where it is.
KINDS = {
    "pages": ("README.md", "chapters/**/*.md"),
    "labs": ("solutions/*.py",),
    "words": ("course.toml", "src/tbxlab/**/en/*.toml", "src/tbxlab/**/en.toml", "src/tbxlab/**/lab.toml"),
}
THINGS = (
    r"(?:tables?|charts?|cards?|curves?|lines?|columns?|rows?|plots?|figures?|pictures?|files?|logs?|runs?|pages?|cells?"
    r"|messages?|numbers?|values?|points?|tags?|names?|histograms?|losses|loss)"
)
PARTS = (
    r"run|runs|set|sets|loss|losses|data|loop|loops|step|steps|example|examples|image|images|batch|batches|mode|code"
)
DROPPED = {
    "above all": r"\babove all\b",
    "aphorism: And, So, Yet at a start": r"(?:^|(?<=[.!?]\s))(?:And|So|Yet)\b(?=[ ,])",
    "at the left, at the right": r"\bat the (?:left|right)\b",
    "besides": r"(?:^|(?<=[.!?]\s))Besides\b",
    "by heart, from zero": r"\bby heart\b|\bfrom zero\b",
    "chance": r"\b(?<!by )chances?\b",
    "for ever": r"\bfor ever\b",
    "fractions in words": (
        r"\b(?:one|two|three|four|five|six|seven|eight|nine|\d+) (?:of|in|out of)"
        r" (?:ten|a hundred|100|a thousand|1,?000)\b"
        r"|\bhalf as \w+ again\b|\btimes as (?:small|low|short|few|little|slow)\b"
    ),
    "height or length of a gradient": (
        r"\b(?:height|length)s? of (?:\w+ )?gradients?\b|\bgradients?'?s? (?:length|height)s?\b"
    ),
    "is no": r"(?<!there )\b(?:is|are|was|were) no (?!longer|more|less|better|worse|different|other|one\b)[a-z]+",
    "nobody": r"\bnobody\b",
    "picture": r"\bpictures?\b",
    "put out": r"\bputs? out\b",
    "rate alone": (
        r"\b(?:the|a|an|this|that|its|no|each|every|same|high|higher|highest|low|lower|lowest|small|smaller|large|larger"
        r"|right|wrong|one|two|three|four|five|six|ten|\d+) rates?\b"
    ),
    "spread": r"\bspreads?\b",
    "stands, lies, tells, says, of things": (
        rf"\b{THINGS} (?:stands?|lies?|lie|tells?|says?|said)\b|\bstands? (?:above|below|beside|there|here|on|in)\b"
    ),
    "strong line": r"\bstrong(?:er)? (?:line|curve)s?\b",
    "to be seen": r"\bto be seen\b",
    "training as a thing": (
        rf"\btrainings\b|\b(?:one|two|three|each|every|another|sick|healthy|whole) training\b(?! (?:{PARTS})\b)"
    ),
    "two colons or semicolons": r"(?<![^\s.!?])[^.!?]*[:;] [^.!?]*[:;] [^.!?]*",
    "whoever": r"\bwho(?:so)?ever\b",
}
CASED = ("aphorism: And, So, Yet at a start", "besides")
_PATTERNS = {term: re.compile(rule, 0 if term in CASED else re.IGNORECASE) for term, rule in DROPPED.items()}
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_NOT_PROSE = re.compile(
    r"<!--.*?-->|```.*?^\s*```|\$\$.*?\$\$|\$[^$\n]+\$|`[^`\n]+`|<[^>]+>|\]\([^)]*\)|\{[^{}\n]*\}|^--8<--.*?$",
    re.DOTALL | re.MULTILINE,
)


@dataclass(frozen=True)
class Finding:
    """A dropped term in a paragraph: which, in what kind of text, where, and the words around it."""

    term: str
    kind: str
    place: str
    words: str

    def __str__(self) -> str:
        """Say it in one line."""
        return f"{self.place}: {self.words}  [{self.term}]"


def findings(root: Path, allowed: frozenset[tuple[str, str]] = frozenset()) -> Iterator[Finding]:
    """Yield every dropped term below `root`, less those in paragraphs that `allowed` names: (term, words of it)."""
    for kind in KINDS:
        for path in files(root, kind):
            for line, paragraph in paragraphs(path):
                for term, words in terms_in(paragraph):
                    if (kind, term) == ("words", "two colons or semicolons"):
                        continue  # a message is a template: what was expected; what was found
                    if not any(term == each and part in paragraph for each, part in allowed):
                        yield Finding(term, kind, f"{path.relative_to(root).as_posix()}:{line}", words)


def files(root: Path, kind: str) -> list[Path]:
    """Give the files of one kind of text below `root`."""
    return sorted({path for pattern in KINDS[kind] for path in root.glob(pattern)})


def counts(found: Iterator[Finding]) -> dict[str, dict[str, int]]:
    """Count findings: by kind of text, then by term."""
    total = Counter((each.kind, each.term) for each in found)
    return {kind: {term: total[kind, term] for term in DROPPED if total[kind, term]} for kind in KINDS}


def terms_in(paragraph: str) -> Iterator[tuple[str, str]]:
    """Yield (term, the words it was found in) for each place in a text of one paragraph."""
    for term, pattern in _PATTERNS.items():
        for match in pattern.finditer(paragraph):
            yield term, match[0].strip()[:80]


def paragraphs(path: Path) -> Iterator[tuple[int, str]]:
    """Yield (line, text) of each paragraph of prose: of Markdown, of a lab's text cells, of a TOML file's strings."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".toml":
        for string in _strings(tomllib.loads(text)):
            at = text.find(string.strip().splitlines()[0][:25]) if string.strip() else -1
            yield text.count("\n", 0, at) + 1 if at >= 0 else 0, _one_line(string)
        return
    if path.suffix == ".py":
        text = _text_cells(text)
    prose = _NOT_PROSE.sub(lambda match: "x" + "\n" * match[0].count("\n"), text)
    line = 1
    for block in re.split(r"(\n\s*\n|\n(?=\s*(?:[-*+>|#]|\d+\.)\s))", prose):
        if block.strip():
            yield line + block[: len(block) - len(block.lstrip())].count("\n"), _one_line(block)
        line += block.count("\n")


def prose_words(page: Path) -> int:
    """Count the words of a page's prose: no code, tables, formulas and alternative texts."""
    text = _NOT_PROSE.sub(" ", _IMAGE.sub(" ", page.read_text(encoding="utf-8")))
    lines = (line for line in text.splitlines() if not line.lstrip().startswith("|"))
    return len(re.findall(r"[A-Za-z][\w'’-]*", "\n".join(lines)))


def _text_cells(source: str) -> str:
    """Give a percent script's Markdown, at the lines where it is; nothing in place of the rest."""
    kept, inside = [], False
    for line in source.splitlines():
        if line.startswith("# %%"):
            inside = "[markdown]" in line
            kept.append("")
        else:
            kept.append(line.removeprefix("#").strip() if inside and line.startswith("#") else "")
    return "\n".join(kept)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)


def _one_line(text: str) -> str:
    return " ".join(text.split())
