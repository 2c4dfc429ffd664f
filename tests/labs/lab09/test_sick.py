"""Does each fault do what it says, and does its test find it, on transformers that are made in milliseconds?"""

import random

import pytest
import torch

from tbxlab.lab09 import sick
from tbxlab.lab09.checks import tiny
from tbxlab.lab09.classifier import make_batch


@pytest.fixture
def sentences():
    draw = random.Random(0)
    return [tiny.sentence(draw, words) for words in (4, 20, 9)]


def batch(texts):
    return make_batch(tiny.tokenizer(), texts, [0] * len(texts), 64)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_company_matters_where_padding_is_not_masked_and_only_there(seed, sentences):
    model = tiny.classifier(seed)
    alone, together = batch(sentences[:1]), batch(sentences)
    assert sick.differs_in_company(model, alone, together) < 1e-5
    model.mask_padding = False
    assert sick.differs_in_company(model, alone, together) > 1e-3


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_one_batch_twice_is_the_same_unless_dropout_is_on(seed, sentences):
    model = tiny.classifier(seed)
    assert sick.differs_when_repeated(model, batch(sentences)) == 0
    assert sick.differs_when_repeated(model.train(), batch(sentences)) > 1e-3


def test_a_scrambled_vocabulary_keeps_the_special_tokens_and_every_vector():
    encoder = tiny.encoder(0)
    before = encoder.get_input_embeddings().weight.detach().clone()
    sick.scramble(encoder, 0, special=len(tiny.SPECIAL))
    after = encoder.get_input_embeddings().weight
    assert torch.equal(after[: len(tiny.SPECIAL)], before[: len(tiny.SPECIAL)])
    assert not torch.equal(after, before)
    assert torch.equal(after.sum(dim=1).sort().values, before.sum(dim=1).sort().values)


def test_shuffled_labels_are_the_same_labels_beside_other_texts():
    texts, labels = [str(i) for i in range(20)], [i // 2 for i in range(20)]
    same, shuffled = sick.shuffle((texts, labels), 0)
    assert same == texts
    assert sorted(shuffled) == labels != shuffled


def test_padding_is_counted(sentences):
    lengths = [len(tiny.tokens(text)) for text in sentences]
    assert batch(sentences).share_of_padding == pytest.approx(1 - sum(lengths) / (3 * max(lengths)))
