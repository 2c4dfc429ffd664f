# caught: steps-missing
def log_loss(writer, loss, epoch, batch, batches_per_epoch):
    writer.add_scalar("train/loss", loss, epoch * batches_per_epoch + batch + 1)
