"""Is every text of every kind of event scrubbed, and is nothing else touched?"""

import json
import shutil

import numpy as np
import pytest
from tensorboard.compat.proto import event_pb2, graph_pb2, summary_pb2
from tensorboardX import SummaryWriter
from tensorboardX.proto import event_pb2 as tensorboardx_event_pb2

from tbxlab.events.records import RecordFile
from tbxlab.share import clean, projector, protos
from tbxlab.share.privacy import Scrubber
from tbxlab.share.sampling import Reservoir
from tbxlab.share.surveys import survey

SECRET = "/home/annika/project/secret.csv"
HOST = "build-7"


def events_of(folder):
    found = []
    for path in sorted(folder.rglob("*tfevents*")):
        for block in RecordFile(path).blocks():
            for start, length in zip(block.starts.tolist(), block.lengths.tolist(), strict=True):
                found.append(event_pb2.Event.FromString(block.data[start : start + length]))
    return found


def all_bytes(folder):
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def write_run(run, target, scrubber, seen):
    """Every record of a run, and its projector's files, as they go into events.zip."""
    every = {"scalars": Reservoir(0)}
    clean.Cleaner(scrubber, every, whole=True).take(run, target.parent / "rest", target)
    shutil.rmtree(target.parent / "rest")
    projector.copy(run.path, target, scrubber, run.name, seen)


@pytest.fixture
def cleaned(tmp_path):
    """cleaned(write): what is left of a log after cleaning. `write` gets a tensorboardX writer."""

    def make(write):
        source, target = tmp_path / "runs", tmp_path / "clean"
        with SummaryWriter(str(source / "a")) as writer:
            write(writer)
        for path in list(source.rglob("events*")):
            path.rename(path.with_name(f"events.out.tfevents.1700000000.{HOST}"))
        found = survey(source)
        scrubber = Scrubber(found.hosts, found.users)
        for run in found.runs:
            write_run(run, target / run.name, scrubber, found.seen)
        return target

    return make


def write_texts(writer):
    writer.add_text("notes", f"see {SECRET} on {HOST}", 0)
    writer.add_scalar("loss", 1.0, 0, display_name=f"on {HOST}", summary_description=f"from {SECRET}")
    writer.add_hparams({"data": SECRET, "lr": 0.1}, {"acc": 0.5}, name="trial")
    writer.add_custom_scalars({f"of {HOST}": {"all": ["Multiline", ["loss"]]}})
    labels = [f"{SECRET} {index}" for index in range(3)]
    writer.add_embedding(np.zeros((3, 2)), labels, global_step=0)


def write_graph(writer):
    graph = graph_pb2.GraphDef()
    node = graph.node.add(name=f"{HOST}/read", op="Const", input=[f"{HOST}/in"])
    node.attr["file"].s = SECRET.encode()
    node.attr["raw"].s = b"\x00\x01" + SECRET.encode()
    writer.file_writer.add_event(tensorboardx_event_pb2.Event(graph_def=graph.SerializeToString()))


def test_no_text_of_any_kind_is_left(cleaned):
    left = all_bytes(cleaned(write_texts))
    for told in (SECRET, "/home/annika", "annika", HOST):
        assert told.encode() not in left
    assert b"\xe2\x80\xa6/secret.csv" in left


def test_messages_inside_of_messages_can_still_be_read(cleaned):
    from tensorboard.plugins.custom_scalar import layout_pb2
    from tensorboard.plugins.hparams import plugin_data_pb2

    values = [value for event in events_of(cleaned(write_texts)) for value in event.summary.value]
    by_plugin = {value.metadata.plugin_data.plugin_name: value for value in values}
    layout = layout_pb2.Layout.FromString(by_plugin["custom_scalars"].tensor.string_val[0])
    assert layout.category[0].title == "of host"
    start = next(v for v in values if v.tag == "_hparams_/session_start_info").metadata.plugin_data.content
    hparams = plugin_data_pb2.HParamsPluginData.FromString(start).session_start_info.hparams
    assert (hparams["data"].string_value, hparams["lr"].number_value) == ("…/secret.csv", 0.1)


def test_the_nodes_of_a_graph_stay_connected(cleaned):
    (content,) = [event.graph_def for event in events_of(cleaned(write_graph)) if event.graph_def]
    (node,) = graph_pb2.GraphDef.FromString(content).node
    assert (node.name, list(node.input)) == ("host/read", ["host/in"])
    assert node.attr["file"].s.decode() == "…/secret.csv"
    assert node.attr["raw"].s.startswith(b"\x00\x01"), "bytes that are no text must stay"


def test_a_log_that_tells_nothing_is_copied_byte_for_byte(tmp_path):
    with SummaryWriter(str(tmp_path / "runs")) as writer:
        for step in range(50):
            writer.add_scalar("loss", step, step)
        writer.add_histogram("weights", np.arange(10.0), 0)
        writer.add_image("picture", np.zeros((3, 4, 4)), 0)
    (run,) = survey(tmp_path / "runs").runs
    write_run(run, tmp_path / "clean", Scrubber(["elsewhere"]), {})
    assert all_bytes(tmp_path / "clean") == all_bytes(tmp_path / "runs")


def test_scalars_whose_tag_tells_a_host_are_renamed_alike(cleaned):
    def write(writer):
        for step in range(5):
            writer.add_scalar(f"{HOST}/gpu", step, step)

    values = [value for event in events_of(cleaned(write)) for value in event.summary.value]
    assert [(value.tag, value.simple_value) for value in values] == [("host/gpu", step) for step in range(5)]


def test_the_order_of_event_files_is_kept(tmp_path):
    names = ["tfevents.9.b.1.0", "tfevents.9.a.2.0", "tfevents.10.c", "x.tfevents.11.v2"]
    files = [tmp_path / name for name in sorted(names)]
    new = list(clean.file_names(files).values())
    assert new == sorted(new)
    assert len(set(new)) == len(names)


def test_runs_that_would_get_one_name_stay_two():
    scrubber = Scrubber(hosts=["alpha"], more=["beta"])
    names = clean.run_names(["run_alpha", "run_host", "run_beta/x"], scrubber)
    assert names == {"run_alpha": "run_host", "run_host": "run_host-2", "run_beta/x": "run_…/x"}


def test_the_model_of_keras_stays_json():
    """Its tensors are JSON text, in which a path must not break a string."""
    value = summary_pb2.Summary.Value(tag="keras")
    value.metadata.plugin_data.plugin_name = "graph_keras_model"
    value.tensor.dtype = 7
    value.tensor.string_val.append(json.dumps({"path": r"C:\Users\annika\m.h5", "next": SECRET}).encode())
    event = event_pb2.Event(summary=summary_pb2.Summary(value=[value]))
    protos.walk_event(event, {}, Scrubber())
    assert json.loads(event.summary.value[0].tensor.string_val[0]) == {"path": "…/m.h5", "next": "…/secret.csv"}
