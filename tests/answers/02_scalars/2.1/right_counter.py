seen = {}


def log_loss(writer, loss, epoch, batch, batches_per_epoch):
    step = seen.get(id(writer), -1) + 1
    seen[id(writer)] = step
    writer.add_scalar("train/loss", loss, step)
