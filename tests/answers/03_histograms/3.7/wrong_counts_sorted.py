# caught: handed-changed
import numpy as np


def drawn(left, right, counts, low, high):
    edges = np.linspace(low, high, 31)
    np.cumsum(counts, out=counts)
    return np.diff(np.interp(edges, [left[0], *right], [0, *counts]))
