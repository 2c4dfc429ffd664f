"""Are the letters and the digits what their docstrings say, the same for each seed, and apart where they must be?"""

import pytest
import torch

from tbxlab.lab08 import characters, digits, images, sick


def letters(seed, n=64, fonts=characters.TRAINING_FONTS):
    return characters.draw(n, torch.Generator().manual_seed(seed), fonts)


def test_a_seed_draws_the_same_letters_and_another_seed_draws_others():
    assert torch.equal(letters(1)[0], letters(1)[0])
    assert not torch.equal(letters(1)[0], letters(2)[0])


def test_letters_look_like_scikit_learn_s_digits_in_shape_and_range():
    (X, y), (D, _) = letters(0, 2000), digits.part(digits.TRAINING)
    assert X.shape[1:] == D.shape[1:] == (1, 8, 8)
    assert X.min() >= 0
    assert D.min() == 0
    assert X.max() <= 1.00001
    assert D.max() == 1
    assert set(y.tolist()) == set(range(len(characters.CLASSES)))
    assert not any(name.isdigit() for name in characters.CLASSES)


def test_no_letter_is_empty_and_no_two_fonts_draw_all_letters_alike():
    glyphs = characters.atlas(characters.TRAINING_FONTS + characters.VALIDATION_FONTS)
    assert glyphs.sum(dim=(2, 3)).min() > 20  # ink in pixels of 32 by 32
    apart = torch.cdist(glyphs.flatten(1), glyphs.flatten(1)) + torch.eye(len(glyphs)) * 1e9
    assert apart.min() > 1


def test_the_stated_statistics_are_those_of_the_letters():
    """To a hundredth; the digits' own are near enough to be used with the letters'."""
    X = letters(5, 4000)[0]
    raw = images.measure(images.prepare(X, images.Statistics(0.0, 1.0)))
    assert raw == pytest.approx(images.CHARACTERS, abs=0.01)
    mean, deviation = images.measure(images.prepare(digits.part(digits.TRAINING)[0]))
    assert abs(mean) < 0.15
    assert 0.9 < deviation < 1.2


def test_sheets_of_one_hand_are_on_one_side_of_every_split():
    """The labels repeat in one order about every 128 pictures; each split begins where the order begins again."""
    y = digits._all()[1]
    thrice = torch.arange(10).repeat(3)
    assert (digits.TRAINING.start, digits.TRAINING.stop, digits.VALIDATION.stop) == (
        0,
        digits.VALIDATION.start,
        digits.TEST.start,
    )
    for start in (digits.TRAINING.start, digits.VALIDATION.start, digits.TEST.start):
        assert torch.equal(y[start : start + 30], thrice)
    assert digits.TEST.stop == len(y) == 1797


def test_few_labels_are_balanced_seeded_and_grow_by_adding():
    X, y = digits.few_labels(3, seed=7)
    assert y.bincount().tolist() == [3] * 10
    more = digits.few_labels(10, seed=7)[0].flatten(1)
    assert all((more == one).all(dim=1).any() for one in X.flatten(1))
    assert not torch.equal(X, digits.few_labels(3, seed=8)[0])
    with pytest.raises(ValueError, match="78 labels a class: the pool has 1 to 77"):
        digits.few_labels(78, seed=0)


def test_are_the_splits_free_of_twins_and_does_the_leak_have_them():
    X, y = digits.few_labels(10, seed=0)
    apart = sick.closest(X, digits.part(digits.VALIDATION)[0])
    (X_leak, y_leak), (V_leak, _) = sick.leaked((X, y), seed=0)
    assert len(X_leak) == 300
    assert len(V_leak) == 100
    assert y_leak.bincount().min() > 20
    assert sick.closest(X_leak, V_leak).median() < 0.4 * apart.min()
    assert sick.closest(X, X).max() < 1e-3
