# caught: backward-how-many
import numpy as np


def gradients(parameters, X, y):
    A = [X]
    for W, b in parameters:
        Z = W @ A[-1] + b
        A.append(np.maximum(Z, 0))
    dZ = 1 / (1 + np.exp(-Z)) - y
    found = []
    for i in reversed(range(len(parameters))):
        found.insert(0, (dZ @ A[i].T, dZ.sum(axis=1, keepdims=True)))
        if i > 0:
            dZ = (parameters[i][0].T @ dZ) * (A[i] > 0)
    return [array for pair in found for array in pair]
