import numpy as np

too_good = "c"


def twins(train, validation):
    def centered(X):
        X = X.numpy().reshape(len(X), -1)
        X = X - X.mean(axis=1, keepdims=True)
        return X / np.linalg.norm(X, axis=1, keepdims=True)

    return np.flatnonzero((centered(validation) @ centered(train).T).max(axis=1) > 0.975)
