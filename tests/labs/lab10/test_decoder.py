"""Does the decoder look back only, and are its measurements right and without traces?"""

import math

import pytest
import torch

from tbxlab.lab10 import measure
from tbxlab.lab10.decoder import CONTEXT, Decoder, largest_logit
from tbxlab.lab10.grammar import VOCABULARY
from tbxlab.lab10.stories import held_out, pad


def fresh(seed=0, **settings):
    torch.manual_seed(seed)
    return Decoder(len(VOCABULARY), **settings)


@pytest.fixture(scope="module")
def some():
    return pad([each.ids for each in held_out()[:6]])


def test_it_has_the_parameters_that_the_chapter_names():
    assert sum(p.numel() for p in fresh().parameters()) == 113_536


@pytest.mark.parametrize("causal", [True, False])
def test_a_later_token_changes_an_earlier_answer_only_where_the_mask_is_missing(some, causal):
    model, (x, _) = fresh(causal=causal), some
    other = x.clone()
    other[:, 20:] = 7
    with torch.no_grad():
        apart = (model(x)[:, :20] - model(other)[:, :20]).abs().max().item()
    assert (apart < 1e-6) == causal


def test_an_untrained_model_guesses(some):
    assert measure.evaluate(fresh(), *some) == pytest.approx(math.log(98), abs=0.06)


def test_one_by_one_is_the_loss_of_a_causal_model_and_of_no_other(some):
    def noisy(**settings):
        model = fresh(**settings)
        with torch.no_grad():
            for weight in model.parameters():
                weight.mul_(3)
        return model

    causal, leaking = noisy(), noisy(causal=False)
    assert measure.one_by_one(causal, *some) == pytest.approx(measure.evaluate(causal, *some), abs=1e-5)
    assert abs(measure.one_by_one(leaking, *some) - measure.evaluate(leaking, *some)) > 0.01


def test_the_largest_logit_is_that_of_the_softmax(some):
    model, (x, _) = fresh(), some
    first = model.blocks[0].attention
    with torch.no_grad():
        state = model.blocks[0].norm1(model.tokens(x) + model.positions(torch.arange(x.shape[1])))
        _, _, v = first.split(state)
        weights = (
            first.logits(state).masked_fill(torch.ones(x.shape[1], x.shape[1]).triu(1).bool(), -math.inf).softmax(-1)
        )
        by_hand = first.out((weights @ v).transpose(1, 2).reshape(state.shape))
        assert torch.allclose(by_hand, first(state), atol=1e-5)
        assert largest_logit(model, x) >= first.logits(state).abs().max().item() > 0


def test_qk_norm_bounds_the_logits(some):
    model = fresh(qk_norm=True)
    with torch.no_grad():
        for block in model.blocks:
            block.attention.qkv.weight.mul_(1000)
    assert largest_logit(model, some[0]) <= math.sqrt(32) * 1.01


def test_measuring_leaves_no_trace(some):
    model = fresh().train()
    torch.manual_seed(3)
    state = torch.random.get_rng_state()
    told = measure.samples(model, 3, seed=1)
    measure.one_by_one(model, *some)
    assert model.training
    assert torch.equal(state, torch.random.get_rng_state())
    assert told == measure.samples(model, 3, seed=1) != measure.samples(model, 3, seed=2)
    assert all(p.grad is None for p in model.parameters())


def test_temperature_zero_takes_the_likeliest_token():
    model = fresh()
    (ids,) = measure.generate(model, [1], length=5, temperature=0)
    with torch.no_grad():
        assert ids[1] == model(torch.tensor([[1]]))[0, -1].argmax().item()
    assert len(ids) == 6 <= CONTEXT


def test_token_losses_are_those_of_the_story(some):
    model = fresh()
    each = held_out()[0]
    losses = measure.token_losses(model, each.ids)
    assert len(losses) == len(each.words) - 1
    assert sum(losses) / len(losses) == pytest.approx(measure.evaluate(model, *pad([each.ids])), abs=1e-5)
