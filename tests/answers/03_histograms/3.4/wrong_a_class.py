# caught: cure-no-model
from torch import nn


def cured():
    return nn.Sequential
