"""Are batches and reference lines those of the stories?"""

import math

import pytest
import torch

from tbxlab.lab10 import stories
from tbxlab.lab10.counts import Counts
from tbxlab.lab10.decoder import CONTEXT
from tbxlab.lab10.grammar import IDS, VOCABULARY, decode
from tbxlab.lab10.measure import share_copied
from tbxlab.lab10.stories import IGNORED, Stories, floor, held_out, lines, pad


def test_targets_are_the_next_tokens_and_padding_is_ignored():
    x, y = pad([[1, 5, 6, 2], [1, 7, 2]])
    assert x.tolist() == [[1, 5, 6], [1, 7, 2]]
    assert y.tolist() == [[5, 6, 2], [7, 2, IGNORED]]


def test_no_story_is_longer_than_the_context_and_no_held_out_one_is_trained_on():
    rows = Stories(4000, seed=1).rows
    assert max(map(len, rows)) <= 84 < CONTEXT
    assert all(row[0] == IDS["<story>"] and row[-1] == IDS["<end>"] for row in rows)
    known = set(map(tuple, Stories().rows))
    shared = sum(tuple(each.ids) in known for each in held_out())
    assert shared <= 2  # the shortest stories may come twice by chance


def test_a_seed_draws_its_own_stories_and_order():
    assert Stories(20, seed=1).rows == Stories(20, seed=1).rows != Stories(20, seed=2).rows
    some = Stories(50)
    batches = [some.batch(4, torch.Generator().manual_seed(seed))[0] for seed in (0, 0, 1)]
    assert torch.equal(batches[0], batches[1])
    assert batches[0].shape != batches[2].shape or not torch.equal(batches[0], batches[2])


def test_the_lines_stand_in_the_order_of_what_they_know():
    found = lines()
    assert list(found) == ["uniform", "unigram", "bigram", "5-gram", "floor"]
    values = list(found.values())
    assert values == sorted(values, reverse=True)
    assert found["uniform"] == math.log(len(VOCABULARY)) == pytest.approx(4.585, abs=0.001)
    assert found["unigram"] == pytest.approx(3.868, abs=0.01)
    assert found["bigram"] == pytest.approx(1.585, abs=0.01)
    assert found["5-gram"] == pytest.approx(0.990, abs=0.01)
    assert found["floor"] == floor() == pytest.approx(0.460, abs=0.001)


def test_the_floor_of_many_stories_is_near_that_of_the_held_out_ones():
    assert floor(held_out(4000)) == pytest.approx(floor(), abs=0.015)
    assert stories.held_out(4000)[:128] == held_out()


def test_a_count_model_gives_probabilities_and_knows_what_it_has_seen():
    model = Counts(3, 4).fit([[0, 1, 2, 0, 1, 3], [0, 1, 2]])
    for before in ([], [0], [0, 1], [3, 3]):
        assert sum(model.probability(token, before) for token in range(4)) == pytest.approx(1)
    assert model.probability(2, [0, 1]) > model.probability(3, [0, 1]) > model.probability(0, [0, 1])
    assert Counts(1, 4).fit([[0, 0, 0, 1]]).probability(0, [1]) == pytest.approx((3 + 2 / 4) / 6)


def test_another_vocabulary_gives_each_word_another_number_and_keeps_what_is_special():
    x, y = pad([each.ids for each in held_out()[:4]])
    other, targets = stories.renumbered(x, y)
    assert (other[x < 3] == x[x < 3]).all()
    assert (other != x)[x >= 3].float().mean() > 0.9
    assert ((targets == IGNORED) == (y == IGNORED)).all()
    assert (targets[:, :-1][y[:, :-1] != IGNORED] == other[:, 1:][y[:, :-1] != IGNORED]).all()


def test_a_copied_story_is_found():
    some = Stories(30)
    told = [decode(some.rows[3]), "<story> mia the owl <end>"]
    assert share_copied(told, some) == 0.5
