"""Are the answers that the copy is made of, byte for byte, those of a live TensorBoard, whoever wrote the log?

The copy's scalars are read and sampled without TensorBoard's loader, and that loader is given no more than it would
keep. So what TensorBoard's application says over this is compared with what it says over its own loader, on logs of
each form that writers give their data.
"""

import json

import numpy as np
import pytest
from tensorboard.compat.proto import event_pb2, summary_pb2

from tbxlab.compat import tensorboard_private as private
from tbxlab.share import clean, sharing, survey
from tbxlab.share.privacy import Scrubber

WALL = 1_700_000_000.25
LONG = 2_345
"""More points than TensorBoard keeps of any kind."""


def values(points, count=LONG):
    rng = np.random.default_rng(points)
    return rng.normal(size=count).astype(np.float32).tolist()


def tensorboardx(folder):
    from tensorboardX import SummaryWriter

    with SummaryWriter(str(folder / "a")) as writer:
        for step, value in enumerate(values(0)):
            writer.add_scalar("loss", value, step, walltime=WALL + step)
            if step % 3 == 0:
                writer.add_scalar(
                    "val/loss", value, step, walltime=WALL + step, display_name="shown", summary_description="*d*"
                )
        for step in range(30):
            writer.add_scalar("odd", [np.nan, np.inf, -np.inf, 1e38][step % 4], step, walltime=WALL + step)


def tensorboardx_all_kinds(folder):
    from tensorboardX import SummaryWriter

    rng = np.random.default_rng(1)
    with SummaryWriter(str(folder / "a")) as writer:
        for step in range(620):
            at = {"global_step": step, "walltime": WALL + step}
            writer.add_histogram("weights", rng.normal(size=50) * (1 + step / 30), **at)
            writer.add_scalar("loss", 1 / (1 + step), **at)
            if step < 130:
                writer.add_pr_curve("pr", rng.integers(0, 2, 50), rng.random(50), **at)
            if step < 33:
                writer.add_image("picture", rng.integers(0, 255, (3, 4, 4), dtype=np.uint8), **at)
                writer.add_text("note", f"step **{step}**", **at)
                writer.add_text("other", f"step {step}", **at)


def tensorboardx_hparams(folder):
    from tensorboardX import SummaryWriter

    with SummaryWriter(str(folder / "a")) as writer:
        for rate in (0.1, 0.01):
            writer.add_scalar("loss", rate, 0, walltime=WALL)
            writer.add_hparams({"lr": rate, "name": "adam"}, {"acc": 1 - rate}, name=f"trial-{rate}")


def torch_old_and_new(folder):
    from torch.utils.tensorboard import SummaryWriter

    with SummaryWriter(str(folder / "a")) as writer:
        for step, value in enumerate(values(2)):
            writer.add_scalar("old", value, step, walltime=WALL + step)
            writer.add_scalar("new", value, step, walltime=WALL + step, new_style=True)
            writer.add_scalar("double", value / 3, step, walltime=WALL + step, new_style=True, double_precision=True)
            writer.add_scalar("both", value, step, walltime=WALL + step, new_style=step > 20)


def torch_scalars(folder):
    from torch.utils.tensorboard import SummaryWriter

    with SummaryWriter(str(folder / "a")) as writer:
        for step, value in enumerate(values(3, 50)):
            writer.add_scalars("group", {"train": value, "val": value / 2}, step, walltime=WALL + step)


def tensorflow_2(folder):
    tf = pytest.importorskip("tensorflow")
    with tf.summary.create_file_writer(str(folder / "train")).as_default():
        for step, value in enumerate(values(4, 1500)):
            tf.summary.scalar("loss", value, step, description="the *mean*")
        for step in range(20):
            tf.summary.image("digits", np.zeros((2, 4, 4, 1), dtype=np.uint8), step, max_outputs=2)
            tf.summary.text("note", ["a", f"**{step}**"], step)
            tf.summary.histogram("kernel", np.arange(20.0), step)


def record(step, *found, wall_time=None):
    when = WALL + step if wall_time is None else wall_time
    return event_pb2.Event(wall_time=when, step=step, summary=summary_pb2.Summary(value=found))


def simple(tag, value, **more):
    return summary_pb2.Summary.Value(tag=tag, simple_value=value, **more)


def write(folder, *found, name="events.out.tfevents.1700000000.a", version="brain.Event:2"):
    folder.mkdir(parents=True, exist_ok=True)
    first = [event_pb2.Event(wall_time=WALL - 1, file_version=version)] if version else []
    with (folder / name).open("wb") as stream:
        for event in (*first, *found):
            stream.write(clean.frame(event.SerializeToString()))


def tensorflow_1(folder):
    """Several values in one event, and a graph, as merged summaries wrote them."""
    several = (
        record(step, simple("a", value), simple("b", value + 1), simple("a", 0.0))
        for step, value in enumerate(values(5))
    )
    write(folder / "a", *several)


def restarted(folder):
    """A writer with `purge_step`: TensorBoard drops what a restart replaces."""
    start = event_pb2.SessionLog(status=event_pb2.SessionLog.START)
    first = [record(step, simple("loss", value)) for step, value in enumerate(values(6))]
    again = [event_pb2.Event(wall_time=WALL, step=step, session_log=start) for step in (0, 900, 1800)]
    write(folder / "a", again[0], *first[:1500], again[1], *first[900:], again[2], *first[1800:])


