"""Do the files for other machines say the same as the rest: Python versions, commands, files?"""

import json
import os
import re
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def supported():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    low, high = re.fullmatch(r">=3\.(\d+),<3\.(\d+)", project["requires-python"]).groups()
    return [f"3.{minor}" for minor in range(int(low), int(high))]


def steps(workflow):
    for job in yaml.safe_load(workflow.read_text(encoding="utf-8"))["jobs"].values():
        yield from (step["run"] for step in job["steps"] if "run" in step)


def test_every_supported_python_is_tried_on_three_systems():
    jobs = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8"))["jobs"]
    matrix = jobs["machines"]["strategy"]["matrix"]
    assert matrix["python"] == supported()
    assert [name.split("-")[0] for name in matrix["os"]] == ["ubuntu", "macos", "windows"]
    left_out = [(each["os"], each["python"]) for each in matrix["exclude"]]
    done_by_the_other_job = [step["with"]["python-version"] for step in jobs["everything"]["steps"] if "with" in step]
    assert left_out == [("ubuntu-latest", version) for version in done_by_the_other_job]


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_runs_only_what_is_there(workflow):
    named = [word for step in steps(workflow) for word in re.findall(r"(?:tools/\w+\.py|\.ci/run)", step)]
    assert named
    assert [name for name in named if not (ROOT / name).is_file()] == []


def test_the_container_installs_with_a_target_that_is_there():
    container = json.loads((ROOT / ".devcontainer/devcontainer.json").read_text(encoding="utf-8"))
    target = container["postCreateCommand"].split()[1]
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    assert re.search(r"python:3\.(\d+)", container["image"])[0].removeprefix("python:") in supported()


def test_binder_finds_what_it_reads():
    assert (ROOT / "environment.yml").is_file()
    assert os.name == "nt" or os.access(ROOT / "postBuild", os.X_OK)
    for name in ("binder", ".binder"):
        assert not (ROOT / name).exists(), "Binder would read nothing else"
