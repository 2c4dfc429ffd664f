"""A project's habits: versions that agree, hooks and templates that name what is there, pages that are published."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import typer.main
import yaml
from typer.testing import CliRunner

from tbxlab import cli
from tbxlab.course import manifest
from tbxlab.environment import course_version
from tbxlab.notebooks import build

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(path for path in (ROOT / ".github/ISSUE_TEMPLATE").glob("*.yml") if path.stem != "config")


def test_the_version_is_the_same_everywhere(text):
    own = tomllib.loads(text("pyproject.toml"))["project"]["version"]
    assert str(yaml.safe_load(text("CITATION.cff"))["version"]) == own
    newest, *_ = re.findall(r"^## (\S+) \((?:not released|\d{4}-\d\d-\d\d)\)$", text("CHANGELOG.md"), re.MULTILINE)
    assert newest == own


def test_the_command_says_the_version_and_the_commit(tmp_path, monkeypatch):
    if shutil.which("git") is None:
        pytest.skip("no git here")
    git = ["git", "-C", str(tmp_path), "-c", "user.name=x", "-c", "user.email=x@example.org"]
    assert course_version.described(tmp_path) is None
    for command in (["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "x"], ["tag", "-a", "v7.8.9", "-m", "x"]):
        subprocess.run([*git, *command], check=True)
    assert course_version.described(tmp_path) == "v7.8.9"
    monkeypatch.setattr(course_version.folders, "root", lambda: tmp_path)
    done = CliRunner().invoke(cli.app, ["--version"])
    assert done.exit_code == 0
    assert re.fullmatch(r"tbxlab \S+, v7\.8\.9", done.output.strip())


def test_build_check_names_what_is_not_up_to_date_and_changes_nothing(tiny_course):
    assert CliRunner().invoke(cli.app, ["build", "--check"]).exit_code == 0
    source = build.source_path(manifest.load().lab("02"))
    source.write_text(source.read_text("utf-8").replace("A tiny lab", "A small lab"), encoding="utf-8")
    before = build.solution_path(manifest.load().lab("02")).read_bytes()
    done = CliRunner().invoke(cli.app, ["build", "--check"])
    assert done.exit_code == 1
    assert "02_scalars: not up to date" in done.output
    assert build.solution_path(manifest.load().lab("02")).read_bytes() == before


def test_each_hook_before_a_commit_runs_what_is_there(text):
    (own,) = yaml.safe_load(text(".pre-commit-config.yaml"))["repos"]
    entries = {hook["id"]: hook["entry"].split() for hook in own["hooks"]}
    assert set(entries) == {"ruff-check", "ruff-format", "build-check", "large-files"}
    for program, *words in entries.values():
        assert program in (".venv/bin/ruff", ".venv/bin/tbxlab", ".venv/bin/python")
        if program.endswith("tbxlab"):
            assert words[0] in typer.main.get_command(cli.app).commands
        assert all((ROOT / word).is_file() for word in words if word.startswith("tools/"))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_an_issue_asks_for_what_is_needed_to_find_its_cause(template):
    form = yaml.safe_load(template.read_text(encoding="utf-8"))
    asked = " ".join(
        f"{each['attributes']['label']} {each['attributes'].get('description', '')}" for each in form["body"]
    )
    assert "tbxlab --version" in asked
    assert {"fault": "tbxlab doctor", "judged-wrongly": "notebook"}[template.stem] in asked
    assert len({each["id"] for each in form["body"]}) == len(form["body"])


def test_the_site_is_published_as_it_is_tested(text):
    workflow = yaml.safe_load(text(".github/workflows/pages.yml"))
    said = [step.get("run", step.get("uses", "")) for job in workflow["jobs"].values() for step in job["steps"]]
    assert ".venv/bin/tbxlab site" in said
    (uploaded,) = [step for step in workflow["jobs"]["build"]["steps"] if "upload-pages" in step.get("uses", "")]
    assert uploaded["with"]["path"] == yaml.safe_load(text("mkdocs.yml").replace("!ENV", ""))["site_dir"]
    assert said[-1].startswith("actions/deploy-pages")


def test_no_file_is_too_large_and_one_that_is_would_be_named(tool, tmp_path, monkeypatch):
    large = tool("large_files")
    assert large.too_large(large.followed()) == []
    assert all((ROOT / name).stat().st_size > large.LIMIT for name in large.LARGER), "no longer larger"
    monkeypatch.setattr(large, "ROOT", tmp_path)
    (tmp_path / "a.bin").write_bytes(bytes(large.LIMIT + 1))
    assert large.too_large(["a.bin", "gone.bin"]) == ["a.bin: 500 KB"]


ONE = "<article><h1 id='a'>A</h1><p>one two <a href='x'>three</a></p><button>Copy</button></article>"


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (ONE, []),
        (ONE.replace("<button>Copy</button>", ""), []),
        (ONE.replace("<h1", "<a id='__skip'></a><h1"), []),
        (ONE.replace("two", "2"), ["words: 'A one two three' and 'A one 2 three'"]),
        (ONE.replace("'x'", "'y'"), ["only with MkDocs: href=x", "only with Zensical: href=y"]),
        (ONE.replace("</p>", "<img src='p'></p>"), ["<img>: 0 and 1", "only with Zensical: src=p"]),
    ],
)
def test_pages_of_two_builders_are_compared_by_what_an_author_wrote(tool, other, expected):
    sites = tool("compare_sites")
    assert list(sites.differences(sites.Article(ONE), sites.Article(other))) == expected


def test_a_builder_that_fails_is_said(tool, tmp_path):
    with pytest.raises(SystemExit, match=r"(?s)failed:.*no such site"):
        tool("compare_sites").build(tmp_path / "x", [sys.executable, "-c", "raise ValueError('no such site')"])
