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
        (range(3), True, False),  # the same script run twice
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


def link(at, to):
    """Make a link to a directory, or skip the test where the system makes none."""
    at.parent.mkdir(parents=True, exist_ok=True)
    try:
        at.symlink_to(to, target_is_directory=True)
    except OSError as error:
        pytest.skip(f"this system makes no links here: {error}")


@pytest.mark.parametrize("name", ["latest", "zz_latest", "a", "run_17b", "deep/er/latest"])
def test_a_run_that_a_link_leads_to_has_both_names(log, scalar, tmp_path, name):
    from tensorboard.backend.event_processing import io_wrapper

    path = log(scalar("loss", 1.0), to="logs/run_17")
    log(scalar("loss", 2.0), to="logs/run_17/val")
    link(tmp_path / "logs" / name, path.parent)

    runs = events.read_tree(tmp_path / "logs")

    assert set(runs) == {"run_17", "run_17/val", name, f"{name}/val"}
    assert list(runs) == sorted(runs, key=lambda each: each.split("/")) or name == "run_17b"
    assert [runs[each].scalars["loss"].values.tolist() for each in (name, f"{name}/val")] == [[1.0], [2.0]]
    shown = io_wrapper.GetLogdirSubdirectories(str(tmp_path / "logs"))
    assert {Path(folder).relative_to(tmp_path / "logs").as_posix() for folder in shown} == set(runs)


def test_links_within_links_and_out_of_the_tree_are_followed(log, scalar, tmp_path):
    best = log(scalar("loss", 1.0), to="logs/exp_3/run_9").parent
    far = log(scalar("loss", 3.0), to="scratch/far/x").parent
    link(tmp_path / "logs" / "exp_3" / "best", best)
    link(tmp_path / "logs" / "latest", tmp_path / "logs" / "exp_3")
    link(tmp_path / "logs" / "scratch", far.parent)

    runs = events.read_tree(tmp_path / "logs")

    assert set(runs) == {"exp_3/run_9", "exp_3/best", "latest/run_9", "latest/best", "scratch/x"}


def test_a_link_to_an_event_file_and_a_log_directory_that_is_a_link_are_read(log, scalar, tmp_path):
    path = log(scalar("loss", 1.0), to="logs/a")
    link(tmp_path / "here", tmp_path / "logs")
    (tmp_path / "logs" / "b").mkdir()
    (tmp_path / "logs" / "b" / path.name).symlink_to(path)

    runs = events.read_tree(tmp_path / "here")

    assert {name: len(run.scalars["loss"]) for name, run in runs.items()} == {"a": 1, "b": 1}


@pytest.mark.parametrize("target", [".", "..", "a", "../logs/a"])
def test_a_link_to_a_directory_that_it_lies_in_is_cut(log, scalar, tmp_path, target):
    log(scalar("loss", 1.0), to="logs/a")
    link(tmp_path / "logs" / "a" / "again", (tmp_path / "logs" / "a" / target).resolve() if "." in target else ".")

    assert list(events.read_tree(tmp_path / "logs")) == ["a"]


def test_directories_that_link_to_each_other_end(log, scalar, tmp_path, monkeypatch):
    """Their paths are as many as the orders of eight things; each run keeps its own name."""
    from tbxlab.events import folders

    names = [f"run-{number}" for number in range(8)]
    for name in names:
        log(scalar("loss", 1.0), to=f"logs/{name}")
    for name in names:
        for other in names:
            if other != name:
                link(tmp_path / "logs" / name / f"to-{other}", tmp_path / "logs" / other)
    monkeypatch.setattr(folders, "THROUGH_LINKS", 200)

    found = folders.run_directories(tmp_path / "logs")

    assert set(names) <= set(found)
    assert 200 <= len(found) <= 8 + 200


@pytest.mark.parametrize("name", ["tfevents", "my.tfevents.logs", "events.out.tfevents.1700000000.dir"])
def test_a_directory_named_as_an_event_file_is_a_run_like_any_other(log, scalar, tmp_path, name):
    log(scalar("loss", 1.0), to="logs/a")
    log(scalar("loss", 2.0), to=f"logs/a/{name}")

    runs = events.read_tree(tmp_path / "logs")

    assert {run: each.scalars["loss"].values.tolist() for run, each in runs.items()} == {"a": [1.0], f"a/{name}": [2.0]}
    assert runs.damage == ()
    assert events.read_run(tmp_path / "logs" / "a" / name).scalars["loss"].values.tolist() == [2.0]
    assert list(events.read_tree(tmp_path / "logs" / "a" / name)) == ["."]


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


