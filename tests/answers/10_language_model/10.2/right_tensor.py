import torch
from torch.nn.functional import cross_entropy


def one_by_one(model, x, y):
    training = model.training
    model.eval()
    with torch.no_grad():
        logits = torch.stack([model(x[:, : t + 1])[:, -1] for t in range(x.shape[1])], 1)
        loss = cross_entropy(logits.flatten(0, 1), y.flatten())
    model.train(training)
    return loss
