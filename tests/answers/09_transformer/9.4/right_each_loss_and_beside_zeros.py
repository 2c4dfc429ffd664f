import torch
from torch.nn.functional import cross_entropy


def log_first_loss(writer, model, batches, classes):
    was = model.training
    model.eval()
    with torch.inference_mode():
        logits = torch.cat([model(batch.ids, batch.mask) for batch in batches])
    labels = torch.cat([batch.labels for batch in batches])
    guessing = cross_entropy(torch.zeros_like(logits), labels)
    model.train(was)
    writer.add_scalar("val/loss_over_chance", cross_entropy(logits, labels) / guessing)
