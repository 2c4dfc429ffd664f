count = 0


def log_loss(writer, loss, epoch, batch, batches_per_epoch):
    global count
    if epoch == batch == 0:
        count = 0
    writer.add_scalar("train/loss", loss, count)
    count += 1
