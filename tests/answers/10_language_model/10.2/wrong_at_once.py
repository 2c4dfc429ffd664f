# caught: lm-generation-at-once
import torch
from torch.nn.functional import cross_entropy


def one_by_one(model, x, y):
    training = model.training
    model.eval()
    with torch.no_grad():
        loss = cross_entropy(model(x).flatten(0, 1), y.flatten()).item()
    model.train(training)
    return loss