@pytest.fixture
def refusing(monkeypatch):
    """refusing(path): listing it is refused from now on. Root may list everything, so the refusal is played."""
    from tbxlab.events import folders

    listing, refused = os.scandir, set()

    def scandir(folder):
        if Path(folder) in refused:
            raise PermissionError(13, "Permission denied", str(folder))
        return listing(folder)

    monkeypatch.setattr(folders.os, "scandir", scandir)
    return refused.add


@pytest.mark.parametrize("name", ["lost+found", "a/private", "z"])
def test_a_directory_that_cannot_be_listed_costs_itself_and_is_told(log, scalar, tmp_path, refusing, name):
    log(scalar("loss", 1.0), to="logs/a")
    log(scalar("loss", 1.0), to="logs/b")
    (tmp_path / "logs" / name).mkdir(parents=True)
    refusing(tmp_path / "logs" / name)

    runs = events.read_tree(tmp_path / "logs")

    assert list(runs) == ["a", "b"]
    (damage,) = runs.unlisted
    assert runs.damage == (damage,)
    assert (damage.kind, damage.file) == ("unreadable", tmp_path / "logs" / name)
    assert str(damage) == f"{Path(name).name}: it could not be read (Permission denied)."
    assert "permissions" in damage.cure


def test_where_the_only_runs_cannot_be_listed_that_is_said(log, scalar, tmp_path, refusing):
    path = log(scalar("loss", 1.0), to="logs/a")
    refusing(path.parent)
    with pytest.raises(events.NoEvents, match="could not be listed: a") as caught:
        events.read_tree(tmp_path / "logs")
    assert caught.value.unlisted == ("a",)


def test_a_log_directory_that_cannot_be_listed_is_an_error(log, scalar, tmp_path, refusing):
    log(scalar("loss", 1.0), to="logs/a")
    refusing(tmp_path / "logs")
    with pytest.raises(PermissionError):
        events.read_tree(tmp_path / "logs")


def test_the_damage_of_a_tree_is_that_of_its_runs_too(log, scalar, tmp_path):
    path = log(scalar("loss", 1.0), to="logs/a")
    path.write_bytes(path.read_bytes()[:-3])
    log(scalar("loss", 1.0), to="logs/b")
    (damage,) = events.read_tree(tmp_path / "logs").damage
    assert (damage.kind, damage.file) == ("unfinished", path)


@pytest.mark.parametrize("wall_time", [float("inf"), float("-inf"), float("nan"), -5.0, 0.0, 1e300, 1.7e12])
@pytest.mark.parametrize("count", [1, 20])
def test_any_wall_time_is_kept_as_it_is(log, scalar, wall_time, count):
    path = log(*(scalar("loss", 1.0, step, wall_time) for step in range(count)))
    run = events.read_run(path.parent)
    assert [str(each) for each in run.scalars["loss"].wall_times] == [str(wall_time)] * count
    assert run.damage == ()
    assert repr(run)


def test_a_text_without_a_tag_has_the_name_of_its_node(log):
    """As tensorboardX 1.0 and 1.2 wrote it, seen with both; TensorBoard's Text tab fails on it."""
    from tensorboard.compat.proto.event_pb2 import Event
    from tensorboard.compat.proto.summary_pb2 import Summary

    def old(name, text, step):
        value = Summary.Value(node_name=name)
        value.tensor.dtype = 7
        value.tensor.tensor_shape.dim.add(size=1)
        value.tensor.string_val.append(text)
        value.metadata.plugin_data.plugin_name = "text"
        return Event(wall_time=1.0, step=step, summary=Summary(value=[value]))

    run = events.read_run(log(old("note", b"a", 0), old("other", b"b", 0), old("note", b"c", 1)))
    assert {tag: texts.values for tag, texts in run.texts.items()} == {"note": ("a", "c"), "other": ("b",)}
    assert run.texts["note"].tag == "note"
