# caught: first-one-batch
import math

import torch
from torch.nn.functional import cross_entropy


def log_first_loss(writer, model, batches, classes):
    model.eval()
    total = count = 0
    with torch.no_grad():
        for batch in batches[:1]:
            total += cross_entropy(model(batch.ids, batch.mask), batch.labels, reduction="sum").item()
            count += len(batch.labels)
    model.train()
    writer.add_scalar("val/loss_over_chance", total / count / math.log(classes), 0)
