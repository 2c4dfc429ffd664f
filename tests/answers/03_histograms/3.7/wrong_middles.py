# caught: drawn-middles
import numpy as np


def drawn(left, right, counts, low, high):
    return np.histogram((left + right) / 2, 30, (low, high), weights=counts)[0]
