"""Meshes: points, triangles and colors, put together from their tags."""

import numpy as np
import pytest

from tbxlab import events

RNG = np.random.default_rng(0)
POINTS = RNG.normal(size=(2, 5, 3)).astype(np.float32)
FACES = np.array([[[0, 1, 2], [2, 3, 4]]] * 2)
COLORS = RNG.integers(0, 256, (2, 5, 3))


def tensorboardx(folder):
    return pytest.importorskip("tensorboardX").SummaryWriter(str(folder))


def torch(folder):
    return pytest.importorskip("torch.utils.tensorboard").SummaryWriter(str(folder))


@pytest.mark.parametrize("writer_on", [tensorboardx, torch])
def test_points_triangles_and_colors_come_back(writer_on, tmp_path):
    tensor = pytest.importorskip("torch").tensor
    config = {"camera": {"cls": "PerspectiveCamera"}}
    writer = writer_on(tmp_path)
    writer.add_mesh("body", tensor(POINTS), tensor(COLORS), tensor(FACES), config, 3)
    writer.add_mesh("body", tensor(POINTS + 1), global_step=4)
    writer.add_mesh("cloud", tensor(POINTS[:1]))
    writer.close()

    run = events.read_run(tmp_path)

    assert (run.damage, run.unread) == ((), {})
    assert repr(run) == f"<Run {str(run.path)!r}: meshes 'body', 'cloud'>"
    body = run.meshes["body"]
    assert (body.tag, body.steps.tolist(), len(body), body.config) == ("body", [3, 4], 2, config)
    assert body.batch_size(0) == 2
    for sample in (0, 1):
        np.testing.assert_array_equal(body.vertices(0, sample), POINTS[sample])
        np.testing.assert_array_equal(body.faces(0, sample), FACES[sample])
        np.testing.assert_array_equal(body.colors(0, sample), COLORS[sample])
    assert (body.vertices(0).dtype, body.faces(0).dtype) == (np.float32, np.int64)
    np.testing.assert_array_equal(body.vertices(1), POINTS[0] + 1)
    assert (body.faces(1), body.colors(1)) == (None, None)
    cloud = run.meshes["cloud"]
    assert (cloud.config, cloud.colors(0), cloud.faces(0)) == ({}, None, None)
    with pytest.raises(IndexError):
        cloud.vertices(1)


def test_parts_in_events_of_their_own_are_put_together(log):
    """As TensorFlow's mesh summary writes them: a tag and an event for each part, metadata in the first only."""
    from tensorboard.plugins.mesh.metadata import create_summary_metadata

    def part(content, array, step, told):
        from tensorboard.compat.proto.event_pb2 import Event
        from tensorboard.compat.proto.summary_pb2 import Summary
        from tensorboard.util import tensor_util

        about = create_summary_metadata("m", None, content, 0, array.shape) if told else None
        value = Summary.Value(tag=f"m_{content}", tensor=tensor_util.make_tensor_proto(array), metadata=about)
        return Event(wall_time=9.0, step=step, summary=Summary(value=[value]))

    parts = [part(3, COLORS.astype(np.uint8), 0, True), part(1, POINTS, 0, True)]
    parts += [part(1, POINTS * 2, 1, False), part(3, (COLORS // 2).astype(np.uint8), 1, False)]

    mesh = events.read_run(log(*parts)).meshes["m"]

    assert mesh.steps.tolist() == [0, 1]
    np.testing.assert_array_equal(mesh.vertices(1), POINTS[0] * 2)
    np.testing.assert_array_equal(mesh.colors(1), COLORS[0] // 2)


def test_what_is_no_mesh_is_told_and_the_rest_is_read(log, scalar):
    from tensorboard.util import tensor_util

    def event(array, content=b""):
        event = scalar("m_1", 0.0)
        value = event.summary.value[0]
        value.tensor.CopyFrom(tensor_util.make_tensor_proto(array))
        value.metadata.plugin_data.plugin_name = "mesh"
        value.metadata.plugin_data.content = content
        return event

    run = events.read_run(log(event(np.zeros((5, 3))), event(POINTS, b"\xff\xff"), scalar("x", 1.0)))

    assert (run.meshes, list(run.scalars)) == ({}, ["x"])
    assert "shape [5, 3] instead of [batch, points, 3], tag 'm_1'" in run.damage[0].why
    assert "protobuf refuses" in run.damage[1].why
