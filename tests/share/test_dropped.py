"""Is every run in the copy that TensorBoard shows, whatever it is called and whoever wrote it?"""

import os
import struct
import sys

import numpy as np
import pytest
from crc32c import crc32c
from tensorboard.compat.proto import event_pb2, summary_pb2
from tensorboardX import SummaryWriter
from typer.testing import CliRunner

from tbxlab.compat import tensorboard_private as private
from tbxlab.events.records import mask
from tbxlab.share import clean, listing, share

WALL = 1.7e9


def log(folder, points=20, walls=WALL):
    with SummaryWriter(str(folder)) as writer:
        for step in range(points):
            writer.add_scalar("loss", float(step), step, walltime=walls + step)
    (file,) = (each for each in folder.glob("events*") if each.is_file())
    return file


def write(folder, *events):
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "events.out.tfevents.1700000000.host").open("wb") as stream:
        version = event_pb2.Event(wall_time=WALL, file_version="brain.Event:2")
        for event in (version, *events):
            stream.write(clean.frame(event.SerializeToString()))


def of_runs(copy, ask):
    return copy.json(ask("runs"))[0]


@pytest.mark.parametrize("name", ["latest", "a", "zz_latest"])
def test_a_link_and_the_run_behind_it_are_both_there(tmp_path, live, copy_of, ask, name):
    runs = tmp_path / "runs"
    log(runs / "run_17")
    (runs / name).symlink_to(runs / "run_17", target_is_directory=True)
    copy, board = copy_of(runs), live(runs)
    assert sorted(of_runs(copy, ask)) == sorted(of_runs(board, ask)) == sorted([name, "run_17"])
    questions = [ask("plugin/scalars/scalars", run=run, tag="loss") for run in (name, "run_17")]
    assert copy.json(*questions) == board.json(*questions)


def test_a_link_to_a_folder_that_it_lies_in_is_cut(tmp_path, copy_of, ask):
    log(tmp_path / "runs" / "a")
    (tmp_path / "runs" / "a" / "again").symlink_to(tmp_path / "runs", target_is_directory=True)
    assert of_runs(copy_of(tmp_path / "runs"), ask) == ["a"]


@pytest.mark.parametrize("name", ["tfevents", "old.tfevents.1", "tfevents/deep", "a/events.out.tfevents.2.x"])
def test_a_run_with_tfevents_in_its_name_is_shared(tmp_path, copy_of, ask, name):
    """TensorBoard's slow loader takes it for a file; its fast one shows it."""
    log(tmp_path / "runs" / name)
    with SummaryWriter(str(tmp_path / "runs" / name), filename_suffix=".2") as writer:
        writer.add_text("note", "left to TensorBoard's loader", 0)
    log(tmp_path / "runs" / "b")
    copy = copy_of(tmp_path / "runs")
    assert sorted(of_runs(copy, ask)) == sorted([name, "b"])
    assert len(copy.json(ask("plugin/scalars/scalars", run=name, tag="loss"))[0]) == 20
    assert copy.json(ask("plugin/text/text", run=name, tag="note/text_summary", markdown="true"))[0]
    assert copy.shared.left_out == ()


def test_a_file_of_a_directory_named_like_one_is_no_event_file(tmp_path, copy_of, ask):
    log(tmp_path / "runs" / "a")
    (tmp_path / "runs" / "a" / "events.out.tfevents.9.x").mkdir()
    assert of_runs(copy_of(tmp_path / "runs"), ask) == ["a"]


def old_text(tag="note", text="written in 2018"):
    """A text as tensorboardX 1.0 to 1.2 wrote it: its name stands in `node_name`, the tag is empty."""
    value = summary_pb2.Summary.Value(node_name=tag)
    value.metadata.plugin_data.plugin_name = "text"
    value.tensor.dtype = 7
    value.tensor.tensor_shape.dim.add(size=1)
    value.tensor.string_val.append(text.encode())
    return event_pb2.Event(wall_time=WALL, step=0, summary=summary_pb2.Summary(value=[value]))


def scalar(step, tag="loss", wall_time=WALL, value=0.5):
    one = summary_pb2.Summary.Value(tag=tag, simple_value=value)
    return event_pb2.Event(wall_time=wall_time, step=step, summary=summary_pb2.Summary(value=[one]))


def test_texts_of_tensorboardx_1_0_cost_no_run_and_are_shown(tmp_path, live, copy_of, ask):
    write(tmp_path / "runs" / "a", *(scalar(step) for step in range(20)), old_text(), old_text("two", "another"))
    copy = copy_of(tmp_path / "runs")
    question = ask("plugin/scalars/scalars", run="a", tag="loss")
    assert copy.json(question) == live(tmp_path / "runs").json(question)
    assert copy.json(ask("plugin/text/tags")) == [{"a": ["note", "two"]}]
    (texts,) = copy.json(ask("plugin/text/text", run="a", tag="two", markdown="true"))
    assert "another" in texts[0]["text"]
    assert copy.shared.left_out == ()


