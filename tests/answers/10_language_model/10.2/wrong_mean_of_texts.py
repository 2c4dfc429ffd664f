# caught: lm-generation-mean-of-texts
import torch
from torch.nn.functional import cross_entropy


def one_by_one(model, x, y):
    training = model.training
    model.eval()
    means = []
    with torch.no_grad():
        for ids, targets in zip(x, y, strict=True):
            asked = [t for t in range(len(ids)) if targets[t] != -100]
            losses = [cross_entropy(model(ids[None, : t + 1])[0, -1:], targets[t : t + 1]).item() for t in asked]
            means.append(sum(losses) / len(losses))
    model.train(training)
    return sum(means) / len(means)
