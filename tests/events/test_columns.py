"""Curves as columns: every point, in order, without pandas and with it."""

import sys
import types

import numpy as np
import pytest

from tbxlab import events


@pytest.fixture
def tree(log, scalar, tmp_path):
    """Two runs, three curves, a step that repeats, a NaN and an infinite wall time."""
    log(
        scalar("loss", 0.5, 0, 10.0),
        scalar("lr", 0.1, 0, 10.0),
        scalar("loss", float("nan"), 1, 11.0),
        scalar("loss", 0.25, 1, float("inf")),
        to="logs/seed-10",
    )
    log(scalar("loss", 2.0, 7, 12.0), to="logs/seed-2")
    return events.read_tree(tmp_path / "logs")


def test_each_point_is_a_row_in_the_order_of_runs_tags_and_files(tree):
    table = tree.columns()
    assert len(table) == 5
    assert table.run.tolist() == ["seed-2"] + ["seed-10"] * 4
    assert table.tag.tolist() == ["loss", "loss", "loss", "loss", "lr"]
    assert table.step.tolist() == [7, 0, 1, 1, 0]
    assert table.wall_time.tolist() == [12.0, 10.0, 11.0, float("inf"), 10.0]
    assert np.array_equal(table.value, [2.0, 0.5, np.nan, 0.25, np.float32(0.1)], equal_nan=True)
    assert (table.step.dtype, table.wall_time.dtype, table.value.dtype) == (np.int64, np.float64, np.float64)
    assert repr(table) == "<Columns run, tag, step, wall_time, value: 5 rows>"


def test_the_columns_are_a_mapping_of_names(tree):
    table = tree.columns()
    assert list(dict(table)) == ["run", "tag", "step", "wall_time", "value"]
    assert dict(**table)["step"] is table.step
    with pytest.raises(KeyError):
        table["steps"]


def test_a_tree_without_scalars_is_an_empty_table(log, tmp_path):
    log(to="logs/a")
    table = events.read_tree(tmp_path / "logs").columns()
    assert (len(table), table.run.dtype, table.step.dtype) == (0, object, np.int64)


def test_without_pandas_it_says_what_needs_none(tree, monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ModuleNotFoundError, match=r"columns\(\), which needs numpy only"):
        tree.to_pandas()


def test_pandas_gets_the_columns_by_name(tree, monkeypatch):
    """What is handed over, whether pandas is installed here or not."""

    class DataFrame(dict):
        def astype(self, types):
            self.types = types
            return self

    monkeypatch.setitem(sys.modules, "pandas", types.SimpleNamespace(DataFrame=DataFrame))
    frame = tree.to_pandas()
    assert {name: column.tolist() for name, column in frame.items() if name != "value"} == {
        name: column.tolist() for name, column in dict(tree.columns()).items() if name != "value"
    }
    assert list(frame)[-1] == "value"
    assert frame.types == {"run": "category", "tag": "category"}


def test_a_real_data_frame_has_these_columns(tree):
    pandas = pytest.importorskip("pandas")
    frame = tree.to_pandas()
    assert list(frame.columns) == ["run", "tag", "step", "wall_time", "value"]
    assert isinstance(frame, pandas.DataFrame)
    means = frame.groupby(["run", "tag"], observed=True)["value"].mean()
    assert means["seed-10", "loss"] == 0.375
