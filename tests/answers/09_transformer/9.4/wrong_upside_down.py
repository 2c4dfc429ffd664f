# caught: first-upside-down
import math

import torch
from torch.nn.functional import cross_entropy


def log_first_loss(writer, model, batches, classes):
    with torch.no_grad():
        logits = torch.cat([model.eval()(batch.ids, batch.mask) for batch in batches])
    model.train()
    loss = cross_entropy(logits, torch.cat([batch.labels for batch in batches])).item()
    writer.add_scalar("val/loss_over_chance", math.log(classes) / loss, 0)
