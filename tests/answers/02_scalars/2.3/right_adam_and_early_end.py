import torch
from torch.nn.functional import cross_entropy


def before_training(writer, model, X, y):
    with torch.no_grad():
        first = cross_entropy(model(X), y)
    writer.add_scalar("check/first_loss", first, 0)
    if not 0.5 < first < 1:
        return "first loss"
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for step in range(400):
        loss = cross_entropy(model(X[:20]), y[:20])
        writer.add_scalar("check/one_batch", loss, step)
        if loss < 0.02:
            return "ready"
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return "one batch"
