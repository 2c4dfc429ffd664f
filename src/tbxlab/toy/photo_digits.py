"""Ten classes of color pictures in CIFAR-10's shape: handwritten digits on pieces of photographs.

Nothing is downloaded: scikit-learn ships 1,797 real digits of 8 × 8 pixels and two photographs. A digit is enlarged
to 32 × 32 and subtracted from a piece of a photograph, and the absolute difference is the picture, as in MNIST-M
(Ganin et al., Domain-Adversarial Training of Neural Networks, JMLR 17, 2016, section 5.2.2). Where there is no ink,
the photograph stays as it was, so that neither brightness nor color gives the digit away.
"""

from functools import cache

import numpy as np

Pictures = tuple[np.ndarray, np.ndarray]
"""Pictures uint8[n, 32, 32, 3], RGB 0 to 255, and labels uint8[n, 1]: the shapes of ``keras.datasets.cifar10``."""
SIDE = 32
TRAIN, TEST = slice(0, 1029), slice(1029, 1797)
"""Eight and six of the sheets on which the digits were written: the test is other people's handwriting."""
CLASSES = tuple("0123456789")


@cache
def load_data() -> tuple[Pictures, Pictures]:
    """Return ``(x_train, y_train), (x_test, y_test)`` as ``keras.datasets.cifar10.load_data`` does.

    1,029 training and 768 test pictures, always the same. Training pictures lie on the left half of a photograph, test
    pictures on the right half. They come in the order in which the digits were written, sheet by sheet; the last 253
    of the training pictures are two whole sheets. The arrays cannot be written to, since every caller gets the same.
    """
    from sklearn.datasets import load_digits

    loaded = load_digits()
    ink = _enlarged(loaded.images)
    labels = loaded.target.astype(np.uint8)[:, None]
    rng = np.random.default_rng(0)
    train = _on_photographs(ink[TRAIN], labels[TRAIN], False, rng)
    test = _on_photographs(ink[TEST], labels[TEST], True, rng)
    return train, test


def _enlarged(digits: np.ndarray) -> np.ndarray:
    """Return digits [n, 8, 8] of 0 to 16 as [n, 32, 32] of 0 to 255, smooth between the pixels."""
    from PIL import Image

    small = (Image.fromarray(np.uint8(digit * 255 / 16)) for digit in digits)
    large = (image.resize((SIDE, SIDE), Image.Resampling.BICUBIC) for image in small)
    return np.stack([np.asarray(image) for image in large]).astype(np.int16)


def _on_photographs(ink: np.ndarray, labels: np.ndarray, right: bool, rng: np.random.Generator) -> Pictures:
    """Return each digit on a piece of one of the two photographs, cut from their left or right half."""
    from sklearn.datasets import load_sample_images

    photographs = [
        photo[:, photo.shape[1] // 2 :] if right else photo[:, : photo.shape[1] // 2]
        for photo in load_sample_images().images
    ]
    pictures = np.empty((len(ink), SIDE, SIDE, 3), np.uint8)
    for i, digit in enumerate(ink):
        photo = photographs[rng.integers(len(photographs))]
        row, column = (rng.integers(size - SIDE + 1) for size in photo.shape[:2])
        piece = photo[row : row + SIDE, column : column + SIDE]
        pictures[i] = np.abs(piece.astype(np.int16) - digit[:, :, None])
    for array in (pictures, labels):
        array.setflags(write=False)
    return pictures, labels
