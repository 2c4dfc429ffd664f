# caught: no-tag
def log_loss(writer, loss, epoch, batch, batches_per_epoch):
    writer.add_scalar(f"train/loss/{epoch}", loss, batch)
