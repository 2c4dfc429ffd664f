"""Is a learner's work ever written over: by learn, build, reset, another program, or a disk that fills up?"""

import errno
import json
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tbxlab import cli
from tbxlab.authoring import verify
from tbxlab.course import folders, manifest
from tbxlab.notebooks import build, copies, earlier, files, make, update


def test_the_first_copy_is_the_lab_as_it_is_given_and_a_second_time_nothing_is_written(lab, tiny_course):
    assert copies.begin_all(manifest.load()) == [lab]
    own = tiny_course / "work" / "02_scalars.ipynb"
    assert own.read_bytes() == build.lab_path(lab).read_bytes()
    own.write_text("mine", encoding="utf-8")
    assert copies.begin_all(manifest.load()) == []
    assert own.read_text(encoding="utf-8") == "mine"


def test_two_programs_that_begin_at_once_leave_one_whole_file(tmp_path, monkeypatch):
    path = tmp_path / "x.ipynb"
    monkeypatch.setattr(type(path), "exists", lambda self: False)  # both looked before either wrote
    assert files.write_new(path, "first")
    with pytest.raises(FileExistsError):
        files.write_new(path, "second")
    monkeypatch.undo()
    assert path.read_text(encoding="utf-8") == "first"
    assert not files.write_new(path, "third")
    assert [each.name for each in tmp_path.iterdir()] == ["x.ipynb"]


def test_on_a_drive_without_links_it_is_written_all_the_same(tmp_path, monkeypatch):
    monkeypatch.setattr(
        Path, "hardlink_to", lambda *_: (_ for _ in ()).throw(OSError(errno.EPERM, "Operation not permitted"))
    )
    assert files.write_new(tmp_path / "x", "text")
    assert [each.name for each in tmp_path.iterdir()] == ["x"]


@pytest.mark.parametrize("fails", ["write", "sync"])
def test_a_write_that_breaks_off_leaves_the_old_file_and_no_half_of_a_new_one(tmp_path, monkeypatch, fails):
    path = tmp_path / "alarms.py"
    path.write_text("old", encoding="utf-8")

    def refuse(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    target = {"write": ("open", refuse), "sync": ("fsync", refuse)}[fails]
    monkeypatch.setattr(files.os if fails == "sync" else Path, *target)
    with pytest.raises(OSError, match="No space left"):
        files.replace(path, "new")
    monkeypatch.undo()
    assert path.read_text(encoding="utf-8") == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["alarms.py"]


def test_a_copy_that_breaks_off_is_no_copy(tmp_path, monkeypatch):
    path = tmp_path / "x.ipynb"
    path.write_text("mine", encoding="utf-8")

    def half(source, target):
        Path(target).write_text("mi", encoding="utf-8")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files.shutil, "copy2", half)
    with pytest.raises(OSError, match="No space left"):
        files.keep(path)
    assert [each.name for each in tmp_path.iterdir()] == ["x.ipynb"]


def test_build_leaves_the_learners_copy_alone(lab, newer, solved):
    copies.begin(lab)
    make.write(solved(make.read(copies.path_of(lab))), copies.path_of(lab))
    before = copies.path_of(lab).read_bytes()
    newer(("# A tiny lab", "# A newer lab"))
    list(build.build(force=True))
    assert copies.path_of(lab).read_bytes() == before


def test_build_keeps_a_lab_that_was_solved_where_earlier_courses_said(lab, tiny_course, solved, answer):
    make.write(solved(make.read(build.lab_path(lab))), build.lab_path(lab))
    mine = build.lab_path(lab).read_bytes()
    done = CliRunner().invoke(cli.app, ["build"])
    kept = tiny_course / "work" / "02_scalars.mine-1.ipynb"
    assert kept.read_bytes() == mine
    assert f"tbxlab update {kept}" in done.output
    assert build.is_built(lab)
    assert [built.kept for built in build.build(force=True)] == [None], "what is as it was built needs no copy"
    assert CliRunner().invoke(cli.app, ["update", str(kept)]).exit_code == 0
    assert answer in [cell.source for cell in make.read(copies.path_of(lab)).cells]


def git(folder, *arguments):
    identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def test_build_after_its_solution_was_deleted_takes_the_lab_that_git_has_for_what_it_is(lab, tiny_course, solved):
    """Nobody worked in it: what it was cut from is gone, and only git can say so."""
    git(tiny_course, "init", "-q")
    git(tiny_course, "add", "-A")
    git(tiny_course, "commit", "-q", "-m", "the course")
    build.solution_path(lab).unlink()
    assert [built.kept for built in build.build()] == [None]
    assert build.is_built(lab)
    build.solution_path(lab).unlink()
    make.write(solved(make.read(build.lab_path(lab))), build.lab_path(lab))
    assert [built.kept for built in build.build()] == [tiny_course / "work" / "02_scalars.mine-1.ipynb"]


@pytest.fixture
def read_only_labs(tiny_course):
    """A course as an administrator installs it: nobody may write to labs/."""
    labs = tiny_course / "labs"
    for path in [*labs.iterdir(), labs]:
        path.chmod(path.stat().st_mode & ~0o222)
    yield labs
    labs.chmod(0o755)  # so that the folder can be removed


