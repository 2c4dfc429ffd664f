"""Is every file of a folder accounted for, whatever a platform calls it?"""

import os

import pytest

from tbxlab.classroom import intake


@pytest.fixture
def folder(tmp_path):
    def put(name, text="{}"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    put("lovelaceada_77_901_02_scalars.ipynb")
    put("lovelaceada_late_77_950_02_scalars-1.ipynb")
    put("Alan Turing_4711_assignsubmission_file_/mine.ipynb")
    put("Grace Hopper_4712_assignsubmission_file_02_scalars.ipynb")
    put("edsger/02_scalars/02_scalars.ipynb")
    put("edsger/02_scalars/timestamp.txt", "2026-11-20 10:00:00 UTC")
    put("barbara/work/labs.ipynb")
    put("somebody.ipynb")
    put("notes.txt")
    put("all.zip")
    put(".ipynb_checkpoints/x-checkpoint.ipynb")
    (tmp_path / "passwd.ipynb").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "pipe.ipynb")
    return tmp_path


def test_names_as_platforms_make_them_tell_who_and_which(folder):
    found = intake.read(folder)
    who = {(each.learner.platform, each.learner.id, each.learner.name) for each in found.handed}
    assert who == {
        ("canvas", "77", "lovelaceada"),
        ("moodle", "4711", "Alan Turing"),
        ("moodle", "4712", "Grace Hopper"),
        ("nbgrader", "edsger", "edsger"),
        ("folder", "barbara", "barbara"),
        ("", "", "somebody"),
    }


def test_the_latest_comes_first_and_late_is_told(folder):
    files = {each.name: files for each, files in intake.read(folder).by_learner().items()}
    ada = files["lovelaceada"]
    assert [each.own for each in ada] == ["02_scalars-1.ipynb", "02_scalars.ipynb"]
    assert [each.late for each in ada] == [True, False]
    assert files["edsger"][0].when == 1_795_168_800  # 2026-11-20 10:00 UTC


def test_nothing_is_passed_over_without_a_word(folder):
    found = intake.read(folder)
    aside = {each.path.relative_to(folder).as_posix(): each.why for each in found.aside}
    assert aside == {
        "edsger/02_scalars/timestamp.txt": "the platform's own file",
        "notes.txt": "no notebook",
        "all.zip": "an archive: unpack it first",
        ".ipynb_checkpoints": "hidden, or made by the system",
        "passwd.ipynb": "a link, which is not followed",
        "pipe.ipynb": "no plain file",
    }
    files = sum(1 for path in folder.rglob("*") if not path.is_dir())
    assert len(found.handed) + len(found.aside) == files


def test_gradescopes_list_names_the_submitters(tmp_path):
    (tmp_path / "submission_9").mkdir()
    (tmp_path / "submission_9" / "02_scalars.ipynb").write_text("{}", encoding="utf-8")
    (tmp_path / intake.METADATA).write_text(
        "---\nsubmission_9:\n  :submitters:\n  - :name: Ada L.\n    :sid: '31'\n    :email: ada@example.org\n"
        "  :created_at: 2026-11-20 10:00:00.000000000 Z\n  :score: !!python/object/apply:os.system [x]\n",
        encoding="utf-8",
    )
    (handed,) = intake.read(tmp_path).handed
    assert handed.learner == intake.Learner("gradescope", "31", "Ada L.", "ada@example.org")


def test_two_learners_of_one_name_stay_two(tmp_path):
    for number in (1, 2):
        folder = tmp_path / f"Ada L_{number}_assignsubmission_file_"
        folder.mkdir()
        (folder / "02_scalars.ipynb").write_text("{}", encoding="utf-8")
    assert len(intake.read(tmp_path).by_learner()) == 2
