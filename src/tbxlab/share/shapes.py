"""What is private by its shape, whatever it is called: keys, passwords, mail addresses, addresses of machines.

Each shape says which part of a match goes and what comes in its place. A key that looks like any other word cannot be
found; one that stands behind its name can, as in `WANDB_API_KEY=…`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import NamedTuple


class Shape(NamedTuple):
    """A pattern whose group `it` is replaced."""

    pattern: re.Pattern
    instead: str
    signs: tuple[str, ...]
    """One of these is in every text that has a match: most texts need no look."""
    spares: Callable[[str], bool] = lambda found: False
    """Whether a match is left as it is."""


SECRET = "…"
MAIL = "…@…"
HOST = "host"

_METRICS = re.compile(
    r"(?:.*[^A-Za-z])?(?:recall|precision|p|r|m?ap|ar|ndcg|mrr|hits?|acc|accuracy|top|f1|auc|err|iou|pck|pass)", re.I
)
_NO_VALUE = re.compile(
    r"none|null|true|false|nan|na|n/a|undefined|unset|not set|str|string|str,?|optional.*|<.*|\.\.\.|…|\*+|x+|-+|"
    r"\$\{?\w+\}?|os\.environ.*|your[_-].*|redacted|hidden|required|default|empty|yes|no",
    re.IGNORECASE,
)
_NAMES_OF_SECRETS = (
    r"(?:[\w-]{0,40}[_-])?(?:api[ _-]?key|apikey|access[ _-]?key(?:[ _-]?id)?|secret[ _-]?(?:access[ _-]?)?key|secret|"
    r"private[ _-]?key|(?:access|auth|bearer|refresh|session|bot|hub|hf|hugging_?face|wandb|github|gitlab|api|csrf|"
    r"personal_access|private|security|client|deploy|service|login)[ _-]?token|client[ _-]?secret|password|passwd|"
    r"passphrase|passcode|pwd|credentials?|connection[ _-]?string|account[ _-]?key|shared[ _-]?access[ _-]?key|"
    r"sas[ _-]?token|encryption[ _-]?key|signing[ _-]?key|webhook(?:[ _-]?url)?)"
)
_SECRET_NAME = re.compile(_NAMES_OF_SECRETS, re.IGNORECASE)
_VALUE = r"(?P<it>(?<=\")[^\"\n]+(?=\")|(?<=')[^'\n]+(?=')|[^\s\"'`,;&|<>(){}\[\]\\]+)"
_SIGNS = ("key", "secret", "token", "pass", "pwd", "cred", "sig", "webhook", "connection")

SHAPES = (
    Shape(
        re.compile(
            r"(?P<it>-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|$))", re.DOTALL
        ),
        SECRET,
        ("PRIVATE KEY",),
    ),
    Shape(re.compile(r"(?<=://)(?P<it>[^\s/@\"'<>]+)(?=@[\w.-])"), SECRET, ("://",)),
    Shape(
        re.compile(r"(?i:\b(?:proxy-)?authorization|\bcookie)[\"']?\s*[:=]\s*[\"']?(?P<it>[^\"'\n]+)"),
        SECRET,
        ("uthorization", "AUTHORIZATION", "ookie"),
    ),
    Shape(re.compile(r"(?i:\bbearer|\bbasic)\s+(?P<it>[A-Za-z0-9._~+/=-]{16,})"), SECRET, ("earer", "asic", "EARER")),
    Shape(
        re.compile(
            r"(?P<it>https?://(?:[\w-]+\.)*(?:s3[\w.-]*\.amazonaws\.com(?:\.cn)?|storage\.(?:cloud\.)?google(?:apis)?\.com|"
            r"(?:blob|dfs|file|queue|table)\.core\.windows\.net|digitaloceanspaces\.com|r2\.cloudflarestorage\.com|drive\.google\.com|"
            r"docs\.google\.com|dropbox(?:usercontent)?\.com|sharepoint\.com|1drv\.ms|aliyuncs\.com|myqcloud\.com|backblazeb2\.com|"
            r"wasabisys\.com|hooks\.slack\.com|discord(?:app)?\.com/api/webhooks|firebaseio\.com|webhook\.office\.com)"
            r"[^\s\"'`<>|)\]}]*)"
        ),
        SECRET,
        ("http",),
    ),
    Shape(re.compile(r"(?P<it>\barn:aws[\w-]*:[^\s\"'`<>|,)\]}]+)"), SECRET, ("arn:aws",)),
    Shape(
        re.compile(
            rf"(?<![A-Za-z0-9])(?i:{_NAMES_OF_SECRETS})(?:\\?[\"'`*]*\s*(?:[:=|]|=>|:=)\s*[(\[{{]?\\?[\"'`]?|\\?[\"']?\s*,\s*[\"'])"
            + _VALUE
        ),
        SECRET,
        _SIGNS,
        lambda found: bool(_NO_VALUE.fullmatch(found)),
    ),
    Shape(
        re.compile(
            r"(?<=[?&])(?i:[\w-]*(?:sig|signature|token|key|credential|secret|password|code))=(?P<it>[^\s&\"'<>#]+)"
        ),
        SECRET,
        ("=",),
    ),
    Shape(
        re.compile(rf"(?<![\w-])--?(?i:{_NAMES_OF_SECRETS})[ =]+[\"']?" + _VALUE),
        SECRET,
        _SIGNS,
        lambda found: bool(_NO_VALUE.fullmatch(found)) or found.startswith("-"),
    ),
    Shape(
        re.compile(
            r"(?i:(?<![A-Za-z])(?:token|key|auth))[\"']?\s*[:=|]\s*[\"']?(?P<it>(?=[\w.+/=-]*\d)(?=[\w.+/=-]*[A-Za-z])[\w.+/=-]{16,})"
        ),
        SECRET,
        ("oken", "OKEN", "ey", "EY", "uth", "UTH"),
    ),
    Shape(
        re.compile(
            r"(?<![A-Za-z0-9])(?P<it>hf_[A-Za-z0-9]{16,}|api_org_[A-Za-z0-9]{16,}|sk-(?:proj-|ant-|or-|svcacct-)?[A-Za-z0-9_-]{16,}|"
            r"[spr]k_(?:live|test)_[A-Za-z0-9]{10,}|whsec_[A-Za-z0-9+/=]{16,}|gh[pousr]_[A-Za-z0-9]{16,}|github_pat_\w{20,}|"
            r"gl(?:pat|dt|rt|ptt|ft|soat|cbt)-[\w-]{16,}|xox[abeoprs]-[\w-]{10,}|xapp-[\w-]{10,}|(?:AKIA|ASIA|ABIA|ACCA|AROA|AIDA)[A-Z0-9]{16}|"
            r"AIza[\w-]{30,}|ya29\.[\w-]{16,}|GOCSPX-[\w-]{16,}|1//0[\w-]{20,}|eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?|npm_[A-Za-z0-9]{16,}|"
            r"pypi-[\w-]{16,}|do[oprt]_v1_[a-f0-9]{32,}|SG\.[\w-]{16,}\.[\w-]{16,}|key-[0-9a-f]{32}|nvapi-[\w-]{16,}|r8_[A-Za-z0-9]{20,}|"
            r"gsk_[A-Za-z0-9]{20,}|pplx-[A-Za-z0-9]{20,}|xai-[A-Za-z0-9]{20,}|tgp_v1_[\w-]{16,}|lin_api_\w{16,}|secret_[A-Za-z0-9]{20,}|"
            r"dckr_pat_[\w-]{16,}|dapi[0-9a-f]{32}|shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}|PMAK-[\w-]{20,}|hvs\.[\w-]{20,}|local-[0-9a-f]{40}|"
            r"wandb_v1_\w{16,}|AGE-SECRET-KEY-1[A-Z0-9]{20,}|\d{8,10}:AA[\w-]{30,}|glc_[\w+/=]{20,}|sq0[a-z]{3}-[\w-]{20,}|"
            r"figd_[\w-]{20,}|cmk_\w{20,}|KGAT_\w{16,}|lsv2_(?:pt|sk)_\w{16,}|rpa_[A-Z0-9]{20,}|tskey-[\w-]{16,}|co_api_\w{16,})"
        ),
        SECRET,
        ("_", "-", ".", "AIza", "dapi", ":AA", "/", "AKIA", "ASIA", "ABIA", "ACCA", "AROA", "AIDA"),
    ),
    Shape(
        re.compile(r"(?i:wandb|weights)\W+(?:\w+\W+){0,3}?(?P<it>[0-9a-f]{40})\b"), SECRET, ("andb", "ANDB", "eights")
    ),
    Shape(
        re.compile(r"(?P<it>(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-\w+|sk-\S+) AAAA[\w+/=]{16,}(?: [\w.@-]+)?)"),
        SECRET,
        ("AAAA",),
    ),
    Shape(
        re.compile(
            r"\b(?:ssh|scp|rsync|sftp|mosh|sshfs)\s+(?:-\S+\s+(?:\d+\s+)?)*(?P<it>[\w.-]+@[\w.-]+)|(?<![\w.@-])(?P<other>[\w.-]+@[\w-]+(?:\.[\w-]+)*)(?=:[~/])"
        ),
        MAIL,
        ("@",),
        lambda found: found.startswith("git@git"),
    ),
    Shape(
        re.compile(
            r"(?<![\w.+-])(?P<it>[\w.+'-]*[^\W_]@(?:(?:[^\W_](?:[^\W_]|-)*)\.)+[A-Za-z]{2,24}(?![A-Za-z0-9]))|"
            r"(?<![\w.+-])(?P<other>[\w.+-]+\s?[\[({]\s?(?:at|@)\s?[\])}]\s?[\w-]+(?:(?:\.|\s?[\[({]\s?(?:dot|\.)\s?[\])}]\s?)[\w-]+)+)"
        ),
        MAIL,
        ("@", "at"),
        lambda found: bool(_METRICS.fullmatch(found.partition("@")[0])) or found.startswith("git@git"),
    ),
    Shape(
        re.compile(r"(?<![\w.])(?P<it>\+(?:\d{1,3}[ /(-]{1,2}\d[\d ()/-]{5,}\d|\d{10,15}))(?![\w.])"), SECRET, ("+",)
    ),
    Shape(
        re.compile(r"\b(?P<it>[A-Z]{2}\d{2}(?: ?\d{4}){3,7}(?: ?\d{1,4})?)\b"),
        SECRET,
        ("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"),
    ),
)
"""Secrets and people."""

MACHINES = (
    Shape(
        re.compile(
            r"(?<![\w.@+-])(?P<it>[A-Za-z][\w.-]*@(?!(?:v|rc|r|k|top|alpha|beta|b)?\d)[A-Za-z]\w*[\d-][\w-]*)(?![\w.@])"
        ),
        MAIL,
        ("@",),
        lambda found: bool(_METRICS.fullmatch(found.partition("@")[0])),
    ),
    Shape(
        re.compile(
            r"(?<![\d.])(?P<it>(?:10\.\d{1,3}|192\.168|172\.(?:1[6-9]|2\d|3[01])|169\.254|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))"
            r"\.\d{1,3}\.\d{1,3})(?![\d.]*\d)"
        ),
        HOST,
        (".",),
        lambda found: not _octets(found),
    ),
    Shape(
        re.compile(
            r"(?:(?<![\w.=<>~-])(?<!ersion )(?<!\bv )(?P<it>(?:3[2-9]|[4-9]\d|1\d\d|2[0-4]\d|25[0-5])(?:\.\d{1,3}){3})|"
            r"(?i:(?<![a-z])(?:ip|ips|addr|address|ip_?addr(?:ess)?|remote_addr|host|hostname|server|node|master|master_addr|endpoint|ssh|ping|from|at|via|"
            r"peer|client|gateway|nameserver|dns)[\"']?\s*[:=]?\s*[\"']?|@|//)(?P<other>\d{1,3}(?:\.\d{1,3}){3}))(?![\d.]*\d)"
        ),
        HOST,
        (".",),
        lambda found: not _octets(found) or found.startswith(("127.", "0.", "255.")),
    ),
    Shape(
        re.compile(
            r"(?<![\w:.])(?P<it>(?=[0-9A-Fa-f:]*\d)(?:(?:[0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}|"
            r"(?:[0-9A-Fa-f]{1,4}:){1,6}(?::[0-9A-Fa-f]{1,4}){1,6}|fe80::[0-9A-Fa-f:]*))(?![\w:])"
        ),
        HOST,
        (":",),
        lambda found: found.count(":") < 3 and not found.casefold().startswith(("2", "3", "fc", "fd", "fe")),
    ),
    Shape(
        re.compile(r"(?<![\w:-])(?P<it>(?:[0-9A-Fa-f]{2}([:-]))(?:[0-9A-Fa-f]{2}\2){4}[0-9A-Fa-f]{2})(?![\w:-])"),
        HOST,
        (":", "-"),
        lambda found: not re.search("[A-Fa-f]", found),
    ),
    Shape(re.compile(r"(?<![\w.-])(?P<it>ip-\d{1,3}-\d{1,3}-\d{1,3}-\d{1,3}(?:\.[\w-]+)*)"), HOST, ("ip-",)),
    Shape(
        re.compile(
            r"(?<![A-Za-z0-9.-])(?P<it>(?<=//)[A-Za-z0-9.-]+\.(?:internal|local|cluster|private)|(?:[A-Za-z0-9-]+\.)*(?:[A-Za-z0-9-]+\.(?:corp|intranet|lan|localdomain|home\.arpa)|"
            r"(?=[A-Za-z-]*[\d-])[A-Za-z0-9-]+\.(?:internal|local|cluster|private)|[A-Za-z0-9-]+\.(?:corp|internal|intranet|lan)\.[A-Za-z0-9.-]*[A-Za-z]))"
            r"(?![\w-]|\.\w)"
        ),
        HOST,
        (".corp", ".intranet", ".lan", ".localdomain", ".home.arpa", ".internal", ".local", ".cluster", ".private"),
    ),
)
"""Addresses of machines, and names that only machines have."""


def replace(text: str, note: Callable[[str, str], str], shapes: tuple[Shape, ...] = SHAPES) -> str:
    """The text without what is private by its shape; `note` is told each match and what it becomes."""
    folded = text.casefold()
    for shape in shapes:
        if any(sign in (folded if sign.islower() else text) for sign in shape.signs):
            text = shape.pattern.sub(partial(_instead, shape=shape, note=note), text)
    return text


def names_secret(name: str) -> bool:
    """Whether a setting of this name is a secret: `wandb_api_key`, `password`."""
    return bool(_SECRET_NAME.fullmatch(name.strip().rpartition("/")[2].rpartition(".")[2].lstrip("-")))


def is_secret(name: str, value: str) -> bool:
    """Whether the value of a setting must go because of the setting's name."""
    return names_secret(name) and bool(value.strip()) and not _NO_VALUE.fullmatch(value.strip())


def _instead(match: re.Match, shape: Shape, note: Callable[[str, str], str]) -> str:
    group = "it" if match["it"] is not None else "other"
    found = match[group]
    if shape.spares(found) or found == shape.instead:
        return match[0]
    low, high = match.start(group) - match.start(), match.end(group) - match.start()
    return match[0][:low] + note(found, shape.instead) + match[0][high:]


def _octets(address: str) -> bool:
    return all(int(part) < 256 for part in address.split("."))
