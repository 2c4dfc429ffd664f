# caught: raised
def log_loss(writer, loss, epoch, batch, batches_per_epoch):
    writer.add_scalar("train/loss", loss, step=epoch * batches_per_epoch + batch)
