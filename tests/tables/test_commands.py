"""Do `tbxlab export` and `tbxlab mean` say what they did, and end as they say?"""

import csv
import io

import pytest
from tensorboardX import SummaryWriter
from typer.testing import CliRunner

from tbxlab.cli import app


@pytest.fixture
def runs(tmp_path):
    for seed in range(3):
        with SummaryWriter(str(tmp_path / "runs" / f"seed-{seed}")) as writer:
            for step in range(10 - seed):
                writer.add_scalar("val/loss", step + seed, step)
                writer.add_scalar("lr", 0.1, step)
    return tmp_path / "runs"


def tbxlab(*arguments):
    return CliRunner().invoke(app, [str(each) for each in arguments])


def test_export_prints_csv_and_nothing_else(runs):
    done = tbxlab("export", runs, "--csv")
    assert done.exit_code == 0
    rows = list(csv.reader(io.StringIO(done.stdout)))
    assert rows[0] == ["run", "tag", "step", "wall_time", "value"]
    assert len(rows) == 1 + 2 * (10 + 9 + 8)
    assert done.stderr == ""


def test_export_writes_a_file_of_some_tags(runs, tmp_path):
    out = tmp_path / "curves.csv"
    done = tbxlab("export", runs, "--csv", "--out", out, "--tag", "val/*")
    assert (done.exit_code, "27 points of 3 runs" in done.stdout) == (0, True)
    assert b"\r" not in out.read_bytes()
    assert {row["tag"] for row in csv.DictReader(out.open(encoding="utf-8", newline=""))} == {"val/loss"}


def test_export_tells_what_could_not_be_read(runs):
    (file,) = (runs / "seed-1").iterdir()
    file.write_bytes(file.read_bytes()[:-5])
    done = tbxlab("export", runs, "--csv")
    assert done.exit_code == 0
    assert "its last record is not whole" in done.stderr
    assert "What to do: " in done.stderr
    assert "last record" not in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["runs"], 2, "--csv"),
        (["nowhere", "--csv"], 1, "there is no"),
        (["runs", "--csv", "--tag", "nothing"], 1, "there are: lr, val/loss"),
        (["runs", "--csv", "--out", "no/such/folder.csv"], 1, "No such file"),
    ],
)
def test_export_ends_with_one_line_where_it_cannot(runs, monkeypatch, arguments, code, said):
    monkeypatch.chdir(runs.parent)
    done = tbxlab("export", *arguments)
    assert done.exit_code == code
    assert said in done.stderr


def test_mean_says_which_runs_it_averaged_and_what_it_left_out(runs, tmp_path):
    done = tbxlab("mean", runs, tmp_path / "out")
    assert done.exit_code == 0
    assert "2 tags over 3 runs: seed-0, seed-1, seed-2" in done.stdout
    assert "val/loss: 2 of 10 steps left out" in done.stderr
    assert (tmp_path / "out" / "mean").is_dir()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["runs", "runs/seed-0"], 1, "is not empty"),
        (["runs/seed-0", "out"], 1, "there is nothing to average"),
        (["runs", "out", "--seed", "("], 2, "no regular expression"),
        (["nowhere", "out"], 1, "there is no"),
    ],
)
def test_mean_ends_with_one_line_where_it_cannot(runs, monkeypatch, arguments, code, said):
    monkeypatch.chdir(runs.parent)
    done = tbxlab("mean", *arguments)
    assert done.exit_code == code
    assert said in done.stderr
    assert not (runs.parent / "out").exists()
