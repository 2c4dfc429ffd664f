"""Reads ``course.toml``: the only place that knows a lab's exercises, titles, points, minutes and hints.

A bad manifest is refused with the file's line, so that an author can click on it.
"""

import re
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal, get_args

from tbxlab import course

SCHEMA = 1
HINTS = 4
CORE_MINUTES = 45
Kind = Literal["core", "further"]
Skill = Literal["writing", "reading", "judgment"]


class BadManifest(Exception):
    """The manifest breaks a rule; the message is ``file:line: what is wrong``."""


@dataclass(frozen=True)
class Exercise:
    """One exercise: ``points`` are 0 for a further one; ``hints`` go from a question to a skeleton."""

    id: str
    title: str
    kind: Kind
    skill: Skill
    points: int
    minutes: int
    hints: tuple[str, ...]


@dataclass(frozen=True)
class Lab:
    """One lab; ``name`` is the stem of its files, ``seconds`` the time that one cell may take."""

    name: str
    title: str
    part: str
    chapter: str
    minutes: int
    seconds: int
    needs: tuple[str, ...]
    objectives: tuple[str, ...]
    exercises: tuple[Exercise, ...]

    @property
    def number(self) -> str:
        """The two digits before the name: "02"."""
        return self.name[:2]

    @property
    def points(self) -> int:
        """The most that a learner can reach."""
        return sum(exercise.points for exercise in self.exercises)

    def exercise(self, exercise_id: str) -> Exercise:
        """Return the exercise with this id. Raises KeyError."""
        return {exercise.id: exercise for exercise in self.exercises}[exercise_id]


@dataclass(frozen=True)
class Course:
    """The whole manifest."""

    title: str
    parts: dict[str, str]
    labs: tuple[Lab, ...]

    def lab(self, name: str) -> Lab:
        """Return the lab called "02_scalars", "02" or "2". Raises KeyError that names the labs there are."""
        for lab in self.labs:
            if name in (lab.name, lab.number, lab.number.lstrip("0")):
                return lab
        raise KeyError(f"no lab {name!r}; there are: {', '.join(lab.name for lab in self.labs)}")

    def lab_of(self, exercise_id: str) -> Lab:
        """Return the lab that holds exercise "2.1". Raises KeyError that names the exercises there are."""
        for lab in self.labs:
            if any(exercise.id == exercise_id for exercise in lab.exercises):
                return lab
        known = ", ".join(exercise.id for lab in self.labs for exercise in lab.exercises)
        raise KeyError(f"no exercise {exercise_id!r}; there are: {known}")

    def exercise(self, exercise_id: str) -> Exercise:
        """Return one exercise of any lab. Raises KeyError."""
        return self.lab_of(exercise_id).exercise(exercise_id)


def load(path: Path | None = None) -> Course:
    """Read the manifest at ``path``, by default the course's own. Raises BadManifest."""
    return _Reader(path or course.root() / course.MANIFEST).course()


