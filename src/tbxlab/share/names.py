"""Whose names a log tells: of machines and of people, and which names tell nothing."""

from __future__ import annotations

import getpass
import re
import socket
from collections.abc import Callable, Iterable
from pathlib import Path

SHORTEST = {"host": 2, "user": 3}
"""Letters of the shortest name that is looked for: replacing a shorter one would maul the text."""
_TELL_NOTHING = (
    "cluster cpu gpu master node nodes server tpu "
    "admin administrator all anonymous app batch checkpoints code colab conda container content data dataset "
    "datasets default demo docker embedding embeddings experiments features git guest home host jovyan local "
    "localhost logs model models none nobody null output outputs project projects public python results root runner "
    "runs scratch shared src student system test tests tmp train ubuntu undefined unknown user username users "
    "vagrant work worker workspace true false "
)
NOT_NAMES = frozenset(_TELL_NOTHING.split())
"""What machines, accounts and folders are called that tell nothing, or that texts are full of."""
_OF_TAGS = (
    "acc accuracy actor adam age alpha art auto avg ball bart batch beta bias bill block carry chase cost critic "
    "data dev drew epoch eval faith field frank gamma global grace grad grant hope input iris job joy jack key lamb "
    "lars layer lion loss lr main major map mark max mean mesh min miles mode muon net noise norm nova path penny "
    "pro rate ray reed rich rob rose rusty sandy score sgd sky sofia step stone sum summer sunny test tag tail time "
    "top train val valid value victor violet weight will win wolf wood "
)
WORDS_OF_TAGS = frozenset(_OF_TAGS.split())
"""Words that are names of people and of what is logged: under a tag such as `grad/max` they stay."""

