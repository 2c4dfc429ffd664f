"""What the exercises of lab 04 rest on: the given graphs show what is asked, and each experiment proves its cause."""

import pytest
import torch
from tensorboardX import SummaryWriter

from tbxlab import events
from tbxlab.compat import tracing
from tbxlab.lab04 import wiring
from tbxlab.lab04.checks import reading
from tbxlab.lab04.checks.reading import PATIENTS, cause, given, shown
from tbxlab.lab04.runs import lab as makers

MADE = {
    "p": (makers.NotConnected, "not connected", "texture"),
    "q": (makers.OtherPath, "other path", "edges"),
    "r": (makers.Quiet, "healthy", None),
    "s": (makers.SkipLost, "skip lost", "block"),
    "t": (makers.NoGradient, "no gradient", "edges"),
}
SEEDS = (0, 1, 2)


@pytest.mark.parametrize("patient", PATIENTS)
def test_each_patient_shows_what_it_was_made_for(patient):
    assert cause(given(patient)) == MADE[patient][1:]


@pytest.mark.parametrize("patient", PATIENTS)
@pytest.mark.parametrize("seed", SEEDS)
def test_three_seeds_show_the_same(patient, seed, tmp_path):
    kind, *expected = MADE[patient]
    model = wiring.built(kind, seed)
    with SummaryWriter(tmp_path) as writer:
        makers.add_graph(writer, model, torch.zeros(1, 1, 8, 8))
        wiring.train(model, writer, seed, steps=10)
    assert cause(events.read_run(tmp_path)) == tuple(expected)


def test_every_patient_trains_well():
    for patient in PATIENTS:
        run = given(patient)
        loss = run.scalars["train/loss"].values
        assert loss[0] > 2.2
        assert loss[-5:].mean() < 0.3
        assert run.scalars["val/accuracy"].values[-1] > 0.85


def test_the_healthy_one_is_neither_best_nor_worst():
    ends = {patient: given(patient).scalars["val/accuracy"].values[-1] for patient in PATIENTS}
    assert min(ends.values()) < ends["r"] < max(ends.values())


def test_the_graphs_of_two_patients_are_alike_and_only_one_of_them_learns_everywhere():
    healthy, silent = given("r"), given("t")
    assert [node.op for node in healthy.graphs[0].nodes.values()] == [
        node.op for node in silent.graphs[0].nodes.values()
    ]
    assert shown(silent, "edges")["largest"] == 0 < shown(healthy, "edges")["smallest"]


def test_a_small_gradient_of_the_healthy_one_is_not_zero():
    assert 0 < shown(given("r"), "texture")["smallest"] < 0.01


@pytest.fixture(scope="module")
def image():
    return torch.rand(4, 1, 8, 8, generator=torch.Generator().manual_seed(0))


def outputs(model, image):
    with torch.no_grad():
        return model(image)


@pytest.mark.parametrize(
    ("kind", "part", "changes"),
    [(makers.NotConnected, "texture", False), (makers.NoGradient, "edges", True), (makers.Quiet, "texture", True)],
)
def test_doubling_the_weights_changes_outputs_where_a_part_is_used(kind, part, changes, image):
    model = wiring.built(kind, 0)
    before = outputs(model, image)
    with torch.no_grad():
        for weight in getattr(model, part).parameters():
            weight.mul_(2)
    assert torch.equal(before, outputs(model, image)) != changes


@pytest.mark.parametrize(("kind", "reaches"), [(makers.SkipLost, False), (makers.Quiet, True)])
def test_with_the_block_at_zero_the_input_reaches_the_output_by_the_skip_only(kind, reaches, image):
    model = wiring.built(kind, 0)
    with torch.no_grad():
        for weight in model.block.parameters():
            weight.zero_()
    assert torch.allclose(outputs(model, image), outputs(model, 0 * image)) != reaches


def test_another_input_shows_the_other_path(tmp_path, image):
    with SummaryWriter(tmp_path) as writer:
        makers.add_graph(writer, wiring.built(makers.OtherPath, 0), image)
    (graph,) = events.read_run(tmp_path).graphs
    assert graph.reaches("Sequential[edges]", "output")


def test_add_graph_thaws_a_frozen_part(tmp_path):
    tracing.prepare()
    model = torch.nn.Sequential(torch.nn.Conv2d(1, 4, 3), torch.nn.BatchNorm2d(4), torch.nn.Dropout(0.5)).train()
    model[1].eval()
    with SummaryWriter(tmp_path) as writer:
        writer.add_graph(model, torch.zeros(1, 1, 8, 8))
    assert model[1].training


def test_the_modules_of_run_a_are_those_that_the_lab_prints():
    model = makers.Tower()
    assert {name: type(part).__name__ for name, part in model.named_children()} == reading.MODULES


def test_in_onnx_the_batch_norms_and_the_dropout_are_gone():
    ops = {name: given(name).graphs[0].ops for name in ("torch", "onnx", "keras")}
    assert ops["torch"]["aten::batch_norm"] == ops["keras"]["BatchNormalization"] == 2
    assert ops["torch"]["aten::dropout"] == ops["keras"]["Dropout"] == 1
    assert set(ops["onnx"]) == {"Variable", "Conv", "Relu", "Reshape", "Gemm"}
