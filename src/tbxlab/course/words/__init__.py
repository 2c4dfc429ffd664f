"""The words of every message, one catalogue for each language.

The machinery's own are in ``course/words/<language>/*.toml``, each lab's in ``labNN/words/<language>.toml`` under
``[messages]``. A message is an id with parameters; the catalogue turns it into a sentence. Tests match ids, so words
may be improved and translated freely.
"""

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from tbxlab.course import folders


class UnknownMessage(KeyError):
    """No catalogue holds this id."""


def files(language: str) -> Iterator[tuple[Path, dict[str, str]]]:
    """Yield every file of one language with its messages, id -> text."""
    for path in sorted((folders.ROOMS / "course" / "words" / language).glob("*.toml")):
        yield path, tomllib.loads(path.read_text(encoding="utf-8"))
    for path in sorted(folders.ROOMS.glob(f"lab[0-9][0-9]/words/{language}.toml")):
        yield path, tomllib.loads(path.read_text(encoding="utf-8")).get("messages", {})


@cache
def catalogue(language: str = "en") -> dict[str, str]:
    """Return id -> text of one language. Raises ValueError where two files define the same id."""
    texts: dict[str, str] = {}
    for path, messages in files(language):
        for message_id, text in messages.items():
            if message_id in texts:
                raise ValueError(f"{path}: message {message_id!r} is defined twice")
            texts[message_id] = text.strip()
    return texts


def words(message_id: str, params: dict[str, Any] | None = None, language: str = "en") -> str:
    """Return the sentence for a message. Raises UnknownMessage, or KeyError for a missing parameter."""
    try:
        text = catalogue(language)[message_id]
    except KeyError:
        raise UnknownMessage(message_id) from None
    return text.format(**(params or {}))
