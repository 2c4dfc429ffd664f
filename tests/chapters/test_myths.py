"""Does each claim of the pages of myths say what was measured, and does code that runs hold it?

The pages' own code, run by test_code_on_pages, finds out what is true. Here it is held that no claim is without: a
block below its heading with an assertion about something that was computed.
"""

import ast
import re
from pathlib import Path

import pytest

REFERENCE = Path(__file__).resolve().parents[2] / "chapters" / "reference"
PAGES = ("myths.md", "myths-training.md")
HEADING = re.compile(r"^### (.+)$", re.MULTILINE)
BLOCK = re.compile(r"^(?:```|<!-- invisible-code-block: )python\n(.*?)^(?:```|-->)$", re.MULTILINE | re.DOTALL)


def sections(text: str) -> dict[str, str]:
    """Return what is below each heading of a claim, up to the next heading of any level."""
    masked = BLOCK.sub(lambda match: match[0].replace("#", " "), text)  # a comment in code is no heading
    starts = [match.span() for match in re.finditer(r"^##+ .+$", masked, re.MULTILINE)]
    ends = [start for start, _ in starts[1:]] + [len(text)]
    found = {text[start:until]: text[until:end] for (start, until), end in zip(starts, ends, strict=True)}
    return {title[4:]: below for title, below in found.items() if title.startswith("### ")}


def assertions(below: str) -> list[ast.Assert]:
    """Return the assertions of a section's code that look at something with a name: not `assert True`."""
    nodes = (node for code in BLOCK.findall(below) for node in ast.walk(ast.parse(code)))
    found = [node for node in nodes if isinstance(node, ast.Assert)]
    return [each for each in found if any(isinstance(part, ast.Name) for part in ast.walk(each.test))]


def wanting(below: str) -> list[str]:
    """Say what a section lacks of a claim that is tested."""
    paragraphs = [block.strip() for block in re.split(r"\n\s*\n", below)]
    lacks = [
        f"{sum(block.startswith(begin) for block in paragraphs)} paragraphs begin with {begin}"
        for begin in ("**Claim.** ", "**Measured.** ")
        if sum(block.startswith(begin) for block in paragraphs) != 1
    ]
    return lacks + ([] if assertions(below) else ["no assertion about something computed"])


TEXTS = {name: (REFERENCE / name).read_text(encoding="utf-8") for name in PAGES}
CLAIMS = [(name, title, below) for name, text in TEXTS.items() for title, below in sections(text).items()]


@pytest.mark.parametrize(("page", "title", "below"), CLAIMS, ids=[f"{name}: {title}" for name, title, _ in CLAIMS])
def test_each_claim_says_what_was_measured_and_has_its_assertion(page, title, below):
    assert wanting(below) == []
    assert title.endswith("?"), "a heading asks, so that a contents list spreads no myth"


def test_all_headings_of_claims_were_found():
    bare = {name: BLOCK.sub("", text) for name, text in TEXTS.items()}
    assert len(CLAIMS) == sum(len(HEADING.findall(text)) for text in bare.values())
    assert len({title for _, title, _ in CLAIMS}) == len(CLAIMS)
    assert f"These two pages ask {len(CLAIMS)} questions" in " ".join(TEXTS["myths.md"].split())


def test_a_claim_without_code_or_with_an_empty_assertion_is_noticed():
    claim = "\n\n**Claim.** It is.\n\n**Measured.** It isn't.\n\n"
    empty = "<!-- invisible-code-block: python\nassert True\n-->\n"
    real = "<!-- invisible-code-block: python\nassert found == 1\n-->\n"
    assert wanting(claim + real) == []
    assert wanting(claim) == wanting(claim + empty) == ["no assertion about something computed"]
    assert wanting(claim + claim + real) == [
        "2 paragraphs begin with **Claim.** ",
        "2 paragraphs begin with **Measured.** ",
    ]


def test_a_comment_in_code_is_no_heading():
    assert list(sections("### One?\n\n```python\n## not a heading\nx = 1\n```\n\n### Two?\n")) == ["One?", "Two?"]
