"""Is the committed model the one of its record, and as good as it says?"""

import json

import pytest
from typer.testing import CliRunner

from tbxlab import cli, read_run
from tbxlab.course.folders import given_folder
from tbxlab.lab10 import checkpoint, measure, rules, stories
from tbxlab.lab10.checks.reading import KINDS, NOT_LEARNED
from tbxlab.toy import checkpoints


@pytest.fixture(scope="module")
def record():
    return json.loads(checkpoint.GIVEN.with_suffix(".json").read_text(encoding="utf-8"))


def test_the_file_is_the_one_of_its_record_and_small(record):
    assert record["sha256"] == checkpoints.sha256(checkpoint.GIVEN)
    assert record["bytes"] == checkpoint.GIVEN.stat().st_size < 250_000
    assert record["license"] == "Apache-2.0"
    assert record["command"] == f"tbxlab pretrain lm --steps {checkpoint.STEPS} --seed {checkpoint.SEED}"


def test_it_is_as_good_as_its_record_and_as_its_given_run(record):
    loss = measure.evaluate(checkpoint.load(), *stories.Stories(1).validation())
    assert loss == pytest.approx(record["validation_loss"], abs=0.001)
    assert record["floor"] == pytest.approx(stories.floor(), abs=1e-4)
    run = read_run(given_folder(checkpoint.RUN)).scalars["val/loss"]
    assert run.values[-1] == pytest.approx(loss, abs=0.001)


def test_one_kind_of_word_is_not_learned():
    """Among the words that leave no choice, it is farther above its floor than all others."""
    table = rules.by_kind(checkpoint.load(), stories.held_out())
    assert set(KINDS) <= set(table)
    above = {kind: loss - floor for kind, (_, loss, floor) in table.items() if kind.endswith("again")}
    ordered = sorted(above, key=lambda kind: -above[kind])
    assert ordered[0] == NOT_LEARNED
    assert above[ordered[0]] > 2 * above[ordered[1]]


def test_pretrain_leaves_a_run_and_weights_that_can_be_loaded(tmp_path, monkeypatch):
    monkeypatch.setenv("TBXLAB_RUNS", str(tmp_path))
    before = checkpoints.sha256(checkpoint.GIVEN)
    done = CliRunner().invoke(cli.app, ["pretrain", "lm", "--steps", "10"])
    assert done.exit_code == 0, done.output
    (folder,) = (tmp_path / "pretrain").iterdir()
    assert read_run(folder).scalars["val/loss"].steps.tolist() == [0, 10]
    assert not checkpoint.load(folder / "stories_lm.pt").training
    assert checkpoints.sha256(checkpoint.GIVEN) == before
