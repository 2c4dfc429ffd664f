"""Which general sentences of a page has nobody accepted? For authors: `tbxlab prose`.

*No*, *only*, *always*, *all*: in a take-away, a quiz answer, a heading, a caption, on the first screen or in a cell of
a table such a sentence is a claim, like a number. It says its scope itself ("in these three seeds", "with plain
SGD"), or it is accepted in tests/chapters/reviewed/, with an assertion of the page or a reason. The key is the
sentence, so that one that is edited is looked at again. How a page is taken apart: `tbxlab.authoring.sentences`.
"""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from tbxlab.authoring.sentences import BOLD, Page, Sentence

GENERAL = re.compile(
    r"""(?<![\w-])(?:
        no|none|nobody|no-one|nothing|nowhere|never|always|only
      | all|any|anything|anybody|anyone|anywhere
      | every|everything|everybody|everyone|everywhere
      | each\ time|whatever|whoever|whenever|wherever|cannot|can't|impossible|guaranteed?
      | (?:one|a\ single|the\ one|the\ only)\ (?:cause|reason|cure|test|sign)
    )(?![\w-])""",
    re.VERBOSE | re.IGNORECASE,
)
"""Words that make a sentence general."""
IDIOMS = re.compile(
    r"""\b(?:at\ all|after\ all|all\ the\ same|first\ of\ all|above\ all|all\ along|all\ right|all\ in\ all
      | no\ longer|any\ longer|any\ more|anymore|no\ more\ than|no\ fewer\ than|no\ less\ than|not\ only)\b
      | ^No(?=[.,:;!—])""",
    re.VERBOSE | re.IGNORECASE,
)
"""Phrases in which such a word says nothing general."""
COUNT = r"(?:\d[\d,]*|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty)"
SCOPE = re.compile(
    rf"""\b(?:
        (?:in|over|with|for|of|at)\ (?:each\ of\ |all\ of\ |all\ )?(?:the|these|those|its|our|their)\ {COUNT}\ [a-z]+
      | (?:in|over|with|for|at)\ (?:each\ of\ |all\ )?{COUNT}\ (?:seeds|runs|searches|fits|trials)
      | with\ (?:plain\ )?(?:SGD|Adam|AdamW|momentum|ReLU|sigmoid|one\ seed|these\ seeds)
      | in\ this\ (?:run|table|figure|chart|picture|search|log|fit|sweep)
      | in\ these\ (?:runs|figures|charts|tables|pictures|seeds|fits)
      | on\ this\ page | of\ this\ (?:page|chapter|course|lab|table|figure|run)
    )\b""",
    re.VERBOSE | re.IGNORECASE,
)
"""What counts as a scope by itself: runs, seeds, an optimizer or a page that the sentence names. *Here* is none."""
LEFT_OUT = ("do not edit. -->", "not read by `tbxlab prose`. -->")
"""Of a page that a command writes, and of one that quotes sentences because they were wrong."""
"""How a page begins that a command writes."""
NO_SCOPE = re.compile(r"(?:here|this|that|these|those|now|then|usually|often|in practice)", re.IGNORECASE)
"""Words that an entry may not give as its scope: they point at nothing that a reader could hold against it."""


@dataclass(frozen=True)
class Accepted:
    """One sentence that somebody has looked at, and on what it rests: exactly one of the three."""

    says: str
    asserted: str = ""
    """Words of a code block on the page, an invisible one or a visible one: what would fail if it were false."""
    scope: str = ""
    """Words of the sentence that say for what it holds."""
    reason: str = ""
    """Why it needs neither: an instruction, a definition, arithmetic; or what else holds it, such as a test's name."""

    def faults(self, page: Page, found: bool) -> list[str]:
        """Say what is wrong with this entry, one line each; ``found``: the sentence is on the page, and general."""
        if not found:
            return [f"stale: no such general sentence on the page any more: {self.says}"]
        grounds = [words for words in (self.asserted, self.scope, self.reason) if words.strip()]
        faults = []
        if len(grounds) != 1:
            faults.append(f"give one of asserted, scope and reason, found {len(grounds)}: {self.says}")
        if self.asserted and not page.has_code(self.asserted):
            faults.append(
                f"stale: no block of code on the page has {self.asserted!r}, on which this rests: {self.says}"
            )
        if self.scope and (self.scope not in self.says or NO_SCOPE.fullmatch(self.scope.strip())):
            faults.append(f"{self.scope!r} is no scope that this sentence gives itself: {self.says}")
        return faults


