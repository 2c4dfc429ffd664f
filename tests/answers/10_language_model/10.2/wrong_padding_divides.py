# caught: lm-generation-value
import torch
from torch.nn.functional import cross_entropy


def one_by_one(model, x, y):
    training = model.training
    model.eval()
    total = count = 0
    with torch.no_grad():
        for t in range(x.shape[1]):
            logits = model(x[:, : t + 1])[:, -1]
            total += cross_entropy(logits, y[:, t], ignore_index=-100, reduction="sum").item()
            count += len(y)
    model.train(training)
    return total / count
