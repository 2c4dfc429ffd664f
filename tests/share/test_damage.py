"""Is what can be read of a damaged log shared, and the rest told?"""

import struct

import pytest
from tensorboardX import SummaryWriter

from tbxlab.events import NoEvents
from tbxlab.share import NothingToShare, clean, listing, share, survey


def log(folder, points=20):
    with SummaryWriter(str(folder)) as writer:
        for step in range(points):
            writer.add_scalar("loss", float(step), step, walltime=1.7e9 + step)
    (file,) = folder.glob("events*")
    return file


def data_only(logdir, out):
    return share(logdir, out, place_interface=False)


def test_a_cut_file_is_shared_up_to_the_cut(tmp_path, copy_of, ask):
    file = log(tmp_path / "runs" / "cut")
    log(tmp_path / "runs" / "whole")
    file.write_bytes(file.read_bytes()[:-10])
    copy = copy_of(tmp_path / "runs")
    problems, _ = listing.after(copy.shared)
    assert "cut/events" in problems
    assert "was cut" in problems
    cut, whole = copy.json(*(ask("plugin/scalars/scalars", run=run, tag="loss") for run in ("cut", "whole")))
    assert (len(cut), len(whole)) == (19, 20)


def test_a_record_that_is_no_event_costs_only_itself(tmp_path, copy_of, ask):
    """TensorBoard's own loader gives up on the whole directory there."""
    file = log(tmp_path / "runs")
    with file.open("ab") as stream:
        stream.write(clean.frame(b"\xff\xff\xff not a message"))
        stream.write(clean.frame(struct.pack("<Bd", 9, 1.7e9)))
    copy = copy_of(tmp_path / "runs")
    assert "could not be understood" in listing.after(copy.shared)[0]
    assert len(copy.json(ask("plugin/scalars/scalars", run=".", tag="loss"))[0]) == 20


def test_a_run_that_tensorboard_cannot_load_does_not_cost_the_others(tmp_path, monkeypatch, copy_of, ask):
    from tbxlab.compat import tensorboard_private as private

    log(tmp_path / "runs" / "bad")
    log(tmp_path / "runs" / "good")
    with SummaryWriter(str(tmp_path / "runs" / "bad"), filename_suffix="b") as writer:
        writer.add_text("notes", "a text, which is left to TensorBoard's loader", 0)
    load = private.load_run

    def fails_on_one(directory, name, limits):
        if name == "bad":
            raise ValueError("odd data")
        return load(directory, name, limits)

    monkeypatch.setattr(private, "load_run", fails_on_one)
    copy = copy_of(tmp_path / "runs")
    line = "run bad: TensorBoard's loader failed on it; shown are its scalars alone"
    assert copy.shared.left_out == (line,), "no internal error reaches a person"
    assert copy.json(ask("runs")) == [["bad", "good"]]
    assert copy.json(ask("plugin/scalars/scalars", run="bad", tag="loss"))[0], "the scalars need no loader"


def test_a_scalar_and_a_histogram_under_one_tag_leave_the_rest(tmp_path, copy_of, ask):
    """The slow loader answers such a tag with an error."""
    import numpy as np

    with SummaryWriter(str(tmp_path / "runs")) as writer:
        writer.add_scalar("fine", 1.0, 0)
        writer.add_scalar("both", 1.0, 0)
        writer.add_histogram("both", np.arange(5.0), 1)
    copy = copy_of(tmp_path / "runs")
    assert len(copy.json(ask("plugin/scalars/scalars", run=".", tag="fine"))[0]) == 1
    assert any("both" in line for line in copy.shared.left_out)


def test_an_event_file_with_nothing_in_it_is_nothing_to_share(tmp_path):
    SummaryWriter(str(tmp_path / "runs")).close()
    with pytest.raises(NothingToShare, match="nothing in them"):
        data_only(tmp_path / "runs", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_an_empty_event_file_is_told(tmp_path):
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "events.out.tfevents.1.a").touch()
    with pytest.raises(NothingToShare, match="it is empty"):
        data_only(tmp_path / "runs", tmp_path / "out")


def test_a_directory_without_event_files_is_told_with_what_it_holds(tmp_path):
    (tmp_path / "readme.txt").write_text("x", encoding="utf-8")
    with pytest.raises(NoEvents, match=r"only: readme\.txt"):
        survey(tmp_path)
    with pytest.raises(NoEvents, match="there is no"):
        survey(tmp_path / "nowhere")


def test_a_changed_byte_costs_one_record_and_the_page_says_whose_reading_it_shows(tmp_path, copy_of, ask):
    """TensorBoard's fast loader draws a wrong number there, its slow one ends: neither is what was logged."""
    file = log(tmp_path / "runs", points=200)
    content = bytearray(file.read_bytes())
    content[len(content) // 2 // 43 * 43 + 20] ^= 0x40
    file.write_bytes(content)
    copy = copy_of(tmp_path / "runs")
    (points,) = copy.json(ask("plugin/scalars/scalars", run=".", tag="loss"))
    assert len(points) == 199
    assert all(value == step for _, step, value in points)
    assert "left out" in listing.after(copy.shared)[0]
    page = (copy.shared.path / "sw.js").read_text(encoding="utf-8").partition("\n")[0]
    assert '"damaged":true' in page
    assert "what tbxlab read of them" in (copy.shared.path / "bar.js").read_text(encoding="utf-8")
