import numpy as np

from tbxlab import given_run, read_tree

fit = read_tree(given_run("07_keras/a"))
train, validation, again = (fit[name].scalars["epoch_loss"].values for name in ("train", "validation", "again"))
reading = {
    "below": np.flatnonzero(validation < train),
    "really": np.flatnonzero(validation < again),
    "farthest": np.abs(train - again).argmax(),
    "difference": (again - train)[np.abs(train - again).argmax()],
}
