# caught: model-changed
import math

import torch
from torch.nn.functional import cross_entropy


def log_first_loss(writer, model, batches, classes):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    losses = []
    for batch in batches:
        optimizer.zero_grad()
        loss = cross_entropy(model(batch.ids, batch.mask), batch.labels)
        loss.backward()
        optimizer.step()
        losses += [loss.item()] * len(batch.labels)
    writer.add_scalar("val/loss_over_chance", sum(losses) / len(losses) / math.log(classes), 0)
