"""Hyperparameters: what each writer stores of them, and what it drops."""

import numpy as np
import pytest

from tbxlab import events


def tensorboardx():
    return pytest.importorskip("tensorboardX").SummaryWriter


def torch_writer():
    return pytest.importorskip("torch.utils.tensorboard").SummaryWriter


WRITERS = pytest.mark.parametrize("writer_on", [tensorboardx, torch_writer])
GIVEN = {"lr": 0.1, "width": 64, "optimizer": "adam"}


def trial(tmp_path):
    """The one run below the log directory that has hyperparameters."""
    (run,) = [run for run in events.read_tree(tmp_path).values() if run.hparams]
    assert (run.damage, run.unread) == ((), {})
    return run


@WRITERS
def test_a_trial_keeps_its_values_and_metrics(writer_on, tmp_path):
    with writer_on()(str(tmp_path)) as writer:
        writer.add_scalar("loss", 1.0, 0)
        writer.add_hparams(GIVEN, {"best/loss": 0.5, "best/accuracy": 0.9})

    run = trial(tmp_path)

    assert run.hparams.values == {"lr": 0.1, "width": 64.0, "optimizer": "adam"}
    assert run.hparams.declared == {"lr": "float64", "width": "float64", "optimizer": "string"}
    assert run.hparams.metrics == ("best/loss", "best/accuracy")
    assert run.hparams.status == "success"
    assert (run.hparams.dropped, run.hparams.group) == ((), "")
    assert (run.hparams.started, run.hparams.ended) == (None, None)
    assert {tag: s.values.round(6).tolist() for tag, s in run.scalars.items()} == {
        "best/loss": [0.5],
        "best/accuracy": [0.9],
    }
    assert repr(run).endswith("scalars 'best/loss', 'best/accuracy'; hparams 'lr', 'optimizer', 'width'>")


def test_it_lies_in_a_run_of_its_own_and_the_other_has_none(tmp_path):
    with tensorboardx()(str(tmp_path)) as writer:
        writer.add_scalar("loss", 1.0, 0)
        writer.add_hparams(GIVEN, {"best/loss": 0.5}, name="trial")

    runs = events.read_tree(tmp_path)

    assert runs["."].hparams is None
    assert runs["trial"].hparams.values["lr"] == 0.1


def test_what_tensorboardx_drops_is_named(tmp_path):
    with tensorboardx()(str(tmp_path)) as writer:
        writer.add_hparams(
            {"lr": np.float32(0.1), "layers": [1, 2], "none": None, "flag": True, "exact": np.float64(0.5), "of": sum},
            {"loss": 1.0},
        )

    hparams = trial(tmp_path).hparams

    assert hparams.values == {"exact": 0.5, "flag": True, "of": "sum"}
    assert hparams.declared == {"lr": "unset", "layers": "unset", "flag": "bool", "exact": "float64", "of": "string"}
    assert hparams.dropped == ("lr", "layers")


@pytest.mark.parametrize(
    ("writer_on", "kind", "declared"), [(tensorboardx, bool, "bool"), (torch_writer, float, "float64")]
)
def test_torch_stores_a_bool_as_a_number(writer_on, kind, declared, tmp_path):
    with writer_on()(str(tmp_path)) as writer:
        writer.add_hparams({"flag": True}, {"loss": 1.0})
    hparams = trial(tmp_path).hparams
    assert [type(value) for value in hparams.values.values()] == [kind]
    assert hparams.declared == {"flag": declared}


def test_no_metrics_are_none(tmp_path):
    with tensorboardx()(str(tmp_path)) as writer:
        writer.add_hparams({"lr": 0.1}, {})
    assert trial(tmp_path).hparams.metrics == ()


def test_of_two_trials_in_one_run_the_first_counts_as_in_tensorboard(log):
    from tensorboard.backend.event_processing.plugin_event_multiplexer import EventMultiplexer
    from tensorboard.plugins.hparams import metadata

    path = log(record(start={"lr": 1.0}), record(start={"lr": 2.0, "wd": 3.0}))

    hparams = events.read_run(path).hparams

    assert hparams.sessions == ({"lr": 1.0}, {"lr": 2.0, "wd": 3.0})
    assert hparams.values == {"lr": 1.0}
    shown = EventMultiplexer().AddRun(str(path.parent), "run").Reload()
    content = shown.SummaryMetadata("run", metadata.SESSION_START_INFO_TAG).plugin_data.content
    shown_values = metadata.parse_session_start_info_plugin_data(content).hparams
    assert {name: value.number_value for name, value in shown_values.items()} == hparams.values


def test_the_records_of_tensorflow_s_own_way_may_lie_apart(log, tmp_path):
    """hp.hparams_config writes the experiment into the log directory, hp.hparams the session into the run."""
    from tensorboard.plugins.hparams import plugin_data_pb2

    experiment = plugin_data_pb2.HParamsPluginData()
    experiment.experiment.hparam_infos.add(name="lr", type=3)
    experiment.experiment.metric_infos.add().name.tag = "epoch_loss"
    end = plugin_data_pb2.HParamsPluginData()
    end.session_end_info.status = 2
    end.session_end_info.end_time_secs = 20.0
    log(record(experiment), to="logs")
    log(record(start={"lr": 0.5}, group="g", at=10.0), record(end), to="logs/trial")

    runs = events.read_tree(tmp_path / "logs")

    assert (runs["."].hparams.values, runs["."].hparams.metrics) == ({}, ("epoch_loss",))
    assert (runs["."].hparams.declared, runs["."].hparams.status) == ({"lr": "float64"}, None)
    assert repr(runs["."]).endswith("hparams 'lr'>")
    found = runs["trial"].hparams
    assert (found.values, found.group, found.status) == ({"lr": 0.5}, "g", "failure")
    assert (found.started, found.ended) == (10.0, 20.0)


def test_what_is_no_record_is_told_and_the_rest_is_read(log, scalar):
    from tensorboard.plugins.hparams import plugin_data_pb2

    broken = record(start={"lr": 1.0})
    broken.summary.value[0].metadata.plugin_data.content = b"\xff\xff"
    run = events.read_run(log(broken, record(plugin_data_pb2.HParamsPluginData()), scalar("x", 1.0)))
    assert (run.hparams, list(run.scalars)) == (None, ["x"])
    assert "protobuf refuses" in run.damage[0].why
    assert "none of their three kinds" in run.damage[1].why


def record(data=None, start=None, group="", at=0.0):
    """One record as the API of the plugin writes it, with an empty tensor."""
    from tensorboard.compat.proto.event_pb2 import Event
    from tensorboard.compat.proto.summary_pb2 import Summary
    from tensorboard.plugins.hparams import metadata, plugin_data_pb2

    if start is not None:
        data = plugin_data_pb2.HParamsPluginData()
        for name, value in start.items():
            data.session_start_info.hparams[name].number_value = value
        data.session_start_info.group_name, data.session_start_info.start_time_secs = group, at
    tag = f"_hparams_/{data.WhichOneof('data')}"
    value = Summary.Value(tag=tag, tensor=metadata.NULL_TENSOR, metadata=metadata.create_summary_metadata(data))
    return Event(wall_time=100.0, summary=Summary(value=[value]))
