"""Does a class of sixty get every verdict as expected: solutions, starters, kept answers, and hostile ones among them?

TBXLAB_ATTACKS=all python -m pytest -n0 tests/classroom/test_class_of_sixty.py      (make test-classroom)
"""

import json
import os
from pathlib import Path

import nbformat
import pytest
from typer.testing import CliRunner

from tbxlab.authoring.answers import Answer, answers_of
from tbxlab.cli import app
from tbxlab.course import manifest

from .attacks import ALONE
from .conftest import OPEN, PASSED, POINTS, notebook, with_answer, with_cell

ALL = os.environ.get("TBXLAB_ATTACKS") == "all"
COURSE = Path(__file__).resolve().parents[2]
HOSTILE = (
    "kill -1", "a segmentation fault", "deep brackets as status", "a pickle as answers", "a status that says passed",
    "a judge that is patched", "a message that steers a terminal", "the end of everything that is seen",
)  # fmt: skip
KEPT = ("2.6", "2.7", "2.8")
"""The exercises whose answers are handed in: those that need no torch, which the small lab leaves out."""


def kept_answers(monkeypatch) -> list[Answer]:
    with monkeypatch.context() as patch:
        patch.setenv("TBXLAB_COURSE", str(COURSE))
        return [each for each in answers_of(manifest.load().lab("02")) if each.exercise in KEPT]


@pytest.mark.skipif(not ALL, reason="sixty submissions take minutes: TBXLAB_ATTACKS=all")
def test_every_verdict_of_a_class_of_sixty_is_as_expected(walled, tmp_path, monkeypatch):
    folder, due = tmp_path / "submissions", {}
    folder.mkdir()

    def put(found, name, outcomes):
        number = len(due) + 1
        nbformat.write(found, folder / f"learner{number}_{number}_{1000 + number}_{name}.ipynb")
        due[f"learner{number}"] = name, outcomes

    for answer in kept_answers(monkeypatch):
        source = f"# Exercise {answer.exercise}\n" + answer.path.read_text(encoding="utf-8")
        wanted = {each: {"passed"} for each in POINTS} | {answer.exercise: set(answer.messages or ["passed"])}
        put(with_answer(notebook("solution"), answer.exercise, source), answer.path.stem, wanted)
    for name in HOSTILE:
        attack = ALONE[name]
        base = PASSED if attack.base == "solution" else OPEN
        outcomes = {each: {outcome} for each, outcome in ({**base, **attack.lost}).items()}
        put(with_cell(notebook(attack.base), attack.code, attack.behind), "attack", outcomes)
    while len(due) < 60:
        kind = "solution" if len(due) % 3 else "starters"
        base = PASSED if kind == "solution" else OPEN
        put(notebook(kind), kind, {each: {outcome} for each, outcome in base.items()})

    out = tmp_path / "grades"
    found = CliRunner().invoke(app, ["grade", "02", str(folder), "--out", str(out)])
    assert found.exit_code == 0, found.output
    learners = json.loads((out / "results.json").read_text(encoding="utf-8"))["learners"]
    assert len(learners) == len(due) == 60
    wrong = []
    for each in learners:
        name, outcomes = due[each["learner"]["name"]]
        for exercise in each["exercises"]:
            got = {exercise["outcome"], exercise["message_id"]}
            if not got & outcomes[exercise["id"]]:
                wrong.append((name, exercise["id"], got, outcomes[exercise["id"]]))
    assert wrong == []
