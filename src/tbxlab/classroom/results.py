"""The results of a class on disk: one file for each learner, written whole or not at all.

A grading that is killed goes on with the same command: what is there, and was made from the same files by the same
checks under the same seeds, is taken as it is.
"""

import hashlib
import io
import json
import os
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tbxlab.classroom.intake import Handed, Learner
from tbxlab.classroom.marking import Marked
from tbxlab.classroom.seeds import Seeds
from tbxlab.course import folders
from tbxlab.course.manifest import Lab
from tbxlab.notebooks import build
from tbxlab.notebooks.files import replace

SCHEMA = 1
JUDGING = ("grading", "events", "classroom", "notebooks", "course")
"""Rooms of the package that a mark depends on, beside the lab's own."""


def checks_version(lab: Lab) -> str:
    """Return a hash of all that decides a mark: the machinery, the lab's room, its solution."""
    rooms = [folders.ROOMS / name for name in (*JUDGING, f"lab{lab.number}")]
    paths = sorted(path for room in rooms for path in room.rglob("*") if path.suffix in (".py", ".toml"))
    found = hashlib.sha256()
    for path in [*paths, build.solution_path(lab)]:
        found.update(path.name.encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:16]


class Store:
    """The folder ``results`` of a class, with the evidence beside it."""

    def __init__(self, out: Path, lab: Lab, seeds: Seeds, *, way: str) -> None:
        """``way`` is how marks are made: the rule, and whether submissions are trusted."""
        self.folder, self.evidence = out / "results", out / "evidence"
        for each in (self.folder, self.evidence):
            each.mkdir(parents=True, exist_ok=True)
        self._of = json.dumps([SCHEMA, lab.name, seeds.values, checks_version(lab), way])

    def key(self, contents: Sequence[bytes]) -> str:
        """Return what a result depends on, as a hash: the learner's files and everything they are marked by."""
        found = hashlib.sha256(self._of.encode())
        for each in contents:
            found.update(hashlib.sha256(each).digest())
        return found.hexdigest()

    def path(self, learner: Learner) -> Path:
        """Return where a learner's result is: a readable name, and a hash that no other learner shares."""
        whole = f"{learner.platform}\0{learner.id}\0{learner.name}".encode("utf-8", "surrogateescape")
        plain = re.sub(r"[^A-Za-z0-9]+", "-", learner.name)[:40].strip("-") or "learner"
        return self.folder / f"{plain}-{hashlib.sha256(whole).hexdigest()[:10]}.json"

    def load(self, learner: Learner, key: str) -> dict[str, Any] | None:
        """Return a result that was made from the same, None where there is none."""
        try:
            found = json.loads(self.path(learner).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return found if found.get("key") == key and found.get("schema") == SCHEMA else None

    def save(self, learner: Learner, files: Sequence[Handed], marked: Sequence[Marked], key: str) -> dict[str, Any]:
        """Keep what came of a learner's files, the one that counts first; return it. Raises OSError."""
        path = self.path(learner)
        counts = marked[0]
        archive = self.evidence / f"{path.stem}.zip"
        if counts.evidence:
            _replace_bytes(archive, _zipped(counts.evidence))
        by_name = {str(each.path): each for each in files}
        handed = by_name[counts.name]
        result = {
            "schema": SCHEMA,
            "key": key,
            "page": f"feedback/{path.stem}.html",
            "learner": {**vars(learner)},
            "file": _shown(counts.name),
            "sha256": hashlib.sha256(handed.path.read_bytes()).hexdigest(),
            "late": handed.late,
            "also": [_also(each, by_name[each.name]) for each in marked[1:]],
            "not_looked_at": [_shown(name) for name in by_name if name not in {each.name for each in marked}],
            "unreadable": counts.bad,
            "foreign": counts.foreign,
            "other_lab": counts.of,
            "points": sum(each["points"] for each in counts.exercises),
            "exercises": counts.exercises,
            "notes": counts.notes,
            "crashes": counts.crashes,
            "refused_evidence": counts.refused,
            "ran": counts.ran,
            "walls": counts.walls,
            "seconds": counts.seconds,
            "evidence": archive.name if counts.evidence else "",
            "evidence_sha256": {name: hashlib.sha256(content).hexdigest() for name, content in counts.evidence},
        }
        replace(path, json.dumps(result, indent=1, default=str) + "\n")
        return result


def _also(marked: Marked, handed: Handed) -> dict[str, Any]:
    points = sum(each["points"] for each in marked.exercises)
    return {"file": _shown(marked.name), "late": handed.late, "points": points, "unreadable": marked.bad}


def _shown(name: str) -> str:
    return name.encode("utf-8", "replace").decode("utf-8")


def _zipped(files: Sequence[tuple[str, bytes]]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(zipfile.ZipInfo(name), data)
    return content.getvalue()


def _replace_bytes(path: Path, content: bytes) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
