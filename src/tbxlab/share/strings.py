"""The strings that a copy would publish, each once, so that a person can read them before."""

from __future__ import annotations

from collections.abc import Iterator

MOST = 2_000_000
"""Characters that are remembered at most; what is beyond is counted, and the listing says so."""


class Strings:
    """Distinct strings by where they stand. Texts come line by line: a text that grows repeats its beginning."""

    def __init__(self) -> None:
        self._found: dict[str, dict[str, None]] = {}
        self._seen: set[int] = set()
        self._size = 0
        self.beyond: dict[str, int] = {}
        """Where -> lines that were too many to remember."""

    def add(self, where: str, value: str) -> bool:
        """Remember a string. Returns whether it is new."""
        key = hash((where, value))
        if key in self._seen:
            return False
        self._seen.add(key)
        lines = self._found.setdefault(where, {})
        for line in value.splitlines():
            line = line.rstrip()
            if not line or line in lines:
                continue
            if self._size + len(line) > MOST:
                self.beyond[where] = self.beyond.get(where, 0) + 1
                continue
            self._size += len(line)
            lines[line] = None
        return True

    def of(self, where: str) -> list[str]:
        """The lines of one place, in the order in which they were found."""
        return list(self._found.get(where, {}))

    def places(self, beginning: str) -> Iterator[tuple[str, list[str]]]:
        """(where, lines) of every place whose name begins like this."""
        for where, lines in self._found.items():
            if where.startswith(beginning) and lines:
                yield where, list(lines)
