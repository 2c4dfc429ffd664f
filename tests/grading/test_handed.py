"""Is everything that an answer was handed looked at, and is what changed told truly?"""

import subprocess
import sys
from dataclasses import dataclass

import numpy as np
import pytest
import torch
from torch import nn

from tbxlab.grading import handed
from tbxlab.grading.verdict import Wrong


@dataclass(frozen=True)
class Batch:
    """What a case may hand over."""

    X: torch.Tensor
    rows: list
    options: dict


@pytest.fixture
def model():
    return nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Sequential(nn.ReLU(), nn.Dropout(0.1)), nn.Linear(4, 2))


@pytest.fixture
def batch():
    X = torch.arange(6.0).reshape(2, 3)
    return Batch(X, [{"seed": 1, "name": "b"}, {"seed": 2, "name": "a"}], {"a": np.arange(3.0), "b": {"c": (1, 2)}})


def changed(things, act, **options):
    with pytest.raises(Wrong) as error, handed.unchanged(**things, **options):
        act()
    assert error.value.message_id == "handed-changed"
    assert str(error.value)
    return error.value.params


def backward(model):
    model(torch.ones(2, 3)).sum().backward()


OF_A_MODEL = {
    "values": (lambda m: m[0].weight.data.zero_(), "model.0.weight"),
    "one value": (lambda m: m[3].bias.data[1].fill_(7), "model.3.bias"),
    "gradient": (lambda m: m.zero_grad(set_to_none=False) or setattr(m[0].bias, "grad", torch.ones(4)), "gradient"),
    "requires_grad": (lambda m: m[0].weight.requires_grad_(False), "requires_grad of model.0.weight"),
    "whole mode": (lambda m: m.eval(), "the mode of model"),
    "mode of a part": (lambda m: m[2][1].eval(), "the mode of model.2.1"),
    "hook": (lambda m: m[2][0].register_forward_hook(print), "the number of hooks on model.2.0"),
    "hook before": (lambda m: m.register_forward_pre_hook(print), "the number of hooks on model"),
    "hook of a tensor": (lambda m: m[0].weight.register_hook(print), "the number of hooks on model.0.weight"),
    "buffer": (lambda m: m(torch.ones(2, 3)), "the buffer model.1.running_mean"),
    "another part": (lambda m: setattr(m, "0", nn.Linear(3, 4)), "the parts of model"),
    "an equal parameter": (lambda m: setattr(m[0], "bias", nn.Parameter(m[0].bias.detach())), "the parts of model.0"),
    "one more part": (lambda m: m.append(nn.ReLU()), "the parts of model"),
    "attribute": (lambda m: setattr(m[2][1], "p", 0.0), "the attribute model.2.1.p"),
    "number type": (lambda m: m.double(), "model.0.weight"),
}


@pytest.mark.parametrize(("act", "what"), OF_A_MODEL.values(), ids=OF_A_MODEL)
def test_every_change_of_a_model_is_found_and_named(model, act, what):
    backward(model) if what == "gradient" else None
    assert what in changed({"model": model}, lambda: act(model))["what"]


OF_A_BATCH = {
    "tensor": (lambda b: b.X.mul_(2), "batch.X"),
    "gradient asked for": (lambda b: b.X.requires_grad_(), "requires_grad of batch.X"),
    "array": (lambda b: b.options["a"].sort() or b.options["a"].fill(5), "batch.options['a']"),
    "key taken out": (lambda b: b.rows[0].pop("seed"), "the keys or the length of batch.rows[0]"),
    "key added": (lambda b: b.options.update(d=1), "the keys or the length of batch.options"),
    "sorted": (lambda b: b.rows.sort(key=lambda row: row["name"]), "batch.rows[0]['seed']"),
    "longer": (lambda b: b.rows.append({}), "the keys or the length of batch.rows"),
    "deep": (lambda b: b.options["b"].update(c=(1, 3)), "batch.options['b']['c'][1]"),
    "kind": (lambda b: b.rows[0].update(seed=1.0), "batch.rows[0]['seed']"),
}


@pytest.mark.parametrize(("act", "what"), OF_A_BATCH.values(), ids=OF_A_BATCH)
def test_every_change_of_plain_things_is_found_and_named(batch, act, what):
    assert changed({"batch": batch}, lambda: act(batch))["what"] == what


def test_what_was_and_what_is_are_shown(model, batch):
    assert changed({"model": model}, model.eval) == {
        "what": "the mode of model",
        "was": "training mode",
        "now": "evaluation mode",
    }
    found = changed({"X": batch.X}, lambda: batch.X[1, 0].fill_(-1))
    assert found == {"what": "X", "was": "3 at [1, 0]", "now": "-1 at [1, 0]"}
    model.train()
    found = changed({"model": model}, lambda: setattr(model[0].bias, "grad", torch.zeros(4)))
    assert found == {"what": "the gradient of model.0.bias", "was": "None", "now": "torch.float32[4]"}


def test_looking_changes_nothing_and_what_stays_is_no_change(model, batch):
    model[0].weight.data[0, 0] = float("nan")
    with handed.unchanged(model, batch, [float("nan"), np.array([np.nan])], {1, 2}, model=model):
        model.eval()(batch.X)
        model.train()
        model.eval()
        model.train()


def test_what_may_change_is_named_by_its_aspect_or_its_path(model, batch):
    with handed.unchanged(model=model, batch=batch, but={"grad", "buffers", "batch.rows*"}):
        backward(model)
        batch.rows.clear()
    with handed.unchanged(model=model, but="mode"):
        model.eval()
    assert "buffer" in changed({"model": model.train()}, lambda: model(batch.X), but="grad")["what"]


def test_an_optimizer_may_step_only_where_that_is_allowed(model):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
    backward(model)
    with handed.unchanged(optimizer=optimizer, but="state"):
        optimizer.step()
    assert "state" in changed({"optimizer": optimizer}, optimizer.step)["what"]
    found = changed({"optimizer": optimizer}, lambda: optimizer.param_groups[0].update(lr=1.0))
    assert found == {"what": "optimizer.param_groups[0]['lr']", "was": "0.1", "now": "1.0"}


def test_what_the_block_raises_is_raised(model):
    def fail():
        model.eval()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), handed.unchanged(model):
        fail()


def test_lazy_parameters_and_cycles_are_no_obstacle():
    circle: list = []
    circle.append(circle)
    with handed.unchanged(nn.LazyLinear(3), circle):
        pass


def test_passes_are_counted_with_the_mode_that_they_were_in(model, batch):
    with handed.unchanged(model=model, but="buffers"), handed.passes(model) as passes:
        model(batch.X)
        with torch.no_grad():
            model[0](batch.X)
            model(batch.X)
    assert (len(passes), passes.training, passes.gradients) == (2, [True, True], [True, False])


def test_torch_is_not_imported_for_plain_things():
    code = "import sys; from tbxlab.grading import handed; handed.Snapshot([1]).compare()\n"
    code += "assert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
