"""Are questions answered by their stories, and do the labels count what they should?"""

import random

import torch

from tbxlab.lab10.grammar import ANSWER, END, IDS, VOCABULARY, decode
from tbxlab.lab10.questions import KINDS, LONGEST, ask, collate, held_out_pairs, training_pairs
from tbxlab.lab10.stories import IGNORED


def test_an_answer_is_in_its_story_and_its_deciding_word_is_where_it_is_said_to_be():
    rng = random.Random(1)
    for kind in KINDS:
        for _ in range(50):
            pair = ask(rng, kind)
            story = pair.prompt[: pair.prompt.index(IDS["<question>"])]
            assert pair.prompt[-1] == IDS[ANSWER]
            assert pair.answer[-1] == IDS[END]
            assert set(pair.answer[:-1]) <= set(story)
            assert pair.ids[pair.deciding] in pair.answer


def test_an_animal_is_named_once_in_a_story_and_asked_for():
    pair = ask(random.Random(2), "animal")
    words = decode(pair.ids).split()
    animal = VOCABULARY[pair.ids[pair.deciding]]
    assert words.count(animal) == 2
    assert words[-3] == animal


def test_labels_are_shifted_and_only_the_answer_s_positions_count():
    pairs = training_pairs()[:8]
    x, y = collate(pairs)
    for row, targets, pair in zip(x, y, pairs, strict=True):
        asked = torch.nonzero(targets != IGNORED).flatten().tolist()
        assert asked == list(range(len(pair.prompt) - 1, len(pair.ids) - 1))
        assert targets[asked].tolist() == pair.answer
        assert row[asked[0]] == IDS[ANSWER]
    _, all_of = collate(pairs, only_answer=False)
    assert (all_of != IGNORED).sum() == sum(len(pair.ids) - 1 for pair in pairs)


def test_pairs_fit_the_context_and_the_held_out_ones_are_others():
    assert max(len(pair.ids) for pair in (*training_pairs(), *held_out_pairs())) <= LONGEST
    assert [pair.kind for pair in held_out_pairs()[:6]] == [*KINDS, "who"]
    known = {tuple(pair.ids) for pair in training_pairs()}
    assert sum(tuple(pair.ids) in known for pair in held_out_pairs()) <= 2
