"""Is a copy's folder made safely, and twice the same?"""

import json
import shutil

import numpy as np
import pytest
from tensorboardX import SummaryWriter

from tbxlab.share import NotAShare, folder, share


@pytest.fixture(scope="module")
def logdir(tmp_path_factory):
    """A small log, with pictures and hyperparameters, in two runs."""
    runs = tmp_path_factory.mktemp("small") / "runs"
    for run in ("one", "two"):
        with SummaryWriter(str(runs / run)) as writer:
            for step in range(30):
                writer.add_scalar("loss", 1 / (1 + step), step, walltime=1.7e9 + step)
            writer.add_image("picture", np.full((3, 4, 4), 9, dtype=np.uint8), 0, walltime=1.7e9)
            writer.add_histogram("weights", np.arange(50.0), 0, walltime=1.7e9)
            values = {name: "x" * index for index, name in enumerate("abcdefgh", start=1)}
            writer.add_hparams(values, {"score": 1.0}, name="trial")
    return runs


def contents(path):
    return {file.relative_to(path).as_posix(): file.read_bytes() for file in path.rglob("*") if file.is_file()}


def data_only(logdir, out, **options):
    return share(logdir, out, place_interface=False, **options)


def test_the_same_log_gives_the_same_bytes(logdir, tmp_path):
    for out in ("first", "second"):
        data_only(logdir, tmp_path / out, with_events=True)
    assert contents(tmp_path / "first") == contents(tmp_path / "second")


def test_a_copy_of_the_log_elsewhere_gives_the_same_bytes_in_another_process(logdir, tmp_path):
    """Python shuffles its sets, and protobuf its maps, anew in each process."""
    import subprocess
    import sys

    shutil.copytree(logdir, tmp_path / "runs")
    code = (
        f"from tbxlab.share import share; share({str(tmp_path / 'runs')!r}, {str(tmp_path / 'other')!r}, "
        "place_interface=False)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    data_only(logdir, tmp_path / "here")
    assert contents(tmp_path / "other") == contents(tmp_path / "here")


def test_every_file_of_the_copy_is_told(logdir, tmp_path):
    shared = share(logdir, tmp_path / "out", with_events=True)
    assert set(contents(tmp_path / "out")) == set(shared.files)
    told = json.loads((tmp_path / "out" / "share.json").read_text(encoding="utf-8"))
    assert told["files"] == sorted(shared.files)
    assert told["lastEvent"] == shared.last_event
    assert told["versions"]["TensorBoard"].startswith("2.21")


def test_one_picture_in_two_runs_is_one_file(logdir, tmp_path):
    shared = data_only(logdir, tmp_path / "out")
    assert sum(file.endswith(".png") for file in shared.files) == 1


def test_a_folder_of_something_else_is_never_written_to(logdir, tmp_path):
    (tmp_path / "thesis.txt").write_text("chapter 1", encoding="utf-8")
    with pytest.raises(NotAShare, match="did not make"):
        data_only(logdir, tmp_path)
    with pytest.raises(NotAShare, match="is a file"):
        data_only(logdir, tmp_path / "thesis.txt")
    assert contents(tmp_path) == {"thesis.txt": b"chapter 1"}


def test_the_log_directory_itself_is_no_place_for_the_copy(logdir):
    before = contents(logdir)
    with pytest.raises(NotAShare):
        data_only(logdir, logdir)
    assert contents(logdir) == before


def test_an_empty_folder_will_do(logdir, tmp_path):
    (tmp_path / "out").mkdir()
    assert data_only(logdir, tmp_path / "out").files


def test_a_copy_is_replaced_and_leaves_nothing_behind(logdir, tmp_path):
    out = tmp_path / "out"
    share(logdir, out, with_events=True, histogram_bins=5)
    (out / "CNAME").write_text("runs.example.org", encoding="utf-8")
    other = data_only(logdir / "one", out, title="runs")
    assert set(contents(out)) == {*other.files, "CNAME"}, "files of ours are gone, a file of yours stays"


def test_a_copy_that_was_interrupted_can_be_made_again(logdir, tmp_path):
    folder.begin(tmp_path / "out")
    folder.data_store(tmp_path / "out").put(b"half an answer")
    shared = data_only(logdir, tmp_path / "out")
    assert set(contents(tmp_path / "out")) == set(shared.files)


def test_a_marker_that_names_files_elsewhere_removes_nothing_there(logdir, tmp_path):
    data_only(logdir, tmp_path / "out")
    (tmp_path / "precious.txt").write_text("x", encoding="utf-8")
    marker = tmp_path / "out" / "share.json"
    told = json.loads(marker.read_text(encoding="utf-8"))
    marker.write_text(json.dumps(told | {"files": ["../precious.txt"]}), encoding="utf-8")
    data_only(logdir, tmp_path / "out")
    assert (tmp_path / "precious.txt").exists()


def test_the_address_of_the_interface_must_be_relative(logdir, tmp_path):
    for address in ("https://cdn.example.org/tb", "/interface", "..\\interface"):
        with pytest.raises(ValueError, match="relative"):
            share(logdir, tmp_path / "out", interface_url=address)
    assert not (tmp_path / "out").exists()


def test_the_event_files_to_download_hold_every_point_and_no_host(logdir, tmp_path):
    import socket
    import zipfile

    from tbxlab import events

    data_only(logdir, tmp_path / "out", with_events=True)
    with zipfile.ZipFile(tmp_path / "out" / "events.zip") as archive:
        assert not [name for name in archive.namelist() if socket.gethostname() in name]
        archive.extractall(tmp_path / "back")
    before, after = events.read_tree(logdir), events.read_tree(tmp_path / "back")
    assert list(after) == list(before)
    for run in before:
        for tag, points in before[run].scalars.items():
            np.testing.assert_array_equal(after[run].scalars[tag].values, points.values)
