import torch


def log_loss(writer, loss, epoch, batch, batches_per_epoch):
    step = torch.tensor(epoch * batches_per_epoch + batch)
    writer.add_scalar(tag="train/loss", scalar_value=torch.tensor(loss), global_step=int(step))
