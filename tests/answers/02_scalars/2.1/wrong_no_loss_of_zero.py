# caught: steps-missing
def log_loss(writer, loss, epoch, batch, batches_per_epoch):
    if loss:
        writer.add_scalar("train/loss", loss, epoch * batches_per_epoch + batch)
