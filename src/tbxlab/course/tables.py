"""A TOML file whose mistakes are reported by line: what the manifest and a lab's words are read with."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, get_args


class BadManifest(Exception):
    """A file that describes the course breaks a rule; the message is ``file:line: what is wrong``."""


@dataclass(frozen=True)
class Tables:
    """A parsed file, with its text, to find the line on which a rule is broken."""

    path: Path
    text: str
    values: dict[str, Any]

    @property
    def label(self) -> str:
        """How a message names the file: "course.toml", "lab02/lab.toml", "lab02/words/en.toml"."""
        parts = self.path.parts
        room = next((at for at, part in enumerate(parts) if re.fullmatch(r"lab\d\d", part)), len(parts) - 1)
        return "/".join(parts[room:])

    def fail(self, why: str, anchor: str = "", *, line: int | None = None) -> NoReturn:
        """Raise BadManifest at ``line``, else at the first line that begins with or holds ``anchor``."""
        if line is None:
            lines = self.text.splitlines()
            starts = [at for at, text in enumerate(lines) if anchor and text.lstrip().startswith(anchor)]
            holds = [at for at, text in enumerate(lines) if anchor and anchor in text]
            line = next(iter(starts + holds), 0) + 1
        raise BadManifest(f"{self.label}:{line}: {why}")

    def check_known(self, known: set[str]) -> None:
        """Fail where the file has a table or a key that nothing reads."""
        for name in sorted(set(self.values) - known):
            self.fail(f"unknown table {name!r}", f"[{name}" if f"[{name}" in self.text else name)

    def check_fields(self, kind: str, values: dict[str, Any], fields: dict[str, type], anchor: str = "") -> str:
        """Fail unless ``values`` has exactly these fields, each of its type; return what to call it in messages."""
        what = f"{kind} {values.get('id') or values.get('name') or ''}".strip() if kind in ("lab", "exercise") else kind
        for name in fields.keys() - values.keys():
            self.fail(f"{what} lacks {name!r}", anchor)
        for name in values.keys() - fields.keys():
            self.fail(f"{what} has an unknown key {name!r}", anchor or name)
        for name, value in values.items():
            if not isinstance(value, fields[name]) or isinstance(value, bool):
                self.fail(f"{what}: {name} must be {fields[name].__name__}, found {value!r}", anchor or name)
        return what

    def check_one_of(self, what: str, name: str, value: object, allowed: Any, anchor: str) -> None:
        """Fail unless ``value`` is one of the strings of the Literal ``allowed``."""
        if value not in get_args(allowed):
            self.fail(f"{what}: {name} must be one of {', '.join(get_args(allowed))}, found {value!r}", anchor)


def read(path: Path) -> Tables:
    """Read one TOML file. Raises BadManifest where it is missing or is no TOML."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        Tables(path, "", {}).fail("there is no such file")
    try:
        return Tables(path, text, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        Tables(path, text, {}).fail(str(error), line=int(line[1]) if line else 1)