_EVENT_FILE = re.compile(r"tfevents\.\d+\.(?P<host>.+?)(?:\.\d+){0,2}(?:\.v2)?$")
_NAME = r"[^\s/\\\"'`<>|:;,*?()\[\]{}&$%]+"
_SEPARATOR = r"(?:\\?/|%2[Ff])"
_HOME = re.compile(
    rf"(?:^|(?<![A-Za-z0-9./~]))(?:{_SEPARATOR}[\w.+-]+){{0,3}}?{_SEPARATOR}"
    rf"(?:home\d*|homes|[Uu]sers|usr/home|u)(?:{_SEPARATOR}[a-z])?{_SEPARATOR}(?P<user>{_NAME})"
)
_WINDOWS_HOME = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-Za-z]:|/mnt/[a-z]|/[a-z]|/cygdrive/[a-z])[\\/]+(?:Users|Documents and Settings)[\\/]+"
    r"(?P<user>[^\\/\n\"'<>|:;,*?]+?)(?=[\\/\n\"'<>|:;,*?]|$)"
)
_TILDE = re.compile(r"(?<![\w./~…])~(?P<user>[A-Za-z_][\w.-]*)(?=[/\\])")
_MAIL = re.compile(r"(?<![\w.+-])(?P<user>[A-Za-z][\w-]*(?:\.[\w-]+)+)@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
_OWNER = r"(?:user|user_?name|login|owner|author|creator|created_by|submitted_by|maintainer|wandb_entity|entity)"
_KEYED_USER = re.compile(
    r"(?<![A-Za-z0-9])(?:(?:LOG|USER)NAME|logname|username|user_name|SLURM_JOB_USER|SUDO_USER|login)"
    r"[\"']?\s*[:=]\s*[\"']?(?P<a>[A-Za-z][\w.-]*\w)|"
    r"(?<![A-Za-z0-9])USER[\"']?\s*[:=]\s*[\"']?(?P<b>[a-z][\w.-]*\w)|"
    rf"[\"']{_OWNER}[\"']\s*:\s*([\"'])(?P<c>[A-Za-z][\w.-]*\w)\3|"
    rf"(?m:^)\s*{_OWNER}\s*[:=]\s*(?P<d>[a-z][\w.-]*\w)\s*(?m:$)|\|\s*{_OWNER}\s*\|\s*(?P<e>[A-Za-z][\w.-]*\w)\s*\|"
)
_KEYED_HOST = re.compile(
    r"(?<![A-Za-z0-9])(?:HOST(?:NAME)?|[Hh]ost_?[Nn]ame|COMPUTERNAME|MASTER_ADDR|master_addr|SLURM\w*NODE(?:NAME|LIST)|"
    r"nodename|[Hh]ost(?=[\"']?\s*[:=]\s*[\"']?[A-Za-z][\w]*[.\d-]))[\"']?\s*[:=|]\s*[\"']?(?P<host>[A-Za-z][\w.-]*\w)(?![\w\[])|"
    r"\b(?:ssh|scp|rsync|sftp|mosh)\s+(?:-\S+\s+(?:\d+\s+)?)*(?:[\w.-]+@)?(?P<other>[A-Za-z][\w-]*\d[\w.-]*)(?![\w./:])"
)


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
    """The user names that a text tells: in home directories, in mail addresses, in `USER=…`."""
    found = []
    if "/" in text or "\\" in text or "%2" in text:
        windows = [match["user"].strip() for match in _WINDOWS_HOME.finditer(text)]
        found += [name for pattern in (_HOME, _TILDE) for name in (match["user"] for match in pattern.finditer(text))]
        found = [name.rstrip(".") for name in found if not any(one.startswith(name) for one in windows)] + windows
    if "@" in text:
        found += [match["user"] for match in _MAIL.finditer(text)]
    if any(sign in text for sign in "=:|"):
        found += _keyed(text)
    return [name for name in found if name and not name.startswith("…")]


def hosts_in(text: str) -> list[str]:
    """The names of machines that a text tells as `HOSTNAME=…` and `ssh …` do."""
    hosts = [match["host"] or match["other"] for match in _KEYED_HOST.finditer(text)]
    return [name for host in hosts for name in _with_short_form(host)]


def _keyed(text: str) -> list[str]:
    return [next(match[group] for group in "abcde" if match[group]) for match in _KEYED_USER.finditer(text)]


class Words:
    """Words to replace, found where no letter or digit touches them.

    A name of two parts is found however they are joined: `jane.roe` also as `Jane Roe` and `jane_roe`.
    """

    def __init__(self, instead: dict[str, str]):
        self._instead = {folded(word): replacement for word, replacement in instead.items()}
        longest_first = sorted(instead, key=lambda word: (-len(word), word))
        words = "|".join(map(_pattern, longest_first))
        self._pattern = re.compile(rf"(?<![^\W_])(?:{words})(?![^\W_])", re.IGNORECASE) if words else None

    def replace(self, value: str, note: Callable[[str, str], str]) -> str:
        """The value without the words; `note` is told each of them and what it becomes."""
        if self._pattern is None:
            return value
        return self._pattern.sub(lambda match: note(match[0], self._instead.get(folded(match[0]), "…")), value)


def numbered(kind: str, names: Iterable[str], spared: set[str]) -> dict[str, str]:
    """Name -> `host`, or `host-1`, `host-2` where there are several; a host and its short form are one."""
    others = NOT_NAMES | spared
    private = sorted({name for name in names if len(name) >= SHORTEST[kind] and name.casefold() not in others})
    key = (lambda name: name.partition(".")[0].casefold()) if kind == "host" else folded
    groups = list(dict.fromkeys(map(key, private)))
    labels = {group: kind if len(groups) == 1 else f"{kind}-{number}" for number, group in enumerate(groups, start=1)}
    return {name: labels[key(name)] for name in private}


def is_word(name: str) -> bool:
    """Whether a user's name is also a word that tags are made of."""
    return name.casefold() in WORDS_OF_TAGS


def _pattern(word: str) -> str:
    parts = re.split(r"[ ._-]+", word)
    joined = r"[ ._-]?".join(map(re.escape, parts))
    return joined if len(parts) == 2 and all(len(part) > 1 and part.isalpha() for part in parts) else re.escape(word)


def folded(word: str) -> str:
    """What a name is compared by: `jane.roe` and `Jane Roe` are one."""
    parts = re.split(r"[ ._-]+", word)
    if len(parts) == 2 and all(len(part) > 1 and part.isalpha() for part in parts):
        return "".join(parts).casefold()
    return word.casefold()


def _with_short_form(host: str) -> list[str]:
    short = host.partition(".")[0]
    return [host] if short == host or not re.search("[A-Za-z]", short) else [host, short]
