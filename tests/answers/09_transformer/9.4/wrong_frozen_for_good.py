# caught: model-not-as-before
import math

from torch.nn.functional import cross_entropy


def log_first_loss(writer, model, batches, classes):
    model.eval().requires_grad_(False)
    total = count = 0
    for batch in batches:
        loss = cross_entropy(model(batch.ids, batch.mask), batch.labels, reduction="sum")
        total += loss.item()
        count += len(batch.labels)
    model.train()
    writer.add_scalar("val/loss_over_chance", total / count / math.log(classes), 0)
