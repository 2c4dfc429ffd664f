"""Does fine-tuning change what it should, and nothing else?"""

import pytest
import torch
from tensorboardX import SummaryWriter

from tbxlab import read_run
from tbxlab.lab10 import finetune, questions
from tbxlab.lab10.decoder import Decoder
from tbxlab.lab10.finetune import LoRA, Setting, prepare, trainable, with_lora, without_lora
from tbxlab.lab10.grammar import VOCABULARY


def fresh():
    torch.manual_seed(0)
    return Decoder(len(VOCABULARY))


def state(model):
    return {name: value.clone() for name, value in model.state_dict().items()}


def test_an_adapter_changes_nothing_before_the_first_step_and_comes_off_without_a_trace():
    model = fresh()
    ids = torch.tensor([questions.training_pairs()[0].ids])
    before, plain = state(model), model(ids)
    adapted = with_lora(model, 4)
    assert torch.equal(adapted(ids), plain)
    assert sum(p.numel() for p in trainable(adapted)) == 8192
    finetune.train(adapted, Setting(steps=3, rank=4, warm_up=1), seed=0)
    assert not torch.equal(adapted(ids), plain)
    restored = without_lora(adapted)
    assert all(torch.equal(before[name], value) for name, value in restored.state_dict().items())
    assert all(p.requires_grad for p in restored.parameters())


def test_an_adapter_is_what_its_formula_says():
    torch.manual_seed(1)
    layer = LoRA(torch.nn.Linear(6, 5), 2)
    with torch.no_grad():
        layer.b.normal_()
    x = torch.randn(3, 6)
    whole = layer.linear.weight + 2 * layer.b @ layer.a
    torch.testing.assert_close(layer(x), x @ whole.T + layer.linear.bias)


def test_a_seed_draws_the_order_and_the_adapters():
    runs = []
    for seed in (0, 0, 1):
        model = prepare(fresh(), Setting(rank=2), seed)
        finetune.train(model, Setting(steps=2, rank=2), seed=seed)
        runs.append(state(model))
    same, other = (all(torch.equal(runs[0][name], run[name]) for name in run) for run in runs[1:])
    assert same
    assert not other


def test_a_run_logs_what_was_measured_before_and_after(tmp_path):
    with SummaryWriter(str(tmp_path)) as writer:
        finetune.train(fresh(), Setting(steps=6, replay=2), seed=0, writer=writer, validate_every=3)
    found = read_run(tmp_path).scalars
    assert found["val/answer"].steps.tolist() == [0, 3, 6]
    assert found["train/loss"].steps.tolist() == [0, 5]
    assert set(found) > {"val/all", "val/pretrain", "exact/who", "exact/animal"}


def test_replay_draws_other_batches_and_only_where_it_is_asked_for():
    states = []
    for setting in (Setting(steps=4), Setting(steps=4, replay=2), Setting(steps=4, only_answer=False)):
        model = fresh()
        finetune.train(model, setting, seed=0)
        states.append(state(model)["tokens.weight"])
    assert not torch.equal(states[0], states[1])
    assert not torch.equal(states[0], states[2])


def test_exact_is_the_share_of_deciding_words():
    class Knows(torch.nn.Module):
        """Gives the right next token everywhere, but the wrong one for the animals."""

        def forward(self, ids):
            found = torch.nn.functional.one_hot(torch.cat([ids[:, 1:], ids[:, :1]], 1), len(VOCABULARY)).float()
            found[:, :, [VOCABULARY.index(word) for word in ("cat", "dog", "fox", "owl")]] = 0
            return found

    pairs = questions.held_out_pairs()
    found = finetune.measured(Knows(), pairs)
    assert found["exact/color"] == found["exact/what"] == 1
    animals = [VOCABULARY[pair.ids[pair.deciding]] for pair in pairs if pair.kind == "animal"]
    asked = sum(word not in ("cat", "dog", "fox", "owl") for word in animals) / len(animals)
    assert found["exact/animal"] == pytest.approx(asked)
