"""Runs, trees of runs, and what can be told about the files in them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tbxlab import events


def test_several_files_are_read_in_the_order_of_their_names(log, scalar):
    log(scalar("loss", 3.0, 0, wall_time=300), name="tfevents.30")
    path = log(scalar("loss", 1.0, 5, wall_time=100), scalar("loss", 2.0, 6, wall_time=200), name="tfevents.20")

    run = events.read_run(path.parent)

    loss = run.scalars["loss"]
    assert loss.values.tolist() == [1, 2, 3]
    assert loss.files.tolist() == [0, 0, 1]
    assert [file.path.name[-2:] for file in run.files] == ["20", "30"]
    first, second = run.files
    assert (first.first_step, first.last_step, first.first_wall_time, first.last_wall_time) == (5, 6, 100, 200)
    assert (second.first_step, second.last_step, second.records) == (0, 0, 2)
    assert first.size == first.path.stat().st_size


@pytest.mark.parametrize(
    ("again", "reused", "resumed"),
    [
        (range(0, 3), True, False),  # the same script run twice
        (range(5, 8), True, False),  # resumed at a checkpoint, without a purge
        (range(9, 12), True, False),  # the last step is written twice
        (range(10, 12), False, True),  # goes on where the first ended
    ],
)
def test_a_reused_logdir_is_told_from_a_resumed_one(log, scalar, again, reused, resumed):
    log(*(scalar("loss", 1.0, step) for step in range(10)), name="tfevents.1")
    path = log(*(scalar("loss", 1.0, step) for step in again), name="tfevents.2")

    run = events.read_run(path.parent)

    assert (run.is_reused, run.is_resumed) == (reused, resumed)
    assert run.overlapping_tags == (("loss",) if reused else ())


def test_a_purge_counts_only_where_it_covers_the_overlap(log, scalar):
    from tensorboard.compat.proto.event_pb2 import Event, SessionLog

    def purge(step):
        return Event(step=step, wall_time=7.0, session_log=SessionLog(status=SessionLog.START))

    log(*(scalar("loss", 1.0, step) for step in range(10)), name="tfevents.1")
    path = log(purge(6), *(scalar("loss", 1.0, step) for step in range(5, 8)), name="tfevents.2")
    run = events.read_run(path.parent)
    assert run.is_reused
    assert run.purges == (events.Purge(step=6, wall_time=7.0, file=1, record=1),)

    log(purge(5), *(scalar("loss", 1.0, step) for step in range(5, 8)), name="tfevents.2")
    run = events.read_run(path.parent)
    assert not run.is_reused
    assert run.is_resumed


def test_two_writers_of_different_tags_are_neither_reused_nor_resumed(log, scalar):
    log(scalar("train", 1.0, 0), scalar("train", 1.0, 1), name="tfevents.1")
    path = log(scalar("val", 1.0, 0), scalar("val", 1.0, 1), name="tfevents.2")

    run = events.read_run(path.parent)

    assert not run.is_reused
    assert not run.is_resumed


def test_one_file_whose_steps_run_backwards_is_no_reused_logdir(log, scalar):
    path = log(*(scalar("loss", 1.0, step) for step in [0, 1, 2, 0, 1]))

    run = events.read_run(path.parent)

    assert run.scalars["loss"].runs_backwards
    assert not run.is_reused


def test_a_tree_names_runs_as_tensorboard_does_in_natural_order(log, scalar, tmp_path):
    for folder in ("lr-10", "lr-2/val", "lr-2", ".", "b/x"):
        log(scalar("loss", 1.0), to=f"logs/{folder}")
    (tmp_path / "logs" / "empty").mkdir()
    (tmp_path / "logs" / "other").mkdir()
    (tmp_path / "logs" / "other" / "notes.txt").write_text("no events", encoding="utf-8")

    runs = events.read_tree(tmp_path / "logs")

    assert list(runs) == [".", "b/x", "lr-2", "lr-2/val", "lr-10"]
    assert runs["lr-2/val"].path == tmp_path / "logs" / "lr-2" / "val"
    assert list(runs["."].scalars) == ["loss"]


def test_a_tree_finds_what_tensorboard_finds(log, scalar, tmp_path):
    from tensorboard.backend.event_processing import io_wrapper

    for folder in (".", "a", "a/b/c", "d.e/f"):
        log(scalar("loss", 1.0), to=folder, name="x.tfevents.y")
    (tmp_path / "dir.tfevents").mkdir()

    found = {str(run.path) for run in events.read_tree(tmp_path).values()}

    assert found == {path.rstrip("/\\") for path in io_wrapper.GetLogdirSubdirectories(str(tmp_path))}


def test_a_link_back_to_the_tree_is_not_followed_for_ever(log, scalar, tmp_path):
    path = log(scalar("loss", 1.0), to="logs/a")
    try:
        (path.parent / "again").symlink_to(tmp_path / "logs", target_is_directory=True)
    except OSError as error:
        pytest.skip(f"this system makes no links here: {error}")

    assert list(events.read_tree(tmp_path / "logs")) == ["a"]


def test_one_event_file_can_be_read_alone(log, scalar):
    log(scalar("loss", 1.0), name="tfevents.1")
    path = log(scalar("loss", 2.0), name="tfevents.2")

    assert events.read_run(path).scalars["loss"].values.tolist() == [2.0]


def test_no_events_says_what_is_there_instead(log, scalar, tmp_path):
    with pytest.raises(events.NoEvents, match=r"there is no .*nowhere"):
        events.read_run(tmp_path / "nowhere")
    with pytest.raises(events.NoEvents, match="nothing was written"):
        events.read_run(tmp_path)

    (tmp_path / "notes.txt").write_text("hello", encoding="utf-8")
    (tmp_path / "deep").mkdir()
    with pytest.raises(events.NoEvents, match=r"only: deep/, notes\.txt"):
        events.read_tree(tmp_path)
    with pytest.raises(events.NoEvents, match=r"notes\.txt is a file whose name"):
        events.read_run(tmp_path / "notes.txt")

    log(scalar("loss", 1.0), to="deep/a")
    with pytest.raises(events.NoEvents, match="deep/a") as caught:
        events.read_run(tmp_path)
    assert caught.value.runs == ("deep/a",)


def test_reading_needs_neither_torch_nor_tensorflow(log, scalar):
    """Does a file of scalars, texts and a layout read in a process where both are missing?"""
    from tensorboard.compat.proto.summary_pb2 import Summary

    text = scalar("note", 0.0)
    text.summary.value[0].CopyFrom(Summary.Value(tag="note"))
    text.summary.value[0].tensor.string_val.append(b"hello")
    text.summary.value[0].metadata.plugin_data.plugin_name = "text"
    path = log(scalar("loss", 0.5, 3), text)
    code = f"""
