"""Whose names a log tells, and how they are taken out of a text.

Host names stand in the names of event files and, where a writer chose the directory, in the names of runs;
paths stand in texts and hyperparameters, and tell user names. A Scrubber replaces them: `build-7` becomes
`host`, `ann` becomes `user`, and of a path only its last part is left, `…/train.csv`.
"""

from __future__ import annotations

import getpass
import re
import socket
from collections.abc import Callable, Iterable
from pathlib import Path

SHORTEST = {"host": 2, "user": 3}
"""Letters of the shortest name that is looked for: replacing a shorter one would maul the text."""
NOT_NAMES = frozenset(
    {
        "admin",
        "anonymous",
        "colab",
        "container",
        "data",
        "default",
        "docker",
        "guest",
        "home",
        "host",
        "jovyan",
        "local",
        "localhost",
        "model",
        "nobody",
        "none",
        "root",
        "runner",
        "shared",
        "test",
        "train",
        "ubuntu",
        "user",
        "users",
        "vagrant",
        "worker",
    }
)
"""What machines and accounts are called that tell nothing, or that texts are full of."""

_EVENT_FILE = re.compile(r"tfevents\.\d+\.(?P<host>.+?)(?:\.\d+){0,2}(?:\.v2)?$")
_PART = r"[^\s/\\\"'`<>|:;,*?()\[\]{}&]+"
_POSIX = re.compile(rf"(?<![\w./~:…-])(?:file://)?/(?:{_PART}/)+(?P<last>{_PART})?")
_WINDOWS = re.compile(rf"(?<![A-Za-z0-9])(?:[A-Za-z]:[\\/]+|\\\\)(?:{_PART}[\\/]+)*(?P<last>{_PART})?")
_HOME = re.compile(rf"(?:^|[^\w.])(?:/home/|/Users/|[A-Za-z]:[\\/]+Users[\\/]+)(?P<user>{_PART})")
_PERSONAL = re.compile(
    rf"(?<![\w./~:…-])/(?:home|Users|root|mnt|nfs|scratch|Volumes|private|lustre|gpfs)/(?:{_PART}/)*(?P<last>{_PART})?"
)
_ADDRESS = re.compile(r"(?<![\d.])(?:10\.\d{1,3}|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.\d{1,3}\.\d{1,3}(?![\d.])")


def hosts_of_file(name: str) -> list[str]:
    """The host that an event file's name tells, whole and without its domain.

    tensorboardX writes `events.out.tfevents.SECONDS.HOST`, torch and TensorFlow add process and count.
    """
    match = _EVENT_FILE.search(name)
    return _with_short_form(match["host"]) if match else []


def this_machine() -> tuple[list[str], list[str]]:
    """Host names and user names of the machine that this runs on."""
    hosts = _with_short_form(socket.gethostname())
    try:
        users = [getpass.getuser()]
    except (OSError, KeyError, ImportError):  # an account without a name, as in some containers
        users = []
    return hosts, [*users, Path.home().name]


def users_in(text: str) -> list[str]:
    """The user names that the home directories in a text tell."""
    return [match["user"] for match in _HOME.finditer(text)] if "/" in text or "\\" in text else []


def paths_in(text: str) -> list[str]:
    """The absolute paths in a text, of two parts or more."""
    return [match[0] for pattern in (_POSIX, _WINDOWS) for match in pattern.finditer(text)]


class Scrubber:
    """Takes names and paths out of texts, always in the same way; `told` remembers what it took out.

    A text that people wrote loses every absolute path and every name. A run's name keeps its slashes, which are
    no path. A tag keeps user names, too: `grad/max` is no greeting to a user called max.
    """

    def __init__(
        self, hosts: Iterable[str] = (), users: Iterable[str] = (), more: Iterable[str] = (), keep: Iterable[str] = ()
    ):
        """`more` are further words to take out (they become `…`); what is in `keep` stays."""
        spared = {word.casefold() for word in keep}
        self._hosts = _Words(_numbered("host", hosts, spared) | dict.fromkeys(more, "…"), re.IGNORECASE)
        self._users = _Words(_numbered("user", users, spared))
        self.told: dict[str, str] = {}
        """What was found -> what stands there now."""

    def text(self, value: str) -> str:
        """A text, a description, the value of a hyperparameter."""
        if "/" in value or "\\" in value:
            value = _WINDOWS.sub(self._path, _POSIX.sub(self._path, value))
        if "." in value:
            value = _ADDRESS.sub(lambda match: self._note(match[0], "host"), value)
        return self._users.replace(self._hosts.replace(value, self._note), self._note)

    def run(self, value: str) -> str:
        """The name of a run, or of a part of it."""
        return self._users.replace(self.tag(value), self._note)

    def tag(self, value: str) -> str:
        """The name of a tag, a hyperparameter or a node of a graph."""
        if "/" in value:
            value = _PERSONAL.sub(self._path, value)
        return self._hosts.replace(value, self._note)

    def _path(self, match: re.Match) -> str:
        whole, last = match[0], match["last"] or ""
        is_home = bool(re.fullmatch(r".*[/\\](?:home|Users)[/\\]+[^/\\]+[/\\]*", whole))
        return self._note(whole, "…" if not last or is_home else f"…/{last}")

    def _note(self, found: str, instead: str) -> str:
        self.told[found] = instead
        return instead


class _Words:
    """Words to replace, found where no letter or digit touches them."""

    def __init__(self, instead: dict[str, str], flags: re.RegexFlag = re.NOFLAG):
        self._fold = str.casefold if flags & re.IGNORECASE else str
        self._instead = {self._fold(word): replacement for word, replacement in instead.items()}
        longest_first = sorted(instead, key=lambda word: (-len(word), word))
        words = "|".join(map(re.escape, longest_first))
        self._pattern = re.compile(rf"(?<![A-Za-z0-9])(?:{words})(?![A-Za-z0-9])", flags) if words else None

    def replace(self, value: str, note: Callable[[str, str], str]) -> str:
        if self._pattern is None:
            return value
        return self._pattern.sub(lambda match: note(match[0], self._instead[self._fold(match[0])]), value)


def _numbered(kind: str, names: Iterable[str], spared: set[str]) -> dict[str, str]:
    """Name -> `host`, or `host-1`, `host-2` where there are several; a host and its short form are one."""
    others = NOT_NAMES | spared
    private = sorted({name for name in names if len(name) >= SHORTEST[kind] and name.casefold() not in others})
    groups = list(dict.fromkeys(name.partition(".")[0].casefold() for name in private))
    labels = {group: kind if len(groups) == 1 else f"{kind}-{number}" for number, group in enumerate(groups, start=1)}
    return {name: labels[name.partition(".")[0].casefold()] for name in private}


def _with_short_form(host: str) -> list[str]:
    short = host.partition(".")[0]
    return [host] if short == host or not re.search("[A-Za-z]", short) else [host, short]
