"""Graphs of torch models, written by both writers, and what can be asked of them."""

import pytest

from tbxlab import events

pytestmark = pytest.mark.filterwarnings("ignore:.torch.jit.trace:FutureWarning")


def tensorboardx():
    return pytest.importorskip("tensorboardX").SummaryWriter


def torch_writer():
    return pytest.importorskip("torch.utils.tensorboard").SummaryWriter


@pytest.fixture(scope="module", params=[tensorboardx, torch_writer])
def graph(request, tmp_path_factory):
    """A network with two convolutions, a branch that is used, and one whose result is thrown away."""
    torch = pytest.importorskip("torch")
    nn = torch.nn

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.body = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.Conv2d(2, 4, 3))
            self.side = nn.Linear(8, 4)
            self.forgotten = nn.Linear(8, 4)
            self.head = nn.Linear(4, 3)

        def forward(self, image, table):
            deep = self.body(image).mean(dim=(2, 3))
            self.forgotten(table.abs())
            return self.head(deep + self.side(table))

    folder = tmp_path_factory.mktemp("graph")
    writer = request.param()(str(folder))
    writer.add_graph(Net(), (torch.zeros(2, 1, 8, 8), torch.zeros(2, 8)))
    writer.close()
    run = events.read_run(folder)
    assert run.damage == ()
    assert set(run.unread) <= {"tagged_run_metadata"}
    assert repr(run) == f"<Run {str(folder)!r}: 1 graph>"
    (graph,) = run.graphs
    return graph


def test_operations_are_counted_and_shapes_are_read(graph):
    assert graph.kind == "torch"
    assert graph.ops["aten::_convolution"] == 2
    assert [node.shapes for node in graph.of("aten::_convolution")] == [((2, 2, 6, 6),), ((2, 4, 4, 4),)]
    assert graph["input/image"].shapes == ((2, 1, 8, 8),)
    assert graph["input/image"].op == "IO Node"
    assert graph["input/image"].inputs == ()
    (relu,) = graph.of("aten::relu")
    assert relu.inputs == (graph.of("aten::_convolution")[0].name,)
    assert graph.nodes[relu.name] is relu
    assert isinstance(relu.attributes["attr"], str)
    assert len(graph) == len(graph.nodes) == sum(graph.ops.values())


def test_a_path_along_the_data_is_found_where_there_is_one(graph):
    first, second = (node.name for node in graph.of("aten::_convolution"))
    (output,) = (name for name in graph.nodes if name.startswith("output/"))
    assert graph.reaches("input/image", output)
    assert graph.reaches(first, second)
    assert graph.reaches("Net/Sequential[body]", "Net/Linear[head]")
    assert graph.reaches("Net/Linear[side]", output)
    assert graph.reaches("input/image", second)
    assert not graph.reaches(second, first)
    assert not graph.reaches(output, "input/image")
    assert not graph.reaches("Net/Linear[side]", "Net/Sequential[body]")
    assert not graph.reaches("input/image", "Net/Linear[side]")
    assert graph.reaches(first, first)


def test_a_layer_whose_result_is_thrown_away_is_not_in_the_graph_but_leaves_a_loose_end(graph):
    """torch drops what no output needs; what led there stays, and its result goes nowhere."""
    with pytest.raises(KeyError, match=r"no node or scope is named 'Net/Linear\[forgotten\]'"):
        graph.find("Net/Linear[forgotten]")
    assert [graph[name].op for name in graph.loose_ends] == ["aten::abs"]


def test_consumers_of_a_node_and_of_a_scope(graph):
    first, second = (node.name for node in graph.of("aten::_convolution"))
    (relu,) = (node.name for node in graph.of("aten::relu"))
    assert graph.consumers(first) == (relu,)
    assert graph.consumers(relu) == (second,)
    assert [graph[name].op for name in graph.consumers("Net/Sequential[body]")] == ["aten::mean"]
    assert graph.consumers("Linear[head]") == tuple(name for name in graph.nodes if name.startswith("output/"))


def test_scopes_hold_what_is_drawn_in_them(graph):
    top = graph.children()
    assert set(top) == {"input", "output", "Net"}
    assert "Net/Sequential[body]" in graph.children("Net")
    assert graph.children("Sequential[body]") == tuple(
        f"Net/Sequential[body]/{layer}" for layer in ("Conv2d[0]", "ReLU[1]", "Conv2d[2]")
    )
    assert set(graph.within("Conv2d[0]")) < set(graph.within("Net")) < set(graph.nodes)
    assert graph.within("input/image") == ("input/image",)


def test_leading_scopes_may_be_left_out_only_where_the_name_stays_clear(graph):
    assert graph.find("Linear[side]") == "Net/Linear[side]"
    assert graph["image"] is graph.nodes["input/image"]
    with pytest.raises(KeyError, match=r"may be any of .*Net/Linear\[side\]/weight.*, .*Net/Linear\[head\]/weight"):
        graph.find("weight")
    with pytest.raises(KeyError, match=r"no node or scope is named 'Linaer\[side\]'; .*Net/Linear\[side\].* is"):
        graph.find("Linaer[side]")
    with pytest.raises(KeyError, match="is a scope, not a node"):
        graph["Sequential[body]"]


