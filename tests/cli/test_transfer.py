"""Do pretrain and reproduce leave what they say they leave?"""

import json

import pytest
from typer.testing import CliRunner

from tbxlab import cli, events
from tbxlab.lab08 import table, weights


def run(*arguments):
    return CliRunner().invoke(cli.app, arguments)


def test_pretrain_logs_a_run_and_leaves_weights_with_their_record(tmp_path, monkeypatch):
    monkeypatch.setenv("TBXLAB_RUNS", str(tmp_path))
    done = run("pretrain", "vgg", "--steps", "10", "--seed", "3")
    assert done.exit_code == 0, done.output
    folder = tmp_path / "pretrain" / "vgg-001"
    assert events.read_run(folder).scalars["train/loss"].steps.tolist() == list(range(10))
    record = json.loads((folder / "characters_vgg.json").read_text(encoding="utf-8"))
    assert record["command"] == "tbxlab pretrain vgg --steps 10 --seed 3"
    assert not weights.source_model(folder / "characters_vgg.pt").training


def test_pretrain_does_not_touch_the_course_s_own_weights_unless_told_to(tmp_path, monkeypatch):
    monkeypatch.setenv("TBXLAB_RUNS", str(tmp_path / "runs"))
    before = weights.sha256(weights.given("resnet"))
    assert run("pretrain", "vgg", "--steps", "10", "--out", str(tmp_path / "mine")).exit_code == 0
    assert {path.name for path in tmp_path.iterdir()} == {"runs", "mine.pt", "mine.json"}
    assert weights.sha256(weights.given("resnet")) == before


def test_reproduce_measures_a_table_and_writes_it(tmp_path, monkeypatch):
    for name, value in {
        "FILE": tmp_path / "table.json",
        "LABELS": (3,),
        "SEEDS": (1, 2),
        "ROWS": ("svm",),
        "SWEEP_RATES": (),
    }.items():
        monkeypatch.setattr(table, name, value)
    done = run("reproduce", "cnn")
    assert done.exit_code == 0, done.output
    assert "svm" in done.output
    assert json.loads((tmp_path / "table.json").read_text(encoding="utf-8"))["cells"]["3"]["svm"][0] > 0.5


@pytest.mark.parametrize("arguments", [("reproduce", "gnn"), ("pretrain", "gnn"), ("pretrain", "--steps", "0")])
def test_what_is_unknown_or_impossible_is_refused_in_a_line(arguments):
    done = run(*arguments)
    assert done.exit_code == 2
    assert "Traceback" not in done.output


def test_an_unknown_table_is_answered_with_the_known_ones():
    assert "there are: mismatch, cnn, sentences, spikes" in run("reproduce", "gnn").output
