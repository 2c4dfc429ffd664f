import numpy as np
from sklearn.datasets import load_breast_cancer

table = load_breast_cancer()
away = np.abs((table.data - table.data.mean(axis=0)) / table.data.std(axis=0))
row, column = np.unravel_index(away.argmax(), away.shape)
has_zero = (table.data == 0).any(axis=1)
outliers = {
    "feature": str(table.feature_names[column]),
    "example": row,
    "zeros": has_zero.sum(),
    "zeros benign": (table.target[has_zero] == 1).sum(),
}
