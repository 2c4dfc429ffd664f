"""Can a test sentence have been seen, or nearly seen, in training?"""

import warnings
from dataclasses import replace

import numpy as np
import pytest

from tbxlab.lab09 import docstrings, splits
from tbxlab.lab09.docstrings import Sentence


@pytest.fixture(scope="module")
def corpus():
    return splits.split(splits.without_repeats(docstrings.collect()))


def test_the_locked_libraries_give_the_sentences_that_the_course_measured_with(corpus):
    assert corpus.count == splits.TESTED_COUNT
    assert corpus.digest == splits.TESTED


def test_the_tested_sentences_are_taken_without_a_word(corpus):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert splits.compared(corpus) is corpus


def test_other_sentences_are_told_with_the_versions_and_what_to_do(corpus):
    other = replace(corpus, train=corpus.train[1:])
    with pytest.warns(splits.OtherSentences) as told:
        assert splits.compared(other) is other
    message = str(told[0].message)
    assert "1999 sentences, and not the 2000" in message
    assert f"numpy {np.__version__}" in message
    assert "make install" in message


def test_validation_and_test_are_balanced(corpus):
    for part, each in ((corpus.validation, splits.VALIDATION_PER_AREA), (corpus.test, splits.TEST_PER_AREA)):
        assert [sum(s.area == area for s in part) for area in splits.CLASSES] == [each] * len(splits.CLASSES)


def test_no_two_splits_hold_similar_sentences_or_one_docstring(corpus):
    parts = (corpus.train, corpus.validation, corpus.test)
    split_of = np.repeat([0, 1, 2], [len(part) for part in parts])
    everything = [s for part in parts for s in part]
    apart = split_of[:, None] != split_of[None, :]
    assert splits.jaccard([s.text for s in everything])[apart].max() < splits.SIMILAR
    sources = [{s.source for s in part} for part in parts]
    assert sum(map(len, sources)) == len(set.union(*sources))


def test_no_sentence_stands_twice(corpus):
    texts = [s.text for part in (corpus.train, corpus.validation, corpus.test) for s in part]
    overlap = splits.jaccard(texts)
    np.fill_diagonal(overlap, 0)
    assert overlap.max() < splits.SAME


def test_the_overlap_is_the_share_of_common_words():
    overlap = splits.jaccard(["a b c", "b c d", "x"])
    assert overlap == pytest.approx(np.array([[1, 0.5, 0], [0.5, 1, 0], [0, 0, 1]]))


def test_families_are_chains():
    overlap = np.array([[1, 0.8, 0], [0.8, 1, 0.8], [0, 0.8, 1]])
    assert len(set(splits.families(overlap, 0.7))) == 1
    assert len(set(splits.families(overlap, 0.9))) == 3


def test_one_of_a_family_stays_and_none_of_one_that_two_areas_share():
    told = [
        Sentence("Draw samples from a normal distribution at random.", "random numbers", "a"),
        Sentence("Draw samples from a Poisson distribution at random.", "random numbers", "b"),
        Sentence("Return the result of the computation as one array.", "signal", "c"),
        Sentence("Return the result of the computation as an array.", "metrics", "d"),
    ]
    assert splits.without_repeats(told) == told[:1]


def test_the_order_of_the_input_does_not_decide_who_goes_where(corpus):
    everything = [*corpus.train, *corpus.validation, *corpus.test]
    there, back = splits.split(everything), splits.split(everything[::-1])
    assert {s.text for s in there.test} == {s.text for s in back.test}