def test_two_graphs_of_one_run_are_both_kept_in_order(tmp_path):
    torch = pytest.importorskip("torch")
    writer = tensorboardx()(str(tmp_path))
    writer.add_scalar("x", 1.0, 0)
    writer.add_graph(torch.nn.Linear(3, 2), torch.zeros(1, 3))
    writer.add_graph(torch.nn.Tanh(), torch.zeros(1, 3))
    writer.close()

    run = events.read_run(tmp_path)

    assert ["aten::tanh" in graph.ops for graph in run.graphs] == [False, True]
    assert [graph.file for graph in run.graphs] == [0, 0]
    assert repr(run).endswith("scalars 'x'; 2 graphs>")


def test_an_onnx_graph_is_read_with_its_outputs_shapes(tmp_path, capsys):
    onnx = pytest.importorskip("onnx")
    helper, float_ = onnx.helper, onnx.TensorProto.FLOAT
    nodes = [
        helper.make_node("Conv", ["x", "w"], ["c"], kernel_shape=[3, 3]),
        helper.make_node("Relu", ["c"], ["y"]),
    ]
    inputs = [helper.make_tensor_value_info("x", float_, [1, 1, 8, 8])]
    outputs = [helper.make_tensor_value_info("y", float_, [1, 2, 6, 6])]
    weight = helper.make_tensor("w", float_, [2, 1, 3, 3], [0.0] * 18)
    onnx.save(helper.make_model(helper.make_graph(nodes, "g", inputs, outputs, [weight])), str(tmp_path / "m.onnx"))
    writer = tensorboardx()(str(tmp_path / "run"))
    writer.add_onnx_graph(str(tmp_path / "m.onnx"))
    writer.close()

    (graph,) = events.read_run(tmp_path / "run").graphs

    assert graph.kind == "onnx"
    assert graph.ops == {"Variable": 1, "Conv": 1, "Relu": 1}
    assert (graph["x"].shapes, graph["y"].shapes) == (((1, 1, 8, 8),), ((1, 2, 6, 6),))
    assert graph["c"].inputs == ("x", "w")
    assert graph.reaches("x", "y")


def test_control_inputs_are_no_data_and_output_numbers_no_names(log):
    from tensorboard.compat.proto.event_pb2 import Event
    from tensorboard.compat.proto.graph_pb2 import GraphDef

    proto = GraphDef()
    proto.node.add(name="a", op="Const")
    proto.node.add(name="b", op="Split", input=["a:1", "a"])
    proto.node.add(name="c", op="Relu", input=["b:0", "^d"])
    proto.node.add(name="d", op="Abs", input=["a"])
    proto.node[2].attr["_output_shapes"].list.shape.add().dim.add(size=-1)
    proto.node[2].attr["_output_shapes"].list.shape.add(unknown_rank=True)
    proto.node[2].attr["T"].type = 1
    function = proto.library.function.add()
    function.signature.name = "square"
    function.signature.input_arg.add(name="x")
    function.node_def.add(name="mul", op="Mul", input=["x", "x:out:0"])

    (graph,) = events.read_run(log(Event(wall_time=9.0, step=4, graph_def=proto.SerializeToString()))).graphs

    assert (graph.kind, graph.step, graph.wall_time) == ("run", 4, 9.0)
    assert graph["b"].inputs == ("a", "a")
    assert (graph["c"].inputs, graph["c"].controls) == (("b",), ("d",))
    assert graph["c"].shapes == ((None,), None)
    assert graph["c"].attributes == {"T": "DT_FLOAT"}
    assert graph.consumers("a") == ("b", "d")
    assert not graph.reaches("d", "c")
    assert graph.loose_ends == ("c", "d")
    assert graph.functions["square"]["mul"].inputs == ("x", "x")
    assert graph.functions["square"].reaches("x", "mul")


def test_a_graph_that_protobuf_refuses_is_told_and_the_rest_is_read(log, scalar):
    from tensorboard.compat.proto.event_pb2 import Event
    from tensorboard.compat.proto.summary_pb2 import Summary

    def keras(text):
        value = Summary.Value(tag="keras")
        value.tensor.dtype = 7
        value.tensor.string_val.append(text)
        value.metadata.plugin_data.plugin_name = "graph_keras_model"
        return Event(summary=Summary(value=[value]))

    broken = Event(graph_def=b"\xff\xff not a graph")
    run = events.read_run(log(broken, keras(b"{no json"), keras(b"[]"), keras(b'{"strange": 1}'), scalar("x", 1.0)))

    assert run.graphs == ()
    assert run.keras_models == {"keras": {"strange": 1}}
    assert list(run.scalars) == ["x"]
    assert ["protobuf refuses" in run.damage[0].why, "no JSON" in run.damage[1].why, len(run.damage)] == [True, True, 3]
