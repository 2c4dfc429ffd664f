import copy
import math

import torch
from torch.nn.functional import cross_entropy


def before_training(writer, model, X, y):
    first = cross_entropy(model(X), y).item()
    writer.add_scalar("check/first_loss", first, 0)
    if not 0.45 < first < 0.95:
        return "first loss"
    model = copy.deepcopy(model)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5, momentum=0.5)
    for step in range(300):
        loss = cross_entropy(model(X[:20]), y[:20])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        writer.add_scalar("check/one_batch", loss.item(), step + 1)
    return "ready" if loss.item() < 0.1 else "one batch"
