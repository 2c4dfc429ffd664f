import torch
from torch.nn.functional import cross_entropy


def one_by_one(model, x, y):
    training = model.training
    model.eval()
    losses = []
    with torch.no_grad():
        for ids, targets in zip(x, y, strict=True):
            for t in range(len(ids)):
                if targets[t] != -100:
                    losses.append(cross_entropy(model(ids[None, : t + 1])[0, -1:], targets[t : t + 1]).item())
    model.train(training)
    return sum(losses) / len(losses)