@dataclass(frozen=True)
class Report:
    """What `tbxlab prose` has to say of one page."""

    page: Path
    unlisted: list[Sentence] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """True where every general sentence is accepted, and every acceptance still stands."""
        return not self.unlisted and not self.faults

    def lines(self) -> list[str]:
        """Return what to print, a line for each."""
        name = self.page.name
        return [
            *(
                f"{name}:{each.line}: {each.place}, {', '.join(general(each.text))}: {each.text}"
                for each in self.unlisted
            ),
            *(f"{name}: {fault}" for fault in self.faults),
        ]


def general(text: str) -> list[str]:
    """Return the words that make ``text`` general, in lower case and in order; none where it says its scope."""
    bare = plain(text)
    if SCOPE.search(bare):
        return []
    return list(dict.fromkeys(word.lower() for word in GENERAL.findall(IDIOMS.sub("", bare))))


def is_claim(sentence: Sentence) -> bool:
    """Tell whether a sentence is general; of one that is listed for its bold words, these have to be."""
    if sentence.place == "in bold":
        bold = " ".join(words for words in BOLD.findall(sentence.text) if words.strip(".: ").count(" "))
        return bool(general(sentence.text) and general(bold))
    return bool(general(sentence.text))


def plain(text: str) -> str:
    """Return ``text`` without code, mathematics, addresses of links and marks of emphasis."""
    text = re.sub(r"`[^`]*`|\$[^$]*\$", "", text)
    text = re.sub(r"\]\([^)]*\)|<[^>]*>", " ", text)
    return " ".join(re.sub(r"[*_\[\]]", "", text).split())


def look(page: Path, reviewed: Path) -> Report:
    """Hold a page against the file of its accepted sentences; a missing file accepts nothing."""
    taken = Page.read(page)
    claims: dict[str, Sentence] = {}
    for sentence in taken.sentences:
        if is_claim(sentence):
            claims.setdefault(sentence.text, sentence)
    accepted = load(reviewed)
    listed = {entry.says for entry in accepted}
    faults = [fault for entry in accepted for fault in entry.faults(taken, entry.says in claims)]
    if len(listed) < len(accepted):
        faults.append(f"{reviewed.name} has a sentence twice")
    return Report(page, [each for text, each in claims.items() if text not in listed], faults)


def load(reviewed: Path) -> list[Accepted]:
    """Return the accepted sentences of a file; raises TypeError where an entry has a key that means nothing."""
    if not reviewed.exists():
        return []
    return [Accepted(**entry) for entry in tomllib.loads(reviewed.read_text(encoding="utf-8")).get("sentence", [])]


def save(reviewed: Path, accepted: list[Accepted]) -> None:
    """Write a file of accepted sentences, in the order given."""
    parts = ["# General sentences of this page that were looked at, and on what each rests. See `tbxlab prose`.\n"]
    for entry in accepted:
        grounds = {name: getattr(entry, name) for name in ("asserted", "scope", "reason")}
        given = {name: words for name, words in grounds.items() if words} or {"reason": ""}
        lines = [f"{name} = {quoted(words)}" for name, words in {"says": entry.says, **given}.items()]
        parts.append("[[sentence]]\n" + "\n".join(lines) + "\n")
    reviewed.parent.mkdir(parents=True, exist_ok=True)
    reviewed.write_text("\n".join(parts), encoding="utf-8", newline="\n")


def quoted(text: str) -> str:
    """Return ``text`` as a TOML string: a literal one where it can be, so that a page's words are found by search."""
    return json.dumps(text, ensure_ascii=False) if "'" in text else f"'{text}'"


def draft(report: Report, reviewed: Path) -> int:
    """Drop what is gone from a page's file and add what is unlisted, without a reason; return how many were added.

    An entry without a reason is a fault until somebody has looked at the sentence and said on what it rests.
    """
    on_page = {each.text for each in Page.read(report.page).sentences if is_claim(each)}
    kept = [entry for entry in load(reviewed) if entry.says in on_page]
    save(reviewed, kept + [Accepted(each.text) for each in report.unlisted])
    return len(report.unlisted)


def pages(root: Path) -> dict[Path, Path]:
    """Return each page that people write with the file of its accepted sentences; what a command writes is left out."""
    chapters, folder = root / "chapters", root / "tests" / "chapters" / "reviewed"
    texts = {page: page.read_text(encoding="utf-8") for page in sorted(chapters.rglob("*.md"))}
    written = [page for page, text in texts.items() if not any(mark in text for mark in LEFT_OUT)]
    return {page: folder / f"{'-'.join(page.relative_to(chapters).with_suffix('').parts)}.toml" for page in written}
