"""What the course consists of: its parts and the order of its labs from ``course.toml``, each lab from its room.

``labNN/lab.toml`` holds a lab's exercises, points and minutes, ``labNN/words/<language>.toml`` its titles, objectives
and hints. A bad file is refused with its line, so that an author can click on it.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from tbxlab.course import folders, tables
from tbxlab.course.tables import BadManifest as BadManifest

SCHEMA = 2
HINTS = 4
CORE_MINUTES = 45
Kind = Literal["core", "further"]
Skill = Literal["writing", "reading", "judgment"]


@dataclass(frozen=True)
class Exercise:
    """One exercise: ``points`` are 0 for a further one; ``hints`` go from where to look to code with one gap."""

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
    tables: dict[str, str] = field(default_factory=dict)
    """Measured tables, name -> module of this lab whose ``reproduce(say)`` measures it again."""
    networks: dict[str, str] = field(default_factory=dict)
    """Networks that can be pretrained, name -> module of this lab whose ``command(…)`` does it."""

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
    """The whole course; ``parts`` maps the id of a part to its title."""

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


def load(path: Path | None = None, rooms: Path | None = None, language: str = "en") -> Course:
    """Read the manifest at ``path`` and the labs below ``rooms``, by default the course's own. Raises BadManifest."""
    table = tables.read(path or folders.root() / folders.MANIFEST)
    found = rooms or (folders.rooms_dir() if path is None else path.parent)
    head = table.values.get("course", {})
    if head.get("schema") != SCHEMA:
        table.fail(f"[course] schema must be {SCHEMA}, found {head.get('schema')!r}", "[course]")
    table.check_known({"course", "part"})
    parts: dict[str, str] = {}
    labs: list[Lab] = []
    for part in table.values.get("part", []):
        parts[part["id"]] = part["title"]
        for name in part.get("labs", []):
            labs.append(_lab(table, name, part["id"], found, language))
            if [lab.name for lab in labs].count(name) > 1:
                table.fail(f"lab {name!r} is listed twice", f'"{name}"')
    if not labs:
        table.fail("no part has labs: a course has at least one")
    return Course(title=head.get("title", ""), parts=parts, labs=tuple(labs))


def _lab(course: tables.Tables, name: object, part: str, rooms: Path, language: str) -> Lab:
    """Read the lab ``name``, listed by ``course`` in ``part``, from its room and its words in one language."""
    if not isinstance(name, str) or not folders.LAB_NAME.fullmatch(name):
        course.fail(f"a lab's name is NN_topic, found {name!r}", f'"{name}"')
    room = rooms / f"lab{name[:2]}"
    table = tables.read(room / "lab.toml")
    words = tables.read(room / "words" / f"{language}.toml")
    words.check_known({"title", "objectives", "exercise", "messages"})
    rows = table.values.pop("exercise", [])
    values = {"needs": [], "tables": {}, "networks": {}} | table.values
    fields = {"name": str, "chapter": str, "minutes": int, "seconds": int, "needs": list}
    table.check_fields("lab", values, fields | {"tables": dict, "networks": dict})
    if values["name"] != name:
        table.fail(f"this room is {name}'s, found name = {values['name']!r}", "name = ")
    written = {key: words.values[key] for key in ("title", "objectives") if words.values.get(key)}
    words.check_fields("lab", written, {"title": str, "objectives": list})
    lab = Lab(
        **(values | {"needs": tuple(values["needs"])}),
        part=part,
        title=words.values["title"],
        objectives=tuple(words.values["objectives"]),
        exercises=tuple(_exercise(table, words, row, name) for row in rows),
    )
    _check_exercises(table, words, lab)
    return lab


def _exercise(table: tables.Tables, words: tables.Tables, row: dict[str, Any], lab: str) -> Exercise:
    """Join one exercise's numbers with its words."""
    anchor = f'id = "{row.get("id", "")}"'
    fields = {"id": str, "kind": str, "skill": str, "points": int, "minutes": int}
    what = table.check_fields("exercise", row, fields, anchor)
    if not folders.exercise_id_of(lab).fullmatch(row["id"]):
        table.fail(f"{what} of lab {lab}: an id is {int(lab[:2])}.N", anchor)
    table.check_one_of(what, "kind", row["kind"], Kind, anchor)
    table.check_one_of(what, "skill", row["skill"], Skill, anchor)
    if (row["points"] > 0) != (row["kind"] == "core"):
        table.fail(f"{what}: core exercises have points, further ones have 0", anchor)
    texts = words.values.get("exercise", {}).get(row["id"], {})
    heading = f'[exercise."{row["id"]}"]'
    words.check_fields(what, texts, {"title": str, "hints": list}, heading)
    hints = tuple(str(hint).strip() for hint in texts["hints"])
    if len(hints) != HINTS or not all(hints):
        words.fail(f"{what} needs {HINTS} hints that say something, found {len(hints)}", heading)
    return Exercise(**row, title=texts["title"], hints=hints)


def _check_exercises(table: tables.Tables, words: tables.Tables, lab: Lab) -> None:
    """Hold what a lab's exercises are together to DESIGN's rules: ids once, core within its time, half for judgment."""
    ids = [exercise.id for exercise in lab.exercises]
    for exercise_id in ids:
        if ids.count(exercise_id) > 1:
            table.fail(f"exercise {exercise_id!r} is there twice", f'id = "{exercise_id}"')
    for exercise_id in words.values.get("exercise", {}):
        if exercise_id not in ids:
            words.fail(f"words for {exercise_id}, which lab.toml does not have", f'[exercise."{exercise_id}"]')
    core = [each for each in lab.exercises if each.kind == "core"]
    if not core:
        table.fail(f"lab {lab.name} has no core exercise")
    if sum(each.minutes for each in core) > CORE_MINUTES:
        table.fail(f"lab {lab.name}: core exercises take over {CORE_MINUTES} minutes")
    judged = sum(each.points for each in core if each.skill != "writing")
    if 2 * judged < lab.points:
        table.fail(
            f"lab {lab.name}: {judged} of {lab.points} points are for reading and judgment; at least half must be"
        )
