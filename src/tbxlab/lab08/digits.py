"""The target: scikit-learn's 1,797 real handwritten digits, with few labels.

The pictures come in the order in which they were written: the same sequence of digits fourteen times, a sheet of
about 128 each. Sheets are kept together, so that what is validated and tested on is other people's handwriting.
"""

from functools import cache

import torch
from torch import Tensor

Pictures = tuple[Tensor, Tensor]
"""Pictures float32[n, 1, 8, 8], 0 paper to 1 ink, and labels int64[n]."""
CLASSES = 10
TRAINING = slice(0, 776)
"""Six sheets: the pool that labels are drawn from."""
VALIDATION = slice(776, 1029)
"""Two sheets, 253 pictures: an accuracy of 0.9 over them is uncertain by 0.019."""
TEST = slice(1029, 1797)
"""Six sheets, 768 pictures: for the number in the end, looked at once."""


@cache
def _all() -> Pictures:
    from sklearn.datasets import load_digits

    X, y = load_digits(return_X_y=True)
    return torch.tensor(X, dtype=torch.float32).view(-1, 1, 8, 8) / 16, torch.tensor(y)


def part(which: slice) -> Pictures:
    """Return the pictures and labels of TRAINING, VALIDATION or TEST."""
    X, y = _all()
    return X[which], y[which]


def few_labels(per_class: int, seed: int) -> Pictures:
    """Return ``per_class`` pictures of each digit, drawn from the training pool: [10 · per_class, 1, 8, 8].

    A larger draw with the same seed contains the smaller one, so that more labels are more, not others.
    """
    return few_of(part(TRAINING), per_class, seed)


def few_of(pool: Pictures, per_class: int, seed: int) -> Pictures:
    """Return ``per_class`` pictures of each class of ``pool``; raises ValueError where a class has fewer."""
    X, y = pool
    if not 1 <= per_class <= (most := int(y.bincount().min())):
        raise ValueError(f"{per_class} labels a class: the pool has 1 to {most}")
    order = torch.randperm(len(y), generator=torch.Generator().manual_seed(seed))
    chosen = torch.cat([order[y[order] == label][:per_class] for label in y.unique()])
    return X[chosen], y[chosen]


def sorted_by_class(pictures: Pictures) -> Pictures:
    """Return the same pictures, all zeros first, then all ones: the order in which a folder for each class is read."""
    X, y = pictures
    order = y.argsort(stable=True)
    return X[order], y[order]
