"""The second corpus: the prose of the installed libraries' docstrings, by characters. What real text looks like.

Read from the files' syntax trees, so nothing is imported and nothing is copied into the course; other versions of the
libraries give other text. Held out by file: sentences of one file resemble one another.
"""

from __future__ import annotations

import ast
import importlib.util
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from tbxlab.lab09 import docstrings

if TYPE_CHECKING:
    import torch
    from torch import Tensor

PACKAGES = ("scipy", "sklearn")
LENGTHS = range(15, 301)
"""How many characters a sentence may have."""
_PLAIN = re.compile(r"[A-Za-z0-9 .,;:()'\"/%+*=<>\[\]_-]+\Z")
_NOT_THEIRS = ("/test", "_vendor", "/externals/")
WINDOW, WINDOWS = 64, 64
"""The length of a window in characters, and how many held-out ones the validation loss is measured on."""


@cache
def sentences(package: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the sentences of a package's docstrings, each once: those to train on, and the held-out ones."""
    seen: set[str] = set()
    parts: tuple[list[str], list[str]] = ([], [])
    for file, text in _docstrings(package):
        held = zlib.crc32(file.encode()) % 10 == 0
        for sentence in docstrings.prose(text):
            if sentence not in seen and len(sentence) in LENGTHS and sentence.endswith(".") and _PLAIN.match(sentence):
                seen.add(sentence)
                parts[held].append(sentence)
    return tuple(parts[0]), tuple(parts[1])


def _docstrings(package: str) -> Iterator[tuple[str, str]]:
    """Yield the file and the text of each docstring; a file that cannot be read is left out."""
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        raise ModuleNotFoundError(f"{package} is not installed, so its docstrings cannot be read")
    root = Path(found.origin).parent
    for path in sorted(root.rglob("*.py")):
        name = path.relative_to(root.parent).as_posix()
        if any(part in name for part in _NOT_THEIRS):
            continue
        try:
            tree = ast.parse(path.read_text(encoding="utf-8"))
        except (SyntaxError, UnicodeDecodeError):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and (text := ast.get_docstring(node)):
                yield name, text


@dataclass
class Prose:
    """Random windows of characters out of docstrings."""

    packages: tuple[str, ...] = PACKAGES
    characters: str = field(init=False)
    vocabulary: int = field(init=False)

    def __post_init__(self) -> None:
        import torch

        parts = [sentences(package) for package in self.packages]
        train, held = ("\n".join(sentence for part in parts for sentence in part[which]) for which in (0, 1))
        self.characters = "".join(sorted(set(train + held)))
        self.vocabulary = len(self.characters)
        number = {character: i for i, character in enumerate(self.characters)}
        self.train = torch.tensor([number[each] for each in train])
        self.held_out = torch.tensor([number[each] for each in held])

    def windows(self, text: Tensor, count: int, order: torch.Generator) -> tuple[Tensor, Tensor]:
        """Return ``count`` random windows of a text: inputs and the next character of each position."""
        import torch

        starts = torch.randint(len(text) - WINDOW, (count,), generator=order)
        whole = text[starts[:, None] + torch.arange(WINDOW + 1)]
        return whole[:, :-1], whole[:, 1:]

    def batch(self, size: int, order: torch.Generator) -> tuple[Tensor, Tensor]:
        """Return windows to train on."""
        return self.windows(self.train, size, order)

    def validation(self) -> tuple[Tensor, Tensor]:
        """Return the same held-out windows every time."""
        import torch

        return self.windows(self.held_out, WINDOWS, torch.Generator().manual_seed(2026))

    def encode(self, text: str) -> list[int]:
        """Return the numbers of its characters."""
        return [self.characters.index(each) for each in text]

    def decode(self, ids: list[int]) -> str:
        """Return the text of these numbers."""
        return "".join(self.characters[i] for i in ids)
