# caught: speed-of-positions
def log_batch(writer, mask, seconds, step):
    writer.add_scalar("batch/padding", 1 - mask.sum().item() / mask.numel(), step)
    writer.add_scalar("speed/tokens", mask.numel() / seconds, step)
