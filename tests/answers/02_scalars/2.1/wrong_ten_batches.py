# caught: steps-repeat, steps-missing
def log_loss(writer, loss, epoch, batch, batches_per_epoch):
    writer.add_scalar("train/loss", loss, epoch * 10 + batch)
