# caught: drawn-ends
import numpy as np


def drawn(left, right, counts, low, high):
    return np.histogram(left, 30, (low, high), weights=counts)[0]
