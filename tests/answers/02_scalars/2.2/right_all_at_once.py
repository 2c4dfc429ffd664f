import torch
from torch.nn.functional import cross_entropy


def log_validation(writer, model, loader, epoch, batches_per_epoch):
    was_training = model.training
    model.eval()
    with torch.inference_mode():
        outputs = [(model(X), y) for X, y in loader]
    model.train(was_training)
    logits, y = (torch.cat(each) for each in zip(*outputs))
    step = (epoch + 1) * batches_per_epoch
    writer.add_scalar("val/loss", cross_entropy(logits, y), step)
    writer.add_scalar("val/accuracy", (logits.argmax(1) == y).double().mean(), step)