def started_once(folder):
    start = event_pb2.SessionLog(status=event_pb2.SessionLog.START)
    points = [record(step, simple("loss", value)) for step, value in enumerate(values(7))]
    write(folder / "a", event_pb2.Event(wall_time=WALL, step=3, session_log=start), *points)


def several_files(folder):
    points = [record(step, simple("loss", value)) for step, value in enumerate(values(8))]
    for number in range(3):
        write(folder / "a", *points[number * 700 : (number + 1) * 700], name=f"events.out.tfevents.170000000{number}.a")
    write(folder / "b", *points[:3])


def without_version(folder):
    """An old file does not say its version: TensorBoard takes a step back for a restart."""
    points = [record(step % 700, simple("loss", value)) for step, value in enumerate(values(9))]
    write(folder / "a", *points, version="")


def steps_back(folder):
    points = [record(step % 700, simple("loss", value)) for step, value in enumerate(values(10))]
    write(folder / "a", *points)


def mixed_under_one_tag(folder):
    histogram = summary_pb2.HistogramProto(min=0, max=1, num=1, bucket_limit=[1.0], bucket=[1.0])
    points = [record(step, simple("x", step)) for step in range(20)]
    odd = [record(30, summary_pb2.Summary.Value(tag="x", histo=histogram)), record(31, simple("y", 1.0))]
    write(folder / "a", *points, *odd)
    write(folder / "b", odd[0], *points)


def described_first(folder):
    """The first value of a long series tells what it is called, and is none of those that are kept."""
    metadata = summary_pb2.SummaryMetadata(display_name="shown", summary_description="*so*")
    histogram = summary_pb2.HistogramProto(min=0, max=1, num=1, bucket_limit=[0.5, 1.0], bucket=[1.0, 2.0])
    picture = summary_pb2.Summary.Image(height=1, width=1, encoded_image_string=b"\x89PNG not one")
    made = [
        record(
            step,
            summary_pb2.Summary.Value(tag="h", histo=histogram, metadata=None if step else metadata),
            summary_pb2.Summary.Value(tag="i", image=picture, metadata=None if step else metadata),
            summary_pb2.Summary.Value(tag="s", simple_value=step, metadata=None if step else metadata),
        )
        for step in range(1200)
    ]
    write(folder / "a", *made)


def many_tags(folder):
    points = [record(step, *(simple(f"g{tag % 7}/t{tag}", step * tag) for tag in range(300))) for step in range(4)]
    write(folder / "a", *points)
    write(folder / "b", *(record(step, simple(f"only/{step}", 1.0)) for step in range(20)))


WRITERS = [
    tensorboardx,
    tensorboardx_all_kinds,
    tensorboardx_hparams,
    torch_old_and_new,
    torch_scalars,
    tensorflow_1,
    tensorflow_2,
    restarted,
    started_once,
    several_files,
    without_version,
    steps_back,
    mixed_under_one_tag,
    described_first,
    many_tags,
]


@pytest.fixture(params=WRITERS, ids=lambda writer: writer.__name__)
def both(request, tmp_path, live):
    """A live TensorBoard, and TensorBoard's application over what the copy is made of."""
    runs = tmp_path / "runs"
    request.param(runs)
    return live(runs), ours(runs, tmp_path)


def ours(runs, tmp_path):
    """The application that a copy asks, with every run in it, rather than one after the other."""
    from tbxlab.share.provider import CopyProvider
    from tests.share.conftest import Live

    found = survey(runs)
    making = sharing._Making(found, tmp_path / "out", Scrubber(), sharing.Options())
    provider, folder = CopyProvider("runs"), tmp_path / "temporary"
    cleaner = clean.Cleaner(Scrubber(), making._reservoirs())
    with private.quiet_and_light():
        for number, run in enumerate(found.runs):
            taken = cleaner.take(run, folder / f"rest-{number}", folder / "whole")
            making._add(provider, run.name, run, taken, folder / f"rest-{number}", {})
        application = private.application(provider, folder, "runs", {})
    board = Live.__new__(Live)
    from werkzeug.test import Client

    board._client = Client(application)
    return board


def test_each_answer_is_the_same_bytes(both, ask):
    live, copy = both
    kinds = {
        "scalars": "scalars",
        "histograms": "histograms",
        "distributions": "distributions",
        "images": "images",
        "text": "text",
        "pr_curves": "pr_curves",
    }
    asked = 0
    questions = [ask("runs"), ask("plugin/timeseries/tags")]
    for kind in kinds:
        tags = ask(f"plugin/{kind}/tags")
        questions.append(tags)
        for run, found in live.json(tags)[0].items():
            for tag in found:
                more = {"sample": 0} if kind == "images" else {"markdown": "true"} if kind == "text" else {}
                questions.append(ask(f"plugin/{kind}/{kind}", run=run, tag=tag, **more))
                asked += 1
    for question in questions:
        one, other = answer(live, question), answer(copy, question)
        if question.route.endswith("tags"):  # live, runs come in the order of the file system
            one, other = canonical(one), canonical(other)
        assert other == one, question
    assert asked


def canonical(answered):
    """The answer with its runs sorted, and the tags of each in the order in which they came."""
    found = json.loads(answered[1])
    return answered[0], found, [(run, list(found[run])) for run in sorted(found) if isinstance(found[run], dict)]


def answer(board, question):
    """Status and bytes. TensorBoard answers a tag of two kinds with an error, of one sort or another."""
    try:
        response = board._client.open("/" + question.path)
    except Exception:  # noqa: BLE001 - what TensorBoard's plugin raised
        return "an error"
    return (response.status_code, response.get_data()) if response.status_code == 200 else "an error"
