# caught: drawn-lost
import numpy as np


def drawn(left, right, counts, low, high):
    edges = np.linspace(low, high, 31)
    return np.diff(np.interp(edges, [left[0], *right], [0, *np.cumsum(counts)])) / counts.sum()
