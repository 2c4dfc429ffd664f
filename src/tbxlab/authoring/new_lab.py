"""Writes the skeleton of a new lab: its room, its source, its answers, its chapter, and its lines in the lists.

What is written works, so that it can be built, judged and proven at once; ✎ marks what an author has still to write.
"""

import re
from pathlib import Path
from string import Template

from tbxlab.authoring.skeleton import FILES
from tbxlab.course import folders, manifest

NAV = "mkdocs.yml"


class CannotMakeLab(Exception):
    """The skeleton was not written, nothing has changed; the message says why."""


def make(name: str, title: str = "", part: str = "") -> list[Path]:
    """Write the skeleton of the lab ``name`` ("10_topic") and return the files, written and changed.

    ``title`` is its topic with a capital letter if it isn't given, ``part`` the course's last. Raises CannotMakeLab.
    """
    course = manifest.load()
    if not folders.LAB_NAME.fullmatch(name):
        raise CannotMakeLab(f"a lab's name is NN_topic, such as 10_topic; found {name!r}")
    for lab in course.labs:
        if lab.number == name[:2]:
            raise CannotMakeLab(f"lab {lab.number} exists: {lab.name}")
    part = part or list(course.parts)[-1]
    if part not in course.parts:
        raise CannotMakeLab(f"no part {part!r}; there are: {', '.join(course.parts)}")
    title = title or name[3:].replace("_", " ").capitalize()
    if '"' in title or "\\" in title:
        raise CannotMakeLab("a title has no quotation marks and no backslashes")
    files = _filled(name, title)
    if there := [path for path in files if path.exists()]:
        raise CannotMakeLab(f"these exist already: {', '.join(_short(path) for path in there)}")
    before = [lab for lab in course.labs if lab.part == part][-1]
    files[folders.root() / folders.MANIFEST] = _with_lab(part, name)
    files[folders.root() / NAV] = _with_page(before, name, title)
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return list(files)


def _filled(name: str, title: str) -> dict[Path, str]:
    values = {
        "name": name,
        "number": name[:2],
        "n": str(int(name[:2])),
        "page": name.replace("_", "-"),
        "title": title,
        "rooms": folders.rooms_dir().as_posix(),
    }
    return {
        folders.root() / Template(path).substitute(values): Template(text).substitute(values)
        for path, text in FILES.items()
    }


def _with_lab(part: str, name: str) -> str:
    """Return course.toml with the lab at the end of its part."""
    text = (folders.root() / folders.MANIFEST).read_text(encoding="utf-8")
    found = re.search(rf'^id = "{re.escape(part)}"$[^\[]*^labs = \[([^\]]*)\]', text, re.MULTILINE)
    if not found:
        raise CannotMakeLab(f'{folders.MANIFEST}: part {part} has no line labs = [ … ] after id = "{part}"')
    listed = found[1].rstrip().rstrip(",")
    added = f'{listed},\n  "{name}",\n' if "\n" in listed else f'{listed}, "{name}"'
    return text[: found.start(1)] + added + text[found.end(1) :]


def _with_page(before: manifest.Lab, name: str, title: str) -> str:
    """Return mkdocs.yml with the chapter behind the one of the lab before it."""
    path = folders.root() / NAV
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    at = [number for number, line in enumerate(lines) if re.search(rf": {re.escape(before.chapter)}$", line)]
    if len(at) != 1:
        raise CannotMakeLab(f"{NAV}: the nav has no line for {before.chapter}, after which {name} would come")
    indent = lines[at[0]][: -len(lines[at[0]].lstrip())]
    entry = f"{name[:2]} {title}"
    quoted = f'"{entry}"' if re.search(r"[:#{}\[\]&*!|>'%@`]", entry) else entry
    lines.insert(at[0] + 1, f"{indent}- {quoted}: {name.replace('_', '-')}.md")
    return "\n".join(lines) + "\n"


def _short(path: Path) -> str:
    return path.relative_to(folders.root()).as_posix() if path.is_relative_to(folders.root()) else str(path)
