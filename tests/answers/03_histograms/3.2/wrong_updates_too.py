# caught: handed-changed
import numpy as np


def gradients(parameters, X, y):
    A = [X]
    for W, b in parameters:
        Z = W @ A[-1] + b
        A.append(np.maximum(Z, 0))
    dZ = (1 / (1 + np.exp(-Z)) - y) / X.shape[1]
    found = []
    for i in reversed(range(len(parameters))):
        found.insert(0, (dZ @ A[i].T, dZ.sum(axis=1, keepdims=True)))
        parameters[i][0][...] -= 0.1 * found[0][0]
        if i > 0:
            dZ = (parameters[i][0].T @ dZ) * (A[i] > 0)
    return found
