# caught: first-loss
import math

import torch
from torch.nn.functional import cross_entropy


def log_first_loss(writer, model, batches, classes):
    model.eval()
    total = count = 0
    with torch.no_grad():
        for batch in batches:
            loss = cross_entropy(model(batch.ids, batch.mask), batch.labels, reduction="sum")
            total += loss.item()
            count += 16
    model.train()
    writer.add_scalar("val/loss_over_chance", total / count / math.log(classes), 0)
