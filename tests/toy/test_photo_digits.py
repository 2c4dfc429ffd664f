"""Is the offline data set what ``keras.datasets.cifar10`` would give, smaller, and fair?"""

import numpy as np
import pytest

from tbxlab.toy import photo_digits

(X, Y), (X_TEST, Y_TEST) = photo_digits.load_data()


def test_the_arrays_have_the_shapes_and_types_of_cifar10():
    assert (X.shape, Y.shape, X_TEST.shape, Y_TEST.shape) == ((1029, 32, 32, 3), (1029, 1), (768, 32, 32, 3), (768, 1))
    assert {array.dtype for array in (X, Y, X_TEST, Y_TEST)} == {np.dtype("uint8")}
    assert (X.min(), X.max()) == (0, 255)


def test_every_class_is_in_every_part():
    for labels in (Y[:776], Y[776:], Y_TEST):
        counts = np.bincount(labels[:, 0], minlength=10)
        assert len(counts) == 10
        assert counts.max() < 1.2 * counts.min()


def test_no_test_picture_is_a_training_picture():
    assert not {picture.tobytes() for picture in X} & {picture.tobytes() for picture in X_TEST}


def test_neither_brightness_nor_color_gives_the_digit_away():
    """The mean color of a picture tells its class little better than guessing, which is right in 10 of 100 cases."""
    from sklearn.neighbors import KNeighborsClassifier

    colors, others = X.mean((1, 2)), X_TEST.mean((1, 2))
    assert KNeighborsClassifier(9).fit(colors, Y[:, 0]).score(others, Y_TEST[:, 0]) < 0.2


def test_the_same_pictures_come_each_time():
    again = photo_digits.load_data.__wrapped__()
    assert np.array_equal(again[0][0], X)
    assert np.array_equal(again[1][0], X_TEST)


def test_nobody_can_change_what_others_get():
    with pytest.raises(ValueError, match="read-only"):
        X[0] = 0
