# caught: values-differ
seen = []


def log_loss(writer, loss, epoch, batch, batches_per_epoch):
    if batch == 0:
        seen.clear()
    seen.append(loss)
    writer.add_scalar("train/loss", sum(seen) / len(seen), epoch * batches_per_epoch + batch)