def test_a_course_whose_labs_are_read_only_is_begun_and_its_copies_can_be_written(lab, read_only_labs):
    before = {path: path.read_bytes() for path in read_only_labs.iterdir()}
    assert copies.begin_all(manifest.load()) == [lab]
    assert copies.path_of(lab).stat().st_mode & 0o200
    stored = copies.store(copies.built_path(lab), copies.path_of(lab))
    assert stored.stat().st_mode & 0o200
    copies.path_of(lab).write_text(stored.read_text(encoding="utf-8"), encoding="utf-8")
    assert {path: path.read_bytes() for path in read_only_labs.iterdir()} == before


def test_a_lab_that_somebody_solved_is_no_fault_of_the_courses_and_a_committed_one_is(lab, tiny_course, solved):
    """`make test` proves the course: in a clone where labs were solved in place, git's version is what is judged."""
    git(tiny_course, "init", "-q")
    git(tiny_course, "add", "-A")
    git(tiny_course, "commit", "-q", "-m", "the course")
    make.write(solved(make.read(build.lab_path(lab))), build.lab_path(lab))
    assert build.is_built_or_solved(lab)
    assert not any("built files" in problem for problem in verify.verify(lab).problems)
    git(tiny_course, "commit", "-q", "-a", "-m", "a built file, edited by hand")
    assert not build.is_built_or_solved(lab)


def test_without_git_a_lab_that_is_not_as_built_is_a_fault(lab, solved):
    make.write(solved(make.read(build.lab_path(lab))), build.lab_path(lab))
    assert not build.is_built_or_solved(lab)


def test_what_git_tracks_stays_as_it_is_while_somebody_learns(lab, tiny_course, solved):
    """So `git pull` finds nothing to merge: copies, runs, alarms and progress are in work/, which is not tracked."""
    git(tiny_course, "init", "-q")
    (tiny_course / ".gitignore").write_text("/work/\n.tbxlab/\n", encoding="utf-8")
    git(tiny_course, "add", "-A")
    git(tiny_course, "commit", "-q", "-m", "the course")
    update.begin(lab)
    make.write(solved(make.read(copies.path_of(lab))), copies.path_of(lab))
    (folders.new_run("02_scalars/a") / "events").touch()
    (folders.new_folder("02_scalars/practice") / "events").touch()
    for command in (["check", "02"], ["reset", "2.1"], ["hint", "2.1"], ["progress"], ["next"], ["update"]):
        CliRunner().invoke(cli.app, command)
    status = subprocess.run(
        ["git", "status", "--porcelain"], cwd=tiny_course, capture_output=True, text=True, encoding="utf-8", check=True
    )
    assert status.stdout == ""


def test_runs_and_files_of_a_lab_are_beside_each_other_and_never_twice_the_same(tiny_course, monkeypatch):
    assert folders.new_run("2.1") == tiny_course / "work" / "runs" / "2.1-001"
    assert folders.new_folder("2.1") == tiny_course / "work" / "files" / "2.1-001"
    assert folders.new_folder("2.1").name == "2.1-002"
    monkeypatch.setenv("TBXLAB_RUNS", str(tiny_course / "elsewhere" / "runs"))
    assert folders.new_folder("2.1") == tiny_course / "elsewhere" / "runs-files" / "2.1-001"


def test_the_places_of_an_earlier_course_become_the_learners_folder(lab, tiny_course):
    section = "# === {0} ===\nALARMS[{0!r}] = {1}\n# === end of {0} ===\n"
    for path, text in {
        "runs/02_scalars/a-001/events": "a run",
        ".tbxlab/progress.json": json.dumps({"2.1": {"passed": True}}),
        "labs/watchdog.py": "ALARMS = {}\n" + section.format("a", 1) + section.format("b", 2),
        "labs/02_scalars.mine-1.ipynb": "a copy",
    }.items():
        (tiny_course / path).parent.mkdir(parents=True, exist_ok=True)
        (tiny_course / path).write_text(text, encoding="utf-8")
    (tiny_course / "work").mkdir()
    (tiny_course / "work" / "alarms.py").write_text("ALARMS = {}\n" + section.format("a", 10), encoding="utf-8")
    moved = {each.was: each.now for each in earlier.move_all()}
    assert moved == {
        "runs": "work/runs",
        ".tbxlab/progress.json": "work/.tbxlab/progress.json",
        "labs/watchdog.py": "work/alarms.py",
        "labs/02_scalars.mine-1.ipynb": "work/02_scalars.mine-1.ipynb",
    }
    scope = {}
    exec((tiny_course / "work" / "alarms.py").read_text(encoding="utf-8"), scope)
    assert scope["ALARMS"] == {"a": 10, "b": 2}, "an alarm that was there already stays"
    assert (tiny_course / "work/runs/02_scalars/a-001/events").read_text(encoding="utf-8") == "a run"
    assert (tiny_course / "work/02_scalars.mine-1.ipynb").read_text(encoding="utf-8") == "a copy"
    assert not (tiny_course / "labs/watchdog.py").exists()
    assert earlier.move_all() == []


def test_runs_that_are_in_both_places_are_put_together_and_none_is_replaced(lab, tiny_course):
    for path, text in {"runs/a/e": "old a", "runs/b/e": "b", "work/runs/a/e": "new a"}.items():
        (tiny_course / path).parent.mkdir(parents=True, exist_ok=True)
        (tiny_course / path).write_text(text, encoding="utf-8")
    earlier.move_all()
    assert (tiny_course / "work/runs/a/e").read_text(encoding="utf-8") == "new a"
    assert (tiny_course / "work/runs/b/e").read_text(encoding="utf-8") == "b"
    assert (tiny_course / "runs/a/e").read_text(encoding="utf-8") == "old a"
