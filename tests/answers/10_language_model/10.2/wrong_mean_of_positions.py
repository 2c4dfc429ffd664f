# caught: lm-generation-mean-of-means
import torch
from torch.nn.functional import cross_entropy


def one_by_one(model, x, y):
    training = model.training
    model.eval()
    losses = []
    with torch.no_grad():
        for t in range(x.shape[1]):
            losses.append(cross_entropy(model(x[:, : t + 1])[:, -1], y[:, t], ignore_index=-100).item())
    model.train(training)
    return sum(losses) / len(losses)
