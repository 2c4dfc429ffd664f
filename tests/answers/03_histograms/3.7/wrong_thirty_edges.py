# caught: drawn-how-many
import numpy as np


def drawn(left, right, counts, low, high):
    edges = np.linspace(low, high, 30)
    return np.diff(np.interp(edges, [left[0], *right], [0, *np.cumsum(counts)]))
