r"""Absolute paths in a text: where one begins, how far it reaches, and what is left of it.

A path may hold blanks (`/content/drive/My Drive/x.csv`), apostrophes and parentheses. In quotes it reaches to the
closing quote. Elsewhere it goes on behind a blank where a separator follows before the clause ends; a word too many
is taken rather than a folder too few.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

LONGEST = 4096
WORDS = 6
"""Words that a folder's name has at most, outside of quotes."""

_BEFORE = r"(?<![A-Za-z0-9./~…)\]}])"
_SEPARATOR = r"(?:\\?/|%2[Ff])"
_COLORED = r"(?<=\x1b\[\dm)|(?<=\x1b\[\d\dm)|(?<=\x1b\[\d;\d\dm)|(?<=\x1b\[\d\d;\d\dm)|(?<=\\[nrt])"
_POSIX = re.compile(rf"(?:{_COLORED}|(?<=-[ILB])|{_BEFORE})(?:file:(?://)?)?(?:{_SEPARATOR})(?![/\s*\\%])")
_PERSONAL = re.compile(
    rf"(?:{_COLORED}|(?<=-[ILB])|{_BEFORE})(?:file:(?://)?)?{_SEPARATOR}(?:home\d*|homes|[Uu]sers|u|root|mnt|nfs|scratch|Volumes|private|lustre|"
    r"gpfs|cluster|content|export|afs|media|cygdrive|net|nethome|srv|tmp|var|dbfs|kaggle|"
    r"groups|opt|usr|data\d*|datasets?|work|workspace|storage|projects?|project\d*|shared|ssd\d*|hdd\d*|disk\d*|raid\d*)(?=/|\\/|%2[Ff])"
)
_WINDOWS = re.compile(
    rf"(?:{_COLORED}|(?<![A-Za-z0-9]))(?:file:/*)?(?:[A-Za-z]:(?:\\+|/+)(?=[\w.$ ~-])|"
    r"(?<![\\\w])\\\\(?:\\\\)?(?:[?.]\\+)?(?=[\w.$-]+\\))"
)
_REMOTE = re.compile(
    r"(?<![A-Za-z0-9+.-])(?:jdbc:)?(?!(?:https?|env|file|about|data|chrome|git):)[A-Za-z][A-Za-z0-9+.-]+:/{2,4}"
    r"(?=[\w.%…-])(?!(?:localhost|127\.0\.0\.1|0\.0\.0\.0)\b)|(?<![A-Za-z0-9])dbfs:/(?=\w)|"
    r"(?<![\w:/.\\])//(?=[\w.-]+/[\w.-])"
)
_TILDE = re.compile(r"(?<![\w./~…])~[A-Za-z_][\w.-]*(?=[/\\])")
_HOME_ONLY = re.compile(
    r"(?:file:)?.*(?:[/\\]|%2[Ff])(?:home\d*|homes|[Uu]sers|u|Documents and Settings)(?:[/\\]|%2[Ff])+(?:[a-z][/\\])?"
    r"[^/\\%]+(?:[/\\]|%2[Ff])*"
)
_ENDINGS = (
    "bin bmp bz2 c cfg ckpt conf cpp csv cu db dcm feather gif gz h h5 hdf5 html ini ipynb jpeg jpg js json jsonl "
    "keras log md mat mp4 nii npy npz onnx orbax out parquet pb pdf pickle pkl png pt pth py pyc rst safetensors sh "
    "so sqlite sql svg tar tfrecord tgz tif tiff toml tsv txt wav webp xlsx xml yaml yml zip zst "
)
_EXTENSIONS = frozenset(_ENDINGS.split())
"""Endings of file names: behind one of them a path has ended."""
_HARD = re.compile(r"[\"`<>|*?;\x00-\x1f]|(?<![\w\\])'|'(?!\w)")
_PAIRS = {")": "(", "]": "[", "}": "{"}
_STOPS = re.compile(r"[,;:!?]$|^-{1,2}[A-Za-z]|[=|]|^(?:&&?|->|>+)$")


class Found(NamedTuple):
    """One path: `low` to `high` in the text."""

    low: int
    high: int
    separators: str
    """The characters that separate its parts, as a class of a regular expression."""


def replace(text: str, note: Callable[[str, str], str]) -> str:
    """The text with only the last part of each absolute path; `note` is told each path and what it becomes."""
    for pattern in (_REMOTE, _WINDOWS, _TILDE, _POSIX):
        if any(sign in text for sign in ("/", "\\", "%2")):
            text = _replaced(text, find(text, pattern), note)
    return text


def replace_in_tag(text: str, note: Callable[[str, str], str]) -> str:
    """The same for a tag, whose slashes are its own: paths that begin like one of a person or of a disk, and files."""
    if not any(sign in text for sign in ("/", "\\", "%2")):
        return text
    for pattern in (_REMOTE, _WINDOWS, _TILDE, _PERSONAL):
        text = _replaced(text, find(text, pattern), note)
    files = (one for one in find(text, _POSIX) if _is_file(text[one.low : one.high]))
    return _replaced(text, files, note)


def absolute_in(text: str) -> list[str]:
    """The absolute paths in a text."""
    found: list[str] = []

    def note(old: str, new: str) -> str:
        found.append(old)
        return new

    replace(text, note)
    return found


