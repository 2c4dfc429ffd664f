"""Is the CSV file every point, and does it bring back every number?"""

import csv
import io
import math

import pytest
from tensorboardX import SummaryWriter

from tbxlab import events, tables


@pytest.fixture
def runs(tmp_path):
    logs = tmp_path / "logs"
    with SummaryWriter(str(logs / "a,b" / "seed-10")) as writer:
        for step, value in enumerate([0.1, math.nan, math.inf, -math.inf, 1e-45]):
            writer.add_scalar("train/loss", value, step, walltime=1.7e9 + step / 3)
        writer.add_scalar("val/loss", 0.5, 4, walltime=1.7e9)
    with SummaryWriter(str(logs / "seed-2")) as writer:
        writer.add_scalar("train/loss", 0.3, 2**40, walltime=1.7e9)
    return logs


def written(runs, *tags):
    stream = io.StringIO()
    count = tables.write_csv(events.read_tree(runs), stream, tags)
    rows = list(csv.reader(io.StringIO(stream.getvalue())))
    assert len(rows) == count + 1
    return rows


def test_each_point_is_a_line_that_brings_back_its_numbers(runs):
    names, *rows = written(runs)
    assert names == ["run", "tag", "step", "wall_time", "value"]
    table = events.read_tree(runs).columns()
    for row, *expected in zip(rows, table.run, table.tag, table.step, table.wall_time, table.value, strict=True):
        run, tag, step, wall_time, value = expected
        assert (row[0], row[1], int(row[2]), float(row[3])) == (run, tag, step, wall_time)
        assert float(row[4]) == value or (math.isnan(value) and row[4] == "nan")
    assert rows[1][0] == "a,b/seed-10"
    assert {"inf", "-inf", "nan"} <= {row[4] for row in rows}
    assert rows[-1][2] == str(2**40)


def test_what_it_says_is_what_the_official_reader_says(runs):
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    theirs = EventAccumulator(str(runs / "a,b" / "seed-10"), size_guidance={"scalars": 0}).Reload()
    rows = [
        ["a,b/seed-10", tag, str(point.step), repr(point.wall_time), repr(point.value)]
        for tag in theirs.Tags()["scalars"]
        for point in theirs.Scalars(tag)
    ]
    assert sorted(rows) == sorted(row for row in written(runs)[1:] if row[0] == "a,b/seed-10")


def test_only_the_tags_that_were_asked_for(runs):
    assert {row[1] for row in written(runs, "val/*")[1:]} == {"val/loss"}
    assert len(written(runs, "val/loss", "train/*")) == len(written(runs))
    assert written(runs, "nothing")[1:] == []


def test_tags_with_line_ends_quotes_and_other_scripts_come_back(tmp_path):
    from torch.utils.tensorboard import SummaryWriter as TorchWriter

    tags = ['größe, "two"\n', "損失", " "]
    with TorchWriter(str(tmp_path)) as writer:
        for tag in tags:
            writer.add_scalar(tag, 1.0, 0)
    assert [row[1] for row in written(tmp_path)[1:]] == tags