@pytest.mark.skipif(sys.platform == "win32" or not hasattr(os, "geteuid"), reason="Windows has other rights")
def test_one_folder_that_cannot_be_listed_costs_itself(tmp_path, copy_of, ask, monkeypatch):
    log(tmp_path / "runs" / "a")
    (tmp_path / "runs" / "lost+found").mkdir()
    scan = os.scandir

    def refuse(path="."):
        if str(path).endswith("lost+found"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    copy = copy_of(tmp_path / "runs")
    assert of_runs(copy, ask) == ["a"]
    assert any("lost+found" in str(damage) for damage in copy.shared.survey.damage)
    said = listing.after(copy.shared)[0]
    assert "lost+found" in said
    assert str(tmp_path) not in said


@pytest.mark.parametrize("wall_time", [float("inf"), float("-inf"), float("nan"), -1.0, 0.0, 1e300])
def test_an_odd_wall_time_costs_nothing(tmp_path, live, copy_of, ask, wall_time):
    write(tmp_path / "runs" / "odd", scalar(0), scalar(1, wall_time=wall_time), scalar(2))
    write(tmp_path / "runs" / "even", *(scalar(step) for step in range(20)))
    copy, board = copy_of(tmp_path / "runs"), live(tmp_path / "runs")
    questions = [ask("plugin/scalars/scalars", run=run, tag="loss") for run in ("odd", "even")]
    assert copy.json(*questions) == board.json(*questions)
    assert len(of_runs(copy, ask)) == 2
    assert np.isfinite(copy.shared.last_event)


@pytest.mark.parametrize("claimed", [1 << 31, 1 << 33, 1 << 36, 1 << 40, (1 << 64) - 1])
def test_a_header_that_claims_more_than_there_is_ends_its_file_alone(tmp_path, copy_of, ask, claimed):
    file = log(tmp_path / "runs" / "a")
    log(tmp_path / "runs" / "b")
    header = struct.pack("<Q", claimed)
    with file.open("ab") as stream:
        stream.write(header + struct.pack("<I", mask(crc32c(header))) + b"x" * 100)
    copy = copy_of(tmp_path / "runs")
    assert of_runs(copy, ask) == ["a", "b"]
    assert [len(copy.json(ask("plugin/scalars/scalars", run=run, tag="loss"))[0]) for run in "ab"] == [20, 20]
    assert [damage.file for damage in copy.shared.survey.damage] == [file]


@pytest.mark.parametrize("plugin", ["text", "histograms", "images", "hparams"])
def test_a_plugin_that_fails_costs_itself_and_the_page_says_so(tmp_path, copy_of, ask, monkeypatch, plugin):
    from tensorboard.backend.event_processing import data_provider

    with SummaryWriter(str(tmp_path / "runs" / "a")) as writer:
        for step in range(20):
            writer.add_scalar("loss", step, step)
        writer.add_text("note", "a text", 0)
        writer.add_histogram("weights", np.arange(10.0), 0)
        writer.add_image("picture", np.zeros((3, 4, 4)), 0)
        writer.add_hparams({"lr": 0.1}, {"acc": 1.0}, name="trial")
    shown = data_provider.MultiplexerDataProvider

    def fails_for_one(method):
        def ask_it(self, ctx=None, *, experiment_id, plugin_name, **more):
            if plugin_name == plugin:
                raise KeyError(f"/tmp/internal {plugin_name}")
            return method(self, ctx, experiment_id=experiment_id, plugin_name=plugin_name, **more)

        return ask_it

    for name in ("list_tensors", "list_blob_sequences", "read_tensors", "read_blob_sequences"):
        monkeypatch.setattr(shown, name, fails_for_one(getattr(shown, name)))
    copy = copy_of(tmp_path / "runs")
    assert len(copy.json(ask("plugin/scalars/scalars", run="a", tag="loss"))[0]) == 20
    others = {"text", "histograms", "images"} - {plugin}
    assert [copy.json(ask(f"plugin/{other}/tags"))[0] != {} for other in sorted(others)] == [True] * len(others)
    assert any(plugin in line for line in copy.shared.left_out), copy.shared.left_out
    page = (copy.shared.path / "sw.js").read_text(encoding="utf-8").partition("\n")[0]
    assert copy.shared.left_out[0] in page
    for internal in ("internal", "KeyError", "Traceback", "Error:"):
        assert internal not in page + "\n".join(copy.shared.left_out)


def test_no_temporary_path_and_no_internal_error_reaches_a_person(tmp_path, monkeypatch):
    from tbxlab.cli.share import share as command

    log(tmp_path / "runs" / "a")
    with SummaryWriter(str(tmp_path / "runs" / "a"), filename_suffix=".2") as writer:
        writer.add_text("note", "left to the loader", 0)

    def fails(directory, name, limits):
        raise IsADirectoryError(21, "Is a directory", str(directory))

    monkeypatch.setattr(private, "load_run", fails)
    import typer

    app = typer.Typer()
    app.command()(command)
    said = CliRunner().invoke(app, [str(tmp_path / "runs"), str(tmp_path / "out"), "-y", "--data-only"])
    assert said.exit_code == 0
    assert "run a: TensorBoard's loader failed on it" in " ".join(said.output.split())
    for internal in ("tbxlab-share-", "IsADirectory", "Errno", "rest-0"):
        assert internal not in said.output


def test_runs_that_become_one_name_stay_two(tmp_path):
    for name in ("exp_jane.roe@example.org", "exp_john.doe@example.org"):
        log(tmp_path / "runs" / name)
    made = share(tmp_path / "runs", tmp_path / "out", place_interface=False)
    assert len(set(made.runs)) == 2