import sys
sys.modules["torch"] = sys.modules["tensorflow"] = sys.modules["tensorboardX"] = None   # importing them fails
from tbxlab import events
heavy = [name for name in ("tensorboard", "google.protobuf", "matplotlib") if name in sys.modules]
assert not heavy, heavy
run = events.read_run({str(path.parent)!r})
print(run.scalars["loss"].values, run.texts["note"].values, run.damage)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8")
    assert done.stdout.strip() == "[0.5] ('hello',) ()", done.stderr


def test_values_introduce_themselves_briefly(log, scalar):
    run = events.read_run(log(scalar("loss", 1.0, 3), scalar("loss", 1.0, 9), scalar("lr", 0.1, 3)).parent)

    assert repr(run.scalars["loss"]) == "<Scalars 'loss': 2 points, steps 3 to 9>"
    assert repr(run) == f"<Run {str(run.path)!r}: scalars 'loss', 'lr'>"


def test_a_directory_that_cannot_be_listed_is_no_silence(log, scalar, tmp_path, monkeypatch):
    """Root may list everything, so the refusal is played."""
    from tbxlab.events import folders

    path = log(scalar("loss", 1.0), to="logs/a")
    listing = os.scandir

    def scandir(folder):
        if Path(folder) == path.parent:
            raise PermissionError(13, "Permission denied", folder)
        return listing(folder)

    monkeypatch.setattr(folders.os, "scandir", scandir)
    with pytest.raises(PermissionError):
        events.read_tree(tmp_path / "logs")
