# caught: before-not-tried, before-batch-learned
import math

import torch
from torch.nn.functional import cross_entropy


def before_training(writer, model, X, y):
    first = cross_entropy(model(X), y).item()
    writer.add_scalar("check/first_loss", first, 0)
    if abs(first - math.log(2)) > 0.2:
        return "first loss"
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    for step in range(5):
        loss = cross_entropy(model(X[:20]), y[:20])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        writer.add_scalar("check/one_batch", loss.item(), step)
    return "ready"
