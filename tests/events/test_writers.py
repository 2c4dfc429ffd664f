"""Do files of all three writers read alike?"""

import numpy as np
import pytest

from tbxlab import events

LAYOUT = {
    "Loss": {"both": ["Multiline", ["loss/train", "loss/val"]]},
    "Spread": {"band": ["Margin", ["mean", "low", "high"]]},
}


def tensorboardx(folder):
    return pytest.importorskip("tensorboardX").SummaryWriter(str(folder))


def torch(folder):
    return pytest.importorskip("torch.utils.tensorboard").SummaryWriter(str(folder))


class TensorFlow:
    """tf.summary behind the two methods that the tests use."""

    def __init__(self, folder):
        self.tf = pytest.importorskip("tensorflow")
        self.writer = self.tf.summary.create_file_writer(str(folder))

    def add_scalar(self, tag, value, step):
        with self.writer.as_default():
            self.tf.summary.scalar(tag, value, step)

    def add_text(self, tag, text, step):
        with self.writer.as_default():
            self.tf.summary.text(tag, text, step)

    def close(self):
        self.writer.close()


WRITERS = pytest.mark.parametrize("writer_on", [tensorboardx, torch, TensorFlow])


@WRITERS
def test_scalars_read_alike_whoever_wrote_them(writer_on, tmp_path):
    steps = [0, 1, 2, 10, 10, 7, 2**31 + 5]
    values = [0.5, -1.25, float("nan"), float("inf"), float("-inf"), 0.0, 1e-3]
    writer = writer_on(tmp_path)
    for step, value in zip(steps, values, strict=True):
        writer.add_scalar("train/loss", value, step)
        writer.add_scalar("lr", 0.1, step)
    writer.close()

    run = events.read_run(tmp_path)

    assert list(run.scalars) == ["train/loss", "lr"]
    loss = run.scalars["train/loss"]
    assert loss.steps.tolist() == steps
    assert loss.steps.dtype == np.int64
    np.testing.assert_array_equal(loss.values, np.array(values, np.float32).astype(np.float64))
    assert (np.diff(loss.wall_times) >= 0).all()
    assert loss.wall_times[0] > 1.7e9
    assert loss.files.tolist() == [0] * len(steps)
    assert run.damage == ()
    assert run.unread == {}
    assert run.files[0].version == "brain.Event:2"
    assert (run.files[0].first_step, run.files[0].last_step) == (0, 2**31 + 5)


@WRITERS
def test_texts_read_alike_but_for_their_tag(writer_on, tmp_path):
    writer = writer_on(tmp_path)
    writer.add_text("note", "**first** ✓", 3)
    writer.add_text("note", "", 4)
    writer.close()

    (text,) = events.read_run(tmp_path).texts.values()

    assert text.tag == ("note" if writer_on is TensorFlow else "note/text_summary")
    assert text.values == ("**first** ✓", "")
    assert text.steps.tolist() == [3, 4]
    assert len(text) == 2


@pytest.mark.parametrize("writer_on", [tensorboardx, torch])
def test_layouts_become_plain_values(writer_on, tmp_path):
    writer = writer_on(tmp_path)
    writer.add_custom_scalars({"Old": {"chart": ["Multiline", ["x"]]}})
    writer.add_custom_scalars(LAYOUT)
    writer.close()

    run = events.read_run(tmp_path)

    assert len(run.layouts) == 2
    assert run.layout == events.Layout(
        (
            events.Category("Loss", (events.Chart("both", "multiline", ("loss/train", "loss/val")),)),
            events.Category("Spread", (events.Chart("band", "margin", ("mean", "low", "high")),)),
        )
    )
    assert [chart.title for chart in run.layout.charts] == ["both", "band"]


@pytest.mark.parametrize("double", [False, True])
def test_torch_s_new_style_keeps_the_precision_it_was_given(double, tmp_path):
    writer = torch(tmp_path)
    for step in range(5):
        writer.add_scalar("x", 1 / 3 + step, step, new_style=True, double_precision=double)
    writer.close()

    exact = np.arange(5) + 1 / 3

    found = events.read_run(tmp_path).scalars["x"]
    np.testing.assert_array_equal(found.values, exact if double else exact.astype(np.float32))


def test_a_display_name_in_every_event_does_not_hide_the_number(tmp_path):
    writer = tensorboardx(tmp_path)
    for step in range(5):
        writer.add_scalar("x", step / 2, step, display_name="The x")
    writer.close()

    assert events.read_run(tmp_path).scalars["x"].values.tolist() == [0, 0.5, 1, 1.5, 2]


def test_a_table_of_texts_is_joined_row_by_row(tmp_path):
    writer = TensorFlow(tmp_path)
    writer.add_text("table", [["a", "b"], ["c", "d"]], 0)
    writer.close()

    assert events.read_run(tmp_path).texts["table"].values == ("a\nb\nc\nd",)


def test_what_is_not_read_is_named_and_counted(log, scalar):
    from tensorboard.compat.proto.event_pb2 import Event, TaggedRunMetadata

    strange = scalar("strange", 0.0)
    strange.summary.value[0].tensor.string_val.append(b"?")
    strange.summary.value[0].metadata.plugin_data.plugin_name = "my_own"
    profile = Event(tagged_run_metadata=TaggedRunMetadata(tag="step1"))

    run = events.read_run(log(strange, strange, profile, scalar("x", 1.0)))

    assert run.unread == {"my_own": {"strange": 2}, "tagged_run_metadata": {"": 1}}
    assert run.scalars["x"].values.tolist() == [1.0]
    assert run.damage == ()


def test_one_tag_of_two_kinds_is_kept_as_both(tmp_path):
    """TensorBoard shows neither with its fast loader."""
    writer = tensorboardx(tmp_path)
    writer.add_histogram("weights", np.arange(10), 0)
    writer.add_histogram("weights", np.arange(10), 1)
    writer.add_scalar("weights", 1.0, 0)
    writer.close()

    run = events.read_run(tmp_path)

    assert run.histograms["weights"].steps.tolist() == [0, 1]
    assert run.scalars["weights"].values.tolist() == [1.0]
    assert run.tags == {"scalars": ("weights",), "histograms": ("weights",)}


def test_purge_step_is_told_and_drops_nothing(tmp_path):
    module = pytest.importorskip("tensorboardX")
    for name, purge_step, steps in (("a", None, range(6)), ("b", 4, range(4, 8))):
        writer = module.SummaryWriter(str(tmp_path), purge_step=purge_step, filename_suffix=name)
        for step in steps:
            writer.add_scalar("loss", step, step)
        writer.close()

    run = events.read_run(tmp_path)

    assert run.scalars["loss"].steps.tolist() == [0, 1, 2, 3, 4, 5, 4, 5, 6, 7]
    assert [(purge.step, purge.file) for purge in run.purges] == [(4, 1)]
    assert run.overlapping_tags == ("loss",)
    assert run.is_resumed
    assert not run.is_reused
