def log_batch(writer, mask, seconds, step):
    mask = mask.double()
    writer.add_scalar("speed/tokens", mask.sum() / seconds, step)
    writer.add_scalar("batch/padding", (1 - mask).mean(), step)
