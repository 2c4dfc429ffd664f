"""How names, paths and secrets are taken out of a text.

Host names stand in the names of event files and, where a writer chose the directory, in the names of runs;
paths stand in texts and hyperparameters, and tell user names. A Scrubber replaces them: `build-7` becomes
`host`, `ann` becomes `user`, and of a path only its last part is left, `…/train.csv`. Keys, passwords and mail
addresses become `…`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from tbxlab.share import mangled, names, paths, shapes
from tbxlab.share.names import hosts_in, hosts_of_file, this_machine, users_in

__all__ = ["Scrubber", "hosts_in", "hosts_of_file", "paths_in", "this_machine", "users_in"]

AROUND = 24
"""Characters on each side of what is taken out that the listing shows."""
REMEMBERED = 20_000
"""Short strings whose result is remembered: the tag of a histogram comes back at every step."""

_DULL = re.compile(
    r"(?!(?:content|home|homes|[Uu]sers|cluster|mnt|nfs|gpfs|lustre|Volumes|afs)/)(?!.*(?:home|Users|key|token|pass|_//))[A-Za-z0-9_]{1,18}(?:/[A-Za-z0-9_]{1,18})*"
)
"""Has no sign of a path, a mail address or an address, and no part that is long enough for a key."""

paths_in = paths.absolute_in


class Scrubber:
    """Takes names, paths and secrets out of texts, always in the same way; `told` remembers what it took out.

    A text that people wrote loses every absolute path and every name. A run's name keeps its slashes, which are
    no path. A tag keeps its slashes, too, and those names of users that are also words of tags: `grad/max` is no
    greeting to a user called max.
    """

    def __init__(
        self,
        hosts: Iterable[str] = (),
        users: Iterable[str] = (),
        more: Iterable[str] = (),
        keep: Iterable[str] = (),
        told: Mapping[str, str] | None = None,
    ):
        """`more` are further words to take out (they become `…`); what is in `keep` stays.

        `told` is what another Scrubber took out of the same log: it is looked for in names in its mangled form.
        """
        spared = {word.casefold() for word in keep}
        self._keep = spared
        self._hosts = names.Words(names.numbered("host", hosts, spared) | dict.fromkeys(more, "…"))
        numbered = names.numbered("user", users, spared)
        self._users = names.Words(numbered)
        self._users_in_tags = names.Words({name: label for name, label in numbered.items() if not names.is_word(name)})
        self._mangled = names.Words(mangled.of_told(told or {}))
        self._secrets = names.Words(mangled.secrets(told or {}))
        self._results: dict[tuple[str, str], str] = {}
        self._text = ""
        self.told: dict[str, str] = {}
        """What was found -> what stands there now."""
        self.around: dict[str, str] = {}
        """What was found -> the text around its first place."""

    def text(self, value: str) -> str:
        """A text, a description, the value of a hyperparameter."""
        return self._remembered("text", value)

    def run(self, value: str) -> str:
        """The name of a run, or of a part of it."""
        return self._remembered("run", value)

    def tag(self, value: str) -> str:
        """The name of a tag, a hyperparameter or a node of a graph."""
        return self._remembered("tag", value)

    def setting(self, name: str, value: str) -> str:
        """The value of a setting of this name: nothing is left of a password, whatever it looks like."""
        if shapes.is_secret(name, value):
            self._text = f"{name} = {value}"
            return self._note(value, shapes.SECRET)
        return self.text(value)

    def _remembered(self, kind: str, value: str) -> str:
        if len(value) < 3:
            return value
        result = self._results.get((kind, value))
        if result is None:
            self._text = value
            result = getattr(self, f"_{kind}_of")(value)
            if len(value) < 256 and len(self._results) < REMEMBERED:
                self._results[kind, value] = result
        return result

    def _text_of(self, value: str) -> str:
        value = paths.replace(shapes.replace(value, self._note), self._note)
        value = self._secrets.replace(value, self._note)
        return self._users.replace(self._machines(value), self._note)

    def _run_of(self, value: str) -> str:
        return self._users.replace(self._tag_of(value), self._note)

    def _tag_of(self, value: str) -> str:
        value = self._mangled.replace(value, self._note)
        if _DULL.fullmatch(value):  # most tags of most logs: only a known name can be in it
            return self._users_in_tags.replace(self._hosts.replace(value, self._note), self._note)
        value = paths.replace_in_tag(shapes.replace(value, self._note), self._note)
        value = mangled.replace(value, self._note)
        return self._users_in_tags.replace(self._machines(value), self._note)

    def _machines(self, value: str) -> str:
        return shapes.replace(self._hosts.replace(value, self._note), self._note, shapes.MACHINES)

    def _note(self, found: str, instead: str) -> str:
        if found.casefold() in self._keep:
            return found
        if found not in self.told:
            self.told[found] = instead
            self.around[found] = _around(self._text, found)
        return instead


def _around(text: str, found: str) -> str:
    """`found` with the whole words that stand around it in a text."""
    at = text.find(found)
    if at < 0:
        return ""
    before, after = text[:at], text[at + len(found) :]
    kept_before, kept_after = before[-AROUND:], after[:AROUND]
    if len(before) > AROUND:
        kept_before = "… " + (re.sub(r"^\S*\s", "", kept_before) if re.search(r"\s", kept_before) else kept_before)
    if len(after) > AROUND:
        kept_after = (re.sub(r"\s\S*$", "", kept_after) if re.search(r"\s", kept_after) else kept_after) + " …"
    return " ".join(f"{kept_before}{found}{kept_after}".split())
