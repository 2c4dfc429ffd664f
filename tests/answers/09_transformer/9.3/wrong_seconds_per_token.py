# caught: speed-tokens
def log_batch(writer, mask, seconds, step):
    writer.add_scalar("batch/padding", 1 - mask.sum().item() / mask.numel(), step)
    writer.add_scalar("speed/tokens", seconds / mask.sum().item(), step)
