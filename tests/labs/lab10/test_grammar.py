"""Is a story read as it is told, and is its entropy exact?"""

import math
import random

import pytest

from tbxlab.lab10.grammar import BEGIN, COLORS, END, NotAStory, read, tell, valid

SHORT = (
    f"{BEGIN} mia the owl lives in the mill . one evening mia finds a red key . "
    f"at last mia keeps the red key in the mill . {END}"
)


def test_what_is_told_is_read_with_the_same_entropies_and_facts():
    rng = random.Random(5)
    for _ in range(200):
        told = tell(rng)
        assert read(told.words) == told


def test_each_choice_costs_what_its_probability_says():
    told = read(SHORT.split())
    by_word = dict(zip(told.words, told.entropy, strict=True))
    assert by_word["red"] == 0  # its second time: the last one wins, and then there is no choice
    first = told.entropy[told.words.index("red")]
    assert first == pytest.approx(math.log(len(COLORS)))
    assert told.entropy[told.words.index("evening")] == pytest.approx(math.log(6 / 2))
    assert told.entropy[told.words.index("at")] == pytest.approx(math.log(12 / 3))
    assert told.facts.owner == "mia"
    assert told.facts.place == "mill"
    assert told.facts.other == ""


def test_the_mean_entropy_is_the_mean_of_minus_ln_p_of_the_drawn_options():
    """Weights 3, 2, 1 are drawn with probabilities 1/2, 1/3, 1/6."""
    rng = random.Random(0)
    times = [told.words[10] for told in (tell(rng) for _ in range(3000))]
    assert times.count("morning") / 3000 == pytest.approx(1 / 2, abs=0.03)
    assert times.count("night") / 3000 == pytest.approx(1 / 6, abs=0.03)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("red key in", "blue key in"), "word 22 is 'blue'; expected one of red"),
        (("in the mill . <end>", "in the barn . <end>"), "word 26 is 'barn'"),
        (("last mia", "last tom"), "word 19 is 'tom'"),
        ((" <end>", ""), "ends after 28 words"),
        (("<end>", "<end> the"), "goes on after <end>"),
    ],
)
def test_a_text_that_contradicts_itself_is_no_story(change, why):
    words = SHORT.replace(*change).split()
    assert not valid(words)
    assert valid(SHORT.split())
    with pytest.raises(NotAStory, match=why):
        read(words)
