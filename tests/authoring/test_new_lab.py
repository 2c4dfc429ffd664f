"""Is a new lab's skeleton written whole, accepted as not yet written, refused twice, and green once it is filled in?"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tbxlab.authoring import new_lab
from tbxlab.course import folders, manifest, unwritten
from tbxlab.site.building import SiteError, build

ROOT = Path(__file__).resolve().parents[2]
NAV = """\
site_name: Tiny
docs_dir: chapters
theme: mkdocs
nav:
  - "Part I: seeing":
      - 02 Scalars: 02-scalars.md
  - More: more.md
"""


@pytest.fixture
def course(tiny_course):
    """The small course with pages, and with a copy of the machinery, so that a child process finds its new room."""
    (tiny_course / "mkdocs.yml").write_text(NAV, encoding="utf-8")
    (tiny_course / "chapters").mkdir()
    for name in ("02-scalars.md", "more.md"):
        (tiny_course / "chapters" / name).write_text("# A page\n", encoding="utf-8")
    shutil.copytree(
        folders.ROOMS,
        tiny_course / "src" / "tbxlab",
        ignore=shutil.ignore_patterns("lab[0-9][0-9]", "__pycache__"),
        dirs_exist_ok=True,
    )
    return tiny_course


def tbxlab(course, *arguments):
    """Run the command in a process of its own, with the course's own rooms."""
    return subprocess.run(
        [sys.executable, "-c", "from tbxlab.cli import main; main()", *arguments],
        cwd=course,
        # A solution that the tests of the course itself have run is not this one's.
        env=os.environ | {"PYTHONPATH": str(course / "src"), "COLUMNS": "200", "TBXLAB_SOLVED": ""},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def fill_in(course):
    """Be the author: write something wherever the skeleton asks for it."""
    for path in unwritten.files_of(manifest.load().lab("10")):
        path.write_text(path.read_text(encoding="utf-8").replace(unwritten.MARK, "written"), encoding="utf-8")


@pytest.mark.slow  # four processes, three of which import torch
def test_a_skeleton_is_not_yet_a_lab_and_goes_green_by_filling_it_in(course):
    made = tbxlab(course, "new-lab", "10_topic", "--title", "A topic: new", "--part", "I")
    assert made.returncode == 0, made.stderr
    assert "src/tbxlab/lab10/checks/first.py" in made.stdout.splitlines()

    assert tbxlab(course, "build", "10").returncode == 0
    proof = tbxlab(course, "verify", "10")
    assert (proof.returncode, proof.stderr) == (1, "")
    assert "3/3" in proof.stdout
    assert "1/1" in proof.stdout
    due = re.findall(r"^✗ (\S+): not written yet", proof.stdout, re.MULTILINE)
    assert {"chapters/10-topic.md", "solutions/10_topic.py", "src/tbxlab/lab10/words/en.toml"} <= set(due)
    assert len(re.findall("^✗ ", proof.stdout, re.MULTILINE)) == len(due), proof.stdout

    fill_in(course)
    assert "built and executed" in tbxlab(course, "build", "10").stdout
    proof = tbxlab(course, "verify", "10")
    assert proof.returncode == 0, proof.stdout + proof.stderr


def test_its_lines_come_behind_the_lab_before_it(tiny_course, course):
    new_lab.make("10_topic", "A topic: new")
    assert manifest.load().lab("10").title == "A topic: new"
    assert manifest.load().labs[-1].name == "10_topic"
    lines = (course / "mkdocs.yml").read_text(encoding="utf-8").splitlines()
    assert lines[lines.index("      - 02 Scalars: 02-scalars.md") + 1] == '      - "10 A topic: new": 10-topic.md'


def test_a_list_of_labs_over_several_lines_gets_one_more(course):
    path = course / "course.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('["02_scalars"]', '[\n  "02_scalars",\n]'), "utf-8")
    new_lab.make("10_topic")
    assert 'labs = [\n  "02_scalars",\n  "10_topic",\n]' in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("settings", "command", "folder"),
    [
        ("pyproject.toml", ["format", "--check"], "src/tbxlab/lab10"),
        ("pyproject.toml", ["check"], "src/tbxlab/lab10"),
        ("solutions/ruff.toml", ["format", "--check"], "solutions/10_topic.py"),
    ],
)
def test_what_it_writes_has_the_courses_style(course, settings, command, folder):
    new_lab.make("10_topic")
    with_settings = [*command, "--no-cache", "--config", str(ROOT / settings), str(course / folder)]
    done = subprocess.run(
        [sys.executable, "-m", "ruff", *with_settings], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("name", "options", "why"),
    [
        ("topic", {}, "NN_topic"),
        ("02_other", {}, "lab 02 exists"),
        ("10_topic", {"part": "IX"}, "no part 'IX'; there are: I"),
        ("10_topic", {"title": 'A "topic"'}, "quotation marks"),
    ],
)
def test_what_does_not_fit_is_refused(course, name, options, why):
    with pytest.raises(new_lab.CannotMakeLab, match=re.escape(why)):
        new_lab.make(name, **options)


def test_nothing_is_written_over_and_nothing_is_written_by_half(course):
    page = course / "chapters" / "10-topic.md"
    page.write_text("mine", encoding="utf-8")
    before = sorted(course.rglob("*"))
    with pytest.raises(new_lab.CannotMakeLab, match=r"exist already: chapters/10-topic\.md"):
        new_lab.make("10_topic")
    assert page.read_text(encoding="utf-8") == "mine"
    assert sorted(course.rglob("*")) == before


def test_a_second_time_it_refuses(course):
    new_lab.make("10_topic")
    with pytest.raises(new_lab.CannotMakeLab, match="lab 10 exists: 10_topic"):
        new_lab.make("10_topic")


def test_a_page_that_is_not_written_is_not_published(course, tmp_path):
    new_lab.make("10_topic")
    with pytest.raises(SiteError, match=r"chapters/10-topic\.md: not written yet"):
        build(course / "mkdocs.yml", tmp_path / "site")
    assert not (tmp_path / "site").exists()


def test_no_page_of_the_course_itself_is_unwritten():
    assert list(unwritten.places(sorted((ROOT / "chapters").rglob("*.md")))) == []
