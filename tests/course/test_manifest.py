"""Is a bad manifest refused with its line, and is the course's own manifest good?"""

import pytest

from tbxlab.course import manifest

COURSE = """\
[course]
schema = 2
title = "T"

[[part]]
id = "I"
title = "Seeing"
labs = ["03_topic"]
"""
LAB = """\
name = "03_topic"
chapter = "03-topic.md"
minutes = 30
seconds = 60

[[exercise]]
id = "3.1"
kind = "core"
skill = "reading"
points = 2
minutes = 5

[[exercise]]
id = "3.2"
kind = "further"
skill = "writing"
points = 0
minutes = 5
"""
WORDS = """\
title = "Topic"
objectives = ["see"]

[exercise."3.1"]
title = "One"
hints = ["a", "b", "c", "d"]

[exercise."3.2"]
title = "Two"
hints = ["a", "b", "c", "d"]

[messages]
"""


def load(tmp_path, course=COURSE, lab=LAB, words=WORDS, language="en"):
    room = tmp_path / "lab03"
    (room / "words").mkdir(parents=True, exist_ok=True)
    (tmp_path / "course.toml").write_text(course, encoding="utf-8")
    (room / "lab.toml").write_text(lab, encoding="utf-8")
    (room / "words" / f"{language}.toml").write_text(words, encoding="utf-8")
    return manifest.load(tmp_path / "course.toml", language=language)


def test_a_good_manifest_is_read_whole(tmp_path):
    lab = load(tmp_path).lab("3")
    assert (lab.name, lab.number, lab.points, lab.part) == ("03_topic", "03", 2, "I")
    assert [each.id for each in lab.exercises] == ["3.1", "3.2"]
    assert lab.exercise("3.1").hints == ("a", "b", "c", "d")


def test_another_language_is_one_more_file_with_the_same_keys(tmp_path):
    words = WORDS.replace('"Topic"', '"Thema"').replace('"One"', '"Eins"')
    course = load(tmp_path, words=words, language="de")
    assert (course.lab("3").title, course.exercise("3.1").title) == ("Thema", "Eins")
    assert load(tmp_path).lab("3").title == "Topic"
    with pytest.raises(manifest.BadManifest, match=r"lab03/words/fr\.toml:1: there is no such file"):
        manifest.load(tmp_path / "course.toml", language="fr")


@pytest.mark.parametrize(
    ("old", "new", "line", "why"),
    [
        ("schema = 2", "schema = 1", 1, "schema"),
        ('"03_topic"', '"3-topic"', 8, "NN_topic"),
        ('["03_topic"]', '["03_topic", "03_topic"]', 8, "listed twice"),
        ('["03_topic"]', "[]", 1, "no part has labs"),
        ("[course]", "[course", 1, "Expected"),
        ("[course]", "[corse]\n[course]", 1, "unknown table 'corse'"),
    ],
)
def test_a_bad_manifest_is_refused_with_its_line(tmp_path, old, new, line, why):
    refused_at(tmp_path, f"course.toml:{line}: ", why, course=replaced(COURSE, old, new))


@pytest.mark.parametrize(
    ("old", "new", "line", "why"),
    [
        ("minutes = 30\n", "", 1, "lacks 'minutes'"),
        ("minutes = 30", "minutes = '30'", 3, "minutes must be int"),
        ("minutes = 30", "minutes = true", 3, "minutes must be int"),
        ("minutes = 30", "minutes = 30\ncolor = 'red'", 4, "unknown key 'color'"),
        ('"03_topic"', '"03_other"', 1, "this room is 03_topic's"),
        ('id = "3.2"', 'id = "4.2"', 14, "an id is 3.N"),
        ('id = "3.2"', 'id = "3.1"', 7, "there twice"),
        ('kind = "further"', 'kind = "extra"', 14, "kind must be one of core, further"),
        ("points = 0", "points = 1", 14, "further ones have 0"),
        ("points = 2", "points = 0", 7, "core exercises have points"),
        ('skill = "reading"', 'skill = "writing"', 1, "at least half must be"),
        ("minutes = 5\n\n", "minutes = 50\n\n", 1, "over 45 minutes"),
        ("points = 2\n", "", 7, "exercise 3.1 lacks 'points'"),
        ("[[exercise]]", "[[exercise]", 6, "Expected"),
    ],
)
def test_a_bad_lab_is_refused_with_its_line(tmp_path, old, new, line, why):
    refused_at(tmp_path, f"lab03/lab.toml:{line}: ", why, lab=replaced(LAB, old, new))


@pytest.mark.parametrize(
    ("old", "new", "line", "why"),
    [
        ('objectives = ["see"]', "objectives = []", 1, "lacks 'objectives'"),
        ('title = "Two"\n', "", 8, "exercise 3.2 lacks 'title'"),
        ('["a", "b", "c", "d"]', '["a", "b", "c"]', 4, "needs 4 hints"),
        ('["a", "b", "c", "d"]', '["a", "b", "c", " "]', 4, "needs 4 hints"),
        ('[exercise."3.2"]', '[exercise."3.3"]', 1, "exercise 3.2 lacks"),
        ("[messages]", '[exercise."3.3"]\ntitle = "x"\nhints = ["a", "b", "c", "d"]', 12, "words for 3.3"),
        ("[messages]", "[massages]", 12, "unknown table 'massages'"),
    ],
)
def test_bad_words_are_refused_with_their_line(tmp_path, old, new, line, why):
    refused_at(tmp_path, f"lab03/words/en.toml:{line}: ", why, words=replaced(WORDS, old, new))


def replaced(text, old, new):
    assert old in text
    return text.replace(old, new, 1)


def refused_at(tmp_path, where, why, **files):
    with pytest.raises(manifest.BadManifest) as refused:
        load(tmp_path, **files)
    assert str(refused.value).startswith(where)
    assert why in str(refused.value)


def test_an_unknown_lab_or_exercise_is_told_with_those_there_are(tmp_path):
    course = load(tmp_path)
    with pytest.raises(KeyError, match="03_topic"):
        course.lab("7")
    with pytest.raises(KeyError, match=r"3\.1, 3\.2"):
        course.exercise("7.1")


def test_the_courses_own_manifest_is_good():
    assert manifest.load().labs