class _Reader:
    """Turns the parsed tables into values; knows the text, to say on which line a rule is broken."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.text = path.read_text(encoding="utf-8")
        try:
            self.tables = tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            line = re.search(r"line (\d+)", str(error))
            self.fail(str(error), line=int(line[1]) if line else 1)

    def fail(self, why: str, anchor: str = "", *, line: int | None = None) -> None:
        """Raise BadManifest at ``line``, else at the first line that holds ``anchor``."""
        if line is None:
            at = self.text.find(anchor) if anchor else -1
            line = self.text.count("\n", 0, at) + 1 if at >= 0 else 1
        raise BadManifest(f"{self.path.name}:{line}: {why}")

    def course(self) -> Course:
        head = self.tables.get("course", {})
        if head.get("schema") != SCHEMA:
            self.fail(f"[course] schema must be {SCHEMA}, found {head.get('schema')!r}", "[course]")
        unknown = set(self.tables) - {"course", "part", "lab"}
        if unknown:
            self.fail(f"unknown table {sorted(unknown)[0]!r}", f"[{sorted(unknown)[0]}")
        parts = {part["id"]: part["title"] for part in self.tables.get("part", [])}
        labs = tuple(self.lab(table, parts) for table in self.tables.get("lab", []))
        if not labs:
            self.fail("no [[lab]]: a course has at least one")
        for kind, names in (
            ("lab", [lab.name for lab in labs]),
            ("exercise", [e.id for lab in labs for e in lab.exercises]),
        ):
            for name in names:
                if names.count(name) > 1:
                    self.fail(f"{kind} {name!r} stands twice", f'"{name}"')
        return Course(title=head.get("title", ""), parts=parts, labs=labs)

    def lab(self, table: dict[str, Any], parts: dict[str, str]) -> Lab:
        anchor = f'name = "{table.get("name", "")}"'
        table = dict(table, exercises=table.pop("exercise", []))
        table.setdefault("needs", [])
        self.check_keys(Lab, table, anchor)
        if not re.fullmatch(r"\d\d_[a-z_]+", table["name"]):
            self.fail(f"a lab's name is NN_topic, found {table['name']!r}", anchor)
        if table["part"] not in parts:
            self.fail(f"lab {table['name']}: no part {table['part']!r}", anchor)
        if not table["objectives"]:
            self.fail(f"lab {table['name']} has no objectives", anchor)
        exercises = tuple(self.exercise(each, table["name"]) for each in table["exercises"])
        lab = Lab(
            **{
                **table,
                "needs": tuple(table["needs"]),
                "objectives": tuple(table["objectives"]),
                "exercises": exercises,
            }
        )
        self.check_weights(lab, anchor)
        return lab

    def check_weights(self, lab: Lab, anchor: str) -> None:
        core = [each for each in lab.exercises if each.kind == "core"]
        if not core:
            self.fail(f"lab {lab.name} has no core exercise", anchor)
        if sum(each.minutes for each in core) > CORE_MINUTES:
            self.fail(f"lab {lab.name}: core exercises take over {CORE_MINUTES} minutes", anchor)
        judged = sum(each.points for each in core if each.skill != "writing")
        if 2 * judged < lab.points:
            self.fail(
                f"lab {lab.name}: {judged} of {lab.points} points are for reading and judgment; at least half must be",
                anchor,
            )

    def exercise(self, table: dict[str, Any], lab: str) -> Exercise:
        anchor = f'id = "{table.get("id", "")}"'
        self.check_keys(Exercise, table, anchor)
        what = f"exercise {table['id']}"
        if not re.fullmatch(rf"{int(lab[:2])}\.\d+", table["id"]):
            self.fail(f"{what} of lab {lab}: an id is {int(lab[:2])}.N", anchor)
        for key, allowed in (("kind", get_args(Kind)), ("skill", get_args(Skill))):
            if table[key] not in allowed:
                self.fail(f"{what}: {key} must be one of {', '.join(allowed)}, found {table[key]!r}", anchor)
        if (table["points"] > 0) != (table["kind"] == "core"):
            self.fail(f"{what}: core exercises have points, further ones have 0", anchor)
        if len(table["hints"]) != HINTS or not all(hint.strip() for hint in table["hints"]):
            self.fail(f"{what} needs {HINTS} hints that say something, found {len(table['hints'])}", anchor)
        return Exercise(**{**table, "hints": tuple(hint.strip() for hint in table["hints"])})

    def check_keys(self, kind: type, table: dict[str, Any], anchor: str) -> None:
        """Fail unless ``table`` has exactly the fields of ``kind``, each of the field's type."""
        wanted = {field.name: field.type for field in fields(kind)}
        what = f"{kind.__name__.lower()} {table.get('id') or table.get('name') or '?'}"
        for name in wanted.keys() - table.keys():
            self.fail(f"{what} lacks {name!r}", anchor)
        for name in table.keys() - wanted.keys():
            self.fail(f"{what} has an unknown key {name!r}", anchor)
        for name, value in table.items():
            type_ = {int: int, str: str}.get(wanted[name], str if wanted[name] in (Kind, Skill) else list)
            if not isinstance(value, type_) or isinstance(value, bool):
                self.fail(f"{what}: {name} must be {type_.__name__}, found {value!r}", anchor)
