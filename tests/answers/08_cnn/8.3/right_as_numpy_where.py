import numpy as np
import torch

too_good = "c"


def twins(train, validation):
    apart = torch.cdist(validation.flatten(1), train.flatten(1)) / 8
    return np.where((apart.min(dim=1).values < 0.09).numpy())
