"""Is a bad manifest refused with its line, and is the course's own manifest good?"""

import pytest

from tbxlab import manifest

HINTS = "hints = ['a', 'b', 'c', 'd']"
GOOD = f"""\
[course]
schema = 1
title = "T"

[[part]]
id = "I"
title = "Seeing"

[[lab]]
name = "03_topic"
title = "Topic"
part = "I"
chapter = "03-topic.md"
minutes = 30
seconds = 60
objectives = ["see"]

[[lab.exercise]]
id = "3.1"
title = "One"
kind = "core"
skill = "reading"
points = 2
minutes = 5
{HINTS}

[[lab.exercise]]
id = "3.2"
title = "Two"
kind = "further"
skill = "writing"
points = 0
minutes = 5
{HINTS}
"""


def load(tmp_path, text):
    path = tmp_path / "course.toml"
    path.write_text(text, encoding="utf-8")
    return manifest.load(path)


def test_a_good_manifest_is_read_whole(tmp_path):
    lab = load(tmp_path, GOOD).lab("3")
    assert (lab.name, lab.number, lab.points) == ("03_topic", "03", 2)
    assert [each.id for each in lab.exercises] == ["3.1", "3.2"]
    assert lab.exercise("3.1").hints == ("a", "b", "c", "d")


@pytest.mark.parametrize(
    ("old", "new", "line", "why"),
    [
        ("schema = 1", "schema = 2", 1, "schema"),
        ("minutes = 30\n", "", 10, "lacks 'minutes'"),
        ("minutes = 30", "minutes = '30'", 10, "minutes must be int"),
        ("minutes = 30", "minutes = true", 10, "minutes must be int"),
        ("minutes = 30", "minutes = 30\ncolor = 'red'", 10, "unknown key 'color'"),
        ('part = "I"', 'part = "II"', 10, "no part 'II'"),
        ('objectives = ["see"]', "objectives = []", 10, "no objectives"),
        ('"03_topic"', '"3-topic"', 10, "NN_topic"),
        ('id = "3.2"', 'id = "4.2"', 28, "an id is 3.N"),
        ('id = "3.2"', 'id = "3.1"', 19, "stands twice"),
        ('kind = "further"', 'kind = "extra"', 28, "kind must be one of core, further"),
        ("points = 0", "points = 1", 28, "further ones have 0"),
        ("points = 2", "points = 0", 19, "core exercises have points"),
        ('skill = "reading"', 'skill = "writing"', 10, "at least half must be"),
        ("minutes = 5\nhints", "minutes = 50\nhints", 10, "over 45 minutes"),
        ("['a', 'b', 'c', 'd']", "['a', 'b', 'c']", 19, "needs 4 hints"),
        ("['a', 'b', 'c', 'd']", "['a', 'b', 'c', ' ']", 19, "needs 4 hints"),
        ("[course]", "[course", 1, "Expected"),
        ("[course]", "[corse]\n[course]", 1, "unknown table 'corse'"),
    ],
)
def test_a_bad_manifest_is_refused_with_its_line(tmp_path, old, new, line, why):
    assert old in GOOD
    with pytest.raises(manifest.BadManifest, match=r"course\.toml") as refused:
        load(tmp_path, GOOD.replace(old, new, 1))
    assert str(refused.value).startswith(f"course.toml:{line}: ")
    assert why in str(refused.value)


def test_an_unknown_lab_or_exercise_is_told_with_those_there_are(tmp_path):
    course = load(tmp_path, GOOD)
    with pytest.raises(KeyError, match="03_topic"):
        course.lab("7")
    with pytest.raises(KeyError, match=r"3\.1, 3\.2"):
        course.exercise("7.1")


def test_the_courses_own_manifest_is_good():
    assert manifest.load().labs
