import numpy as np


def gradients(parameters, X, y):
    def below(A, layers):
        """Return the gradients of these layers, and dA of what goes into them."""
        (W, b), *above = layers
        Z = W @ A + b
        if above:
            found, dA = below(np.clip(Z, 0, None), above)
            dZ = np.where(Z > 0, dA, 0)
        else:
            found, dZ = [], (1 / (1 + np.exp(-Z)) - y) / A.shape[1]
        return [(dZ @ A.T, dZ.sum(axis=1)[:, None]), *found], W.T @ dZ

    return below(X, parameters)[0]
