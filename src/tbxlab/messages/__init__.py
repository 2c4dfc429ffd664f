"""The words of every message, one catalogue for each language: ``messages/<language>/*.toml``.

A message is an id with parameters; the catalogue turns it into a sentence. Tests match ids, so words
may be improved and translated freely.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any


class UnknownMessage(KeyError):
    """No catalogue holds this id."""


@cache
def catalogue(language: str = "en") -> dict[str, str]:
    """Return id -> text of one language. Raises ValueError where two files define the same id."""
    texts: dict[str, str] = {}
    for path in sorted((Path(__file__).parent / language).glob("*.toml")):
        for message_id, text in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if message_id in texts:
                raise ValueError(f"{path.name}: message {message_id!r} is defined twice")
            texts[message_id] = text.strip()
    return texts


def words(message_id: str, params: dict[str, Any] | None = None, language: str = "en") -> str:
    """Return the sentence for a message. Raises UnknownMessage, or KeyError for a missing parameter."""
    try:
        text = catalogue(language)[message_id]
    except KeyError:
        raise UnknownMessage(message_id) from None
    return text.format(**(params or {}))
