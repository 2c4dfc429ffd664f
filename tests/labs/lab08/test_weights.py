"""Is only the file loaded that the record speaks of, whole, and is what comes with the course what it says it is?"""

import json
import shutil

import pytest
import torch

from tbxlab.lab08 import cnn, pretrain, weights

ARCHITECTURES = list(cnn.ARCHITECTURES)


@pytest.fixture
def checkpoint(tmp_path):
    """A copy of the course's own checkpoint."""
    for kind in (".pt", ".json"):
        shutil.copy(weights.given("resnet").with_suffix(kind), tmp_path)
    return tmp_path / weights.given("resnet").name


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_the_given_checkpoint_is_the_one_of_its_record_and_small(architecture):
    file = weights.given(architecture)
    record = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
    assert record["sha256"] == weights.sha256(file)
    assert record["bytes"] == file.stat().st_size < 6e6
    assert record["license"] == "Apache-2.0"
    assert record["command"] == (f"tbxlab pretrain {architecture} --steps {pretrain.STEPS[architecture]} --seed 0")


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_the_given_checkpoint_reads_letters_as_well_as_its_record_says(architecture):
    """Half precision and another machine may turn a few of the 1,000 letters: 5 are allowed."""
    file = weights.given(architecture)
    record = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
    _, accuracy = pretrain.evaluate(weights.source_model(file), pretrain.validation())
    assert accuracy == pytest.approx(record["validation_accuracy"], abs=0.0051)


def test_one_changed_byte_is_refused_before_anything_is_unpacked(checkpoint, monkeypatch):
    damaged = bytearray(checkpoint.read_bytes())
    damaged[1000] ^= 1
    checkpoint.write_bytes(damaged)
    monkeypatch.setattr(torch, "load", lambda *a, **k: pytest.fail("it was unpacked"))
    with pytest.raises(weights.WrongWeights, match=r"was not loaded\. Next: git checkout"):
        weights.load(checkpoint)


@pytest.mark.parametrize("kind", [".pt", ".json"])
def test_a_missing_file_is_named(checkpoint, kind):
    checkpoint.with_suffix(kind).unlink()
    with pytest.raises(weights.WrongWeights, match=rf"characters_resnet\{kind} is missing\. Next"):
        weights.load(checkpoint)


def test_what_was_saved_comes_back_to_half_precision(tmp_path):
    model = cnn.vgg(5, seed=1)
    weights.save(model, tmp_path / "w.pt", ("torch",), architecture="vgg")
    state = weights.load(tmp_path / "w.pt")
    assert {tensor.dtype for tensor in state.values()} == {torch.float32}
    for name, tensor in model.state_dict().items():
        torch.testing.assert_close(state[name], tensor, rtol=1e-3, atol=1e-6)


def test_the_body_is_put_in_and_the_head_stays_as_it_was_drawn():
    model, state = cnn.resnet(10, seed=3), weights.load(weights.given("resnet"))
    head = cnn.head(model).weight.clone()
    weights.put_body(model, state)
    assert torch.equal(cnn.head(model).weight, head)
    assert torch.equal(model.conv1.weight, state["conv1.weight"])
    assert torch.equal(model.layer3[0].bn2.running_var, state["layer3.0.bn2.running_var"])


def test_weights_that_lack_a_layer_are_refused():
    state = weights.load(weights.given("resnet"))
    del state["layer2.0.conv1.weight"]
    with pytest.raises(weights.WrongWeights, match=r"missing \['layer2.0.conv1.weight'\]"):
        weights.put_body(cnn.resnet(10, seed=0), state)
    with pytest.raises(weights.WrongWeights, match="of another network"):
        weights.put_body(cnn.vgg(10, seed=0), state)


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_each_parameter_is_in_one_group_and_a_seed_draws_the_same_weights(architecture):
    model = cnn.ARCHITECTURES[architecture](10, seed=4)
    grouped = [id(p) for parameters in cnn.groups(model).values() for p in parameters]
    assert sorted(grouped) == sorted(id(p) for p in model.parameters())
    assert next(iter(cnn.groups(model))) == "stem"
    assert list(cnn.groups(model))[-1] == "head"
    state, before = torch.get_rng_state(), cnn.ARCHITECTURES[architecture](10, seed=4)
    assert torch.equal(torch.get_rng_state(), state)
    assert all(torch.equal(a, b) for a, b in zip(model.parameters(), before.parameters(), strict=True))
    X = torch.randn(2, 1, 16, 16, generator=torch.Generator().manual_seed(0))
    logits, seen = model.eval()(X), cnn.features(model, X)
    torch.testing.assert_close(cnn.head(model)(seen), logits)


def test_batch_norms_are_found_where_there_are_any():
    assert len(cnn.batch_norms(cnn.resnet(10, seed=0))) == 9  # stem, two a block, one for each of two shortcuts
    assert cnn.batch_norms(cnn.vgg(10, seed=0)) == []