def find(text: str, pattern: re.Pattern) -> Iterator[Found]:
    """The paths that begin as `pattern` says, of two parts at least."""
    separators = r"\\/" if pattern is _WINDOWS or pattern is _TILDE else "/"
    if pattern is _POSIX or pattern is _PERSONAL:
        separators = "/\\\\" if "\\/" in text else "/%2" if "%2" in text else "/"
    at = 0
    while match := pattern.search(text, at):
        if pattern is _POSIX and separators == "/" and not _goes_on(text, match.end()):
            at = match.end()
            continue
        quote = text[match.start() - 1] if match.start() and text[match.start() - 1] in "\"'`" else ""
        high = _reach(text, match.start(), match.end(), "/" if separators == "/%2" else separators, quote)
        if high > match.end() and (pattern is not _POSIX or _has_folder(text[match.end() - 1 : high])):
            yield Found(match.start(), high, separators)
            at = high
        else:
            at = match.end()


def _goes_on(text: str, at: int) -> bool:
    """Whether a path of more than one part can begin here: a quick look, since texts are full of slashes."""
    following = text.find("/", at, at + LONGEST)
    return following >= 0 and text[following - 1] != " "


def _replaced(text: str, found: Iterator[Found], note: Callable[[str, str], str]) -> str:
    parts, at = [], 0
    for one in found:
        whole = text[one.low : one.high]
        parts += [text[at : one.low], note(whole, shortened(whole, one.separators))]
        at = one.high
    return "".join([*parts, text[at:]])


def shortened(path: str, separators: str) -> str:
    """`…/` and the last part; `…` alone for a home directory, or where the path ends in a separator."""
    split = r"/|%2[Ff]" if separators == "/%2" else f"[{separators}]+"
    parts = re.split(split, path)
    last = parts[-1].strip()
    authority_only = "://" in path and len([part for part in parts if part]) <= 2  # a bucket, and nothing in it
    return (
        "…"
        if not last or authority_only or _HOME_ONLY.fullmatch(path) or (path.startswith("~") and len(parts) < 2)
        else f"…/{last}"
    )


def _has_folder(path: str) -> bool:
    parts = [part for part in re.split(r"\\?/|%2[Ff]", path) if part]
    ends_in_one = path.endswith("/") and len(parts) == 1
    return (len(parts) > 1 or ends_in_one) and (any(map(str.isalpha, parts[0])) or len(parts) > 2)


def _is_file(path: str) -> bool:
    return path.rpartition(".")[2].casefold() in _EXTENSIONS


def _reach(text: str, low: int, at: int, separators: str, quote: str) -> int:
    """Where the path that begins at `low`, and whose first part begins at `at`, ends."""
    if quote and (closing := _closing(text, at, quote)) is not None:
        return closing
    hard = _hard_end(text, at)
    end = _word_end(text, at, hard)
    while end < hard and text[end] == " ":
        match = re.compile(f"[{separators}]").search(text, end, hard)
        gap = text[end : match.start()] if match else ""
        words = gap.split()
        previous = text[at:end].rpartition(" ")[2]
        if not match or not words or len(words) >= WORDS or gap.endswith(" ") or _ends(previous):
            break
        if any(_STOPS.search(word) for word in words) or any(_ends(word) for word in words[:-1]):
            break
        end = _word_end(text, match.start(), hard)
    path = text[low:end]
    if re.search(r"[\\/]Users[\\/]+[^\\/]+$", path) and "\\" in path:  # the home of somebody with two names
        more = re.compile(r"(?: [A-Z][\w'’-]+){1,2}").match(text, end, hard)
        end = more.end() if more else end
    return low + len(text[low:end].rstrip(" ,:!\\"))


def _ends(word: str) -> bool:
    """Whether a path ends behind this word: it is a file's name, or the clause ends."""
    last = re.split(r"[\\/]", word)[-1]
    abbreviated = re.fullmatch(r"[A-Z][a-z]{0,3}\.", last)
    stem, _, ending = last.rpartition(".")
    return bool(
        (stem and ending.casefold() in _EXTENSIONS)
        or re.search(r"[,;:!?]$", word)
        or (word.endswith(".") and not abbreviated)
    )


def _closing(text: str, at: int, quote: str) -> int | None:
    """Where the quote that was opened before `at` closes on the same line, None where it does not."""
    line = text.find("\n", at, at + LONGEST)
    limit = line if line >= 0 else min(len(text), at + LONGEST)
    pattern = re.compile(r"'(?!\w)|(?<![\w\\])'" if quote == "'" else re.escape(quote))
    match = pattern.search(text, at, limit)
    if match is None:
        return None
    return at + len(text[at : match.start()].rstrip("\\"))


def _hard_end(text: str, at: int) -> int:
    """Where no path goes on: at a quote, a line's end, a bracket that was not opened in it."""
    match = _HARD.search(text, at, at + LONGEST)
    limit = match.start() if match else min(len(text), at + LONGEST)
    opened: list[str] = []
    for index in range(at, limit):
        character = text[index]
        if character in "([{":
            opened.append(character)
        elif character in _PAIRS:
            if not opened or opened.pop() != _PAIRS[character]:
                return index
        elif (character == ":" and not (text[index - 1].isdigit() and text[index + 1 : index + 2].isdigit())) or (
            character == "," and (index + 1 == limit or text[index + 1] in " /\\\"'")
        ):
            return index
    return limit


def _word_end(text: str, at: int, limit: int) -> int:
    """The next blank that is not escaped, and not inside of brackets."""
    depth = 0
    for index in range(at, limit):
        character = text[index]
        depth += (character in "([{") - (character in ")]}")
        if character == " " and depth <= 0 and text[index - 1] != "\\":
            return index
    return limit
